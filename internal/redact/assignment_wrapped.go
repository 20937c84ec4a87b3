package redact

import "strings"

// wrappers are the constructors around a value, of Rust, Haskell, Scala, Swift and Python, each with a quote behind it, and what
// Erlang writes around a binary.
var wrappers = []string{"some(", "just(", "ok(", "optional(", "secret(", "secretstring(", "secretstr(", "string(", "stringvalue(", "<<"}

// printedEnd is where a value begins and ends that the Collector prints with its type, alone on a line: Str(x). It is 0 if none
// is at p.
func printedEnd(text string, p int) (from, end int) {
	const opener = "Str("
	if !strings.HasPrefix(text[p:], opener) {
		return 0, 0
	}
	from = p + len(opener)
	end = indexFrom(text[:min(len(text), from+maxValue)], from, '\n')
	if text[end-1] != ')' {
		return 0, 0
	}
	return from, end - 1
}

// skipWrappers skips them, one in another: Some(Secret("x")).
func skipWrappers(text string, p int) int {
	for q := p; ; {
		next := q
		for _, wrapper := range wrappers {
			if hasPrefixFold(text[q:], wrapper) {
				next = q + len(wrapper)
				break
			}
		}
		if next == q || next >= len(text) {
			return p
		}
		if q = next; isQuote(text[q]) || text[q] == '\\' {
			return q
		}
	}
}

// dumpTypes are what serialize of PHP writes before a value, and var_dump.
var dumpTypes = []struct{ before, after string }{{"s:", ":"}, {"i:", ""}, {"string(", ") "}, {"int(", ""}}

// dumpType returns the length of the type and size that s begins with, or 0.
func dumpType(s string) int {
	for _, t := range dumpTypes {
		if !strings.HasPrefix(s, t.before) {
			continue
		}
		n := len(t.before)
		if t.after == "" {
			return n
		}
		for n < len(s) && isDigit(s[n]) {
			n++
		}
		if n > len(t.before) && strings.HasPrefix(s[n:], t.after) && n+len(t.after) < len(s) && s[n+len(t.after)] == '"' {
			return n + len(t.after)
		}
	}
	return 0
}

// skipDumpType skips the type that var_dump writes before a value on the next line, if it does.
func skipDumpType(text string, p int) int {
	const most = 64
	if p >= len(text) || text[p] != '\n' {
		return p
	}
	q := p
	for q < len(text) && q-p < most && text[q] <= ' ' {
		q++
	}
	if n := dumpType(text[q:]); n > 0 {
		return q + n
	}
	return p
}
