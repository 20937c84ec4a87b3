package policy

// Domain is a family of identifiers in which equal ones get equal pseudonyms.
type Domain struct {
	Name string // as in the pseudonym: [a-z][a-z0-9]*
	Fold bool   // case does not distinguish identifiers

	index   int  // position in a session's table of subkeys
	learned bool // identifiers are looked for elsewhere in the trace
	yields  bool // to an equal identifier of another domain, where either could be meant
	follows bool // takes the pseudonym that an equal known identifier has in its own domain
}

// BuiltinDomains lists the domains that exist without configuration.
func BuiltinDomains() []string {
	return []string{"account", "device", "email", "ref", "session", "user", "username"}
}

// FoldsBuiltin tells whether case does not distinguish identifiers of a built-in
// domain; false if there is none of that name.
func FoldsBuiltin(name string) bool {
	d := builtinDomains()[name]
	return d != nil && d.Fold
}

func builtinDomains() map[string]*Domain {
	return map[string]*Domain{
		"user":     {Name: "user", learned: true},
		"account":  {Name: "account", learned: true},
		"session":  {Name: "session", learned: true},
		"username": {Name: "username", learned: true, yields: true},
		"device":   {Name: "device", learned: true},
		// Mail servers treat addresses as equal whatever their case, and so do people.
		"email": {Name: "email", Fold: true},
		// Keys that only often hold an identifier: what they hold is no evidence for other places.
		"ref": {Name: "ref", follows: true},
	}
}
