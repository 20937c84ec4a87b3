// Package page draws the lookup's page.
package page

// View renders pages.
type View struct{}

// New returns a view.
func New() *View { return &View{} }
