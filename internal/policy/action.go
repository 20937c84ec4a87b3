package policy

// Action is what a policy does with the value of an attribute.
type Action uint8

// The actions, from the words of the configuration.
const (
	Scan       Action = iota // look for findings in the text; the zero value: nothing passes unseen by default
	Keep                     // leave the value untouched
	Hash                     // replace it by a pseudonym in a domain
	Mask                     // replace it by a placeholder
	Drop                     // remove the attribute; the walk does that, and calls [Session.Dropped]
	TruncateIP               // keep the network of an address: /24 or /48
	URL                      // sanitize the parts of a URL, its query by their names
	SQL                      // replace the literals of a query text
	Baggage                  // judge each member of W3C baggage as an attribute of that name
	TraceState               // judge each member of a W3C trace state
	Cookie                   // judge each cookie as an attribute of that name
)

var actionNames = [...]string{
	Scan: "scan", Keep: "keep", Hash: "hash", Mask: "mask", Drop: "drop",
	TruncateIP: "truncate_ip", URL: "url", SQL: "sql", Baggage: "baggage",
	TraceState: "tracestate", Cookie: "cookie",
}

// String is the word that the configuration and the metrics use for a.
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return "unknown"
}

// Level is how strict the policy is.
type Level uint8

// The levels; each includes the ones before it.
const (
	Default  Level = iota // identity hashed, secrets masked, everything else scanned
	Strict                // also phone numbers, addresses in text, national IDs, positions, bodies
	Stricter              // also drop what neither the table nor a rule names
)

// ParseAction returns the action of a word of the configuration.
func ParseAction(word string) (a Action, ok bool) {
	for a, name := range actionNames {
		if name == word {
			return Action(a), true
		}
	}
	return Scan, false
}
