package policy

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// truncate keeps the networks of the addresses in text: one address, a list as
// in X-Forwarded-For, or the parameters of Forwarded. What is no address there
// is masked, and where text is a name instead of an address, it is masked whole.
func (s *Session) truncate(key, text string) string {
	if isPlaceholder(text) {
		return text
	}
	scrub := func(text string) string { return s.policy.scrubber.Scrub(&s.pass, key, text) }
	safe, ok := truncateList(text, scrub)
	if !ok {
		return s.mask("ip", text)
	}
	if safe != text {
		s.count(TruncateIP, "ip", "")
	}
	return safe
}

// holdsAddress tells whether text is an address or a list that holds one.
func holdsAddress(text string) bool {
	_, ok := truncateList(text, func(text string) string { return text })
	return ok
}

// truncateList truncates each address of a list with commas between, and scrubs
// what belongs to no address. ok is false if no element holds an address.
func truncateList(text string, scrub func(string) string) (safe string, ok bool) {
	if safe, ok = redact.TruncateIP(text); ok || !strings.ContainsAny(text, ",;=") {
		return safe, ok
	}
	elements := strings.Split(text, ",")
	for i, e := range elements {
		got, holds := truncateElement(e, scrub)
		elements[i], ok = got, ok || holds
	}
	return strings.Join(elements, ","), ok
}

// truncateElement truncates one element: an address, or pairs such as
// `for="[2001:db8::1]:4711";proto=https` (RFC 7239).
func truncateElement(element string, scrub func(string) string) (safe string, ok bool) {
	pairs := strings.Split(element, ";")
	for i, pair := range pairs {
		name, value, named := strings.Cut(pair, "=")
		if !named {
			name, value = "", pair
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "", "for", "by":
		default:
			pairs[i] = scrub(pair) // host, proto and extensions are no addresses of peers
			continue
		}
		got, holds := truncateValue(value)
		if named {
			got = name + "=" + got
		}
		pairs[i], ok = got, ok || holds
	}
	return strings.Join(pairs, ";"), ok
}

// truncateValue truncates an address in white space or quotes; anything else
// but the words that stand for no address is masked.
func truncateValue(value string) (safe string, ok bool) {
	const trim = " \t\""
	bare := strings.Trim(value, trim)
	at := strings.Index(value, bare)
	if bare == "" || strings.EqualFold(bare, "unknown") || isPlaceholder(bare) {
		return value, false
	}
	network, ok := redact.TruncateIP(bare)
	if !ok {
		network = redact.Placeholder("ip")
	}
	return value[:at] + network + value[at+len(bare):], ok
}

// holdsAt tells whether text holds an `@` in any of the usual writings.
func holdsAt(text string) bool {
	for _, at := range [...]string{"@", "%40", "\\u0040", "&#64;", "&#x40;", "&commat;", "＠"} {
		if strings.Contains(text, at) {
			return true
		}
	}
	return false
}
