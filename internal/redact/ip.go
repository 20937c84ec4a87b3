package redact

import (
	"net/netip"
	"strings"
)

// ipDetectors find IPv4 and IPv6 addresses (RFC 4291, 5952) in text, with their zone and prefix length.
var ipDetectors = []*detector{
	{name: "ip", level: Strict, classes: classDot | classDigit, find: findIPv4},
	{name: "ip", level: Strict, classes: classColon, find: findIPv6},
}

const longestIPv6 = 45 // with an IPv4 address in its last four bytes

func findIPv4(w *work, _ int) {
	text := w.text
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) || i > 0 && (wordByte(text[i-1]) || text[i-1] == '.' && i > 1 && isDigit(text[i-2])) {
			continue
		}
		end, ok := ipv4At(text, i)
		if !ok || versionBefore(text, i) {
			for i+1 < len(text) && isDigit(text[i+1]) {
				i++
			}
			continue
		}
		end = prefixLength(text, end, 2)
		if i == 0 || text[i-1] != ':' || i < 2 || text[i-2] != ':' && !isHex(text[i-2]) { // the tail of an IPv6 address is its own
			w.add(i, end, "ipv4")
		}
		i = end
	}
}

// versionBefore tells the versions of user agents and packages from addresses: Whale/1.3.50.3, dpkg@1.19.0.4.
func versionBefore(text string, at int) bool {
	if at < 2 || !isLetter(text[at-2]) {
		return false
	}
	const agent = "Mozilla/"
	return text[at-1] == '@' || text[at-1] == '/' && strings.Contains(text[:min(at, 64)], agent)
}

// ipv4At reads four numbers up to 255 with dots between them.
func ipv4At(text string, p int) (end int, ok bool) {
	const parts = 4
	for part := range parts {
		n, from := 0, p
		for p < len(text) && p-from < 3 && isDigit(text[p]) {
			n = n*10 + int(text[p]-'0')
			p++
		}
		if p == from || n > 255 {
			return 0, false
		}
		if part == parts-1 {
			break
		}
		if p >= len(text) || text[p] != '.' {
			return 0, false
		}
		p++
	}
	return p, p == len(text) || !wordByte(text[p])
}

// prefixLength includes "/24" behind an address.
func prefixLength(text string, end, digits int) int {
	if end >= len(text) || text[end] != '/' {
		return end
	}
	p := end + 1
	for p < len(text) && p-end-1 < digits && isDigit(text[p]) {
		p++
	}
	if p == end+1 || p < len(text) && (wordByte(text[p]) || text[p] == '/') {
		return end
	}
	return p
}

func findIPv6(w *work, _ int) {
	text := w.text
	for i := 0; i < len(text); {
		colon := strings.IndexByte(text[i:], ':')
		if colon < 0 {
			return
		}
		colon += i
		start := colon
		for start > i && colon-start < 4 && isHex(text[start-1]) {
			start--
		}
		end, colons := start, 0
		for end < len(text) && end-start < longestIPv6 && (isHex(text[end]) || text[end] == ':' || text[end] == '.') {
			if text[end] == ':' {
				colons++
			}
			end++
		}
		if start > 0 && wordByte(text[start-1]) || colons < 2 {
			i = max(colon+1, end)
			continue
		}
		if stop, ok := ipv6At(text, start, end); ok {
			w.add(start, stop, "ipv6")
			end = stop
		}
		i = max(colon+1, end)
	}
}

// ipv6At finds the longest address that begins at start and ends at end or, before punctuation, a little earlier.
func ipv6At(text string, start, end int) (stop int, ok bool) {
	if end < len(text) && wordByte(text[end]) {
		return 0, false
	}
	for tries := 0; tries < 3 && end > start; tries++ {
		s := text[start:end]
		if addr, err := netip.ParseAddr(s); err == nil && addr.Is6() && tellingIPv6(s, text, end) {
			stop = end
			if stop+1 < len(text) && text[stop] == '%' && isWord(text[stop+1]) {
				for stop++; stop < len(text) && isWord(text[stop]); {
					stop++
				}
			}
			return prefixLength(text, stop, 3), true
		}
		if c := text[end-1]; c != ':' && c != '.' {
			return 0, false
		}
		end--
	}
	return 0, false
}

// tellingIPv6 tells an address from the scope operator of programs (a::b), which has no digits.
func tellingIPv6(s, text string, end int) bool {
	if hasDigit(s) || strings.Count(s, ":") > 3 {
		return true
	}
	return s == "::" && (len(text) == len(s) || end < len(text) && text[end] == '/')
}
