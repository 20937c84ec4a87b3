package lookup

import (
	"net/http"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

type pages struct {
	*handler
	view *page.View
}

func (p *pages) register(mux *http.ServeMux) {}
