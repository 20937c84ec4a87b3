package backend

import "bytes"

// cutSpans returns line, a batch in OTLP JSON, without the spans for which holds
// is false. A batch holds the spans of many customers, and decoding is forty
// times slower than skipping. Spans stay if holds is true for their resource or
// scope. ok is false if line is not in the order in which Collectors write;
// it may still be valid.
func cutSpans(line []byte, holds func([]byte) bool) (out []byte, ok bool) {
	c := cutter{in: line, holds: holds, out: make([]byte, 0, 4096)}
	end, ok := c.object(0, func(key []byte, at int) (int, bool) {
		if string(key) == "resourceSpans" {
			return c.array(at, c.resourceSpans)
		}
		return c.copyValue(key, at)
	})
	if !ok || len(bytes.TrimSpace(line[end:])) > 0 {
		return nil, false
	}
	return c.out, true
}

// cutter copies JSON from in to out, leaving some spans out.
type cutter struct {
	in, out []byte
	holds   func([]byte) bool
	all     bool // the resource or the scope holds it: keep every span below
}

func (c *cutter) resourceSpans(at int) (int, bool) {
	outer := c.all
	defer func() { c.all = outer }()
	return c.object(at, func(key []byte, at int) (int, bool) {
		switch string(key) {
		case "resource":
			return c.shared(key, at)
		case "scopeSpans":
			return c.array(at, c.scopeSpans)
		}
		return c.copyValue(key, at)
	})
}

func (c *cutter) scopeSpans(at int) (int, bool) {
	outer := c.all
	defer func() { c.all = outer }()
	return c.object(at, func(key []byte, at int) (int, bool) {
		switch string(key) {
		case "scope":
			return c.shared(key, at)
		case "spans":
			return c.array(at, c.span)
		}
		return c.copyValue(key, at)
	})
}

// shared copies a resource or a scope, which Collectors write before the spans.
func (c *cutter) shared(key []byte, at int) (int, bool) {
	end, ok := c.copyValue(key, at)
	if ok && c.holds(c.in[at:end]) {
		c.all = true
	}
	return end, ok
}

func (c *cutter) span(at int) (int, bool) {
	end, ok := skipValue(c.in, at)
	if ok && (c.all || c.holds(c.in[at:end])) {
		c.out = append(c.out, c.in[at:end]...)
	}
	return end, ok
}

func (c *cutter) copyValue(_ []byte, at int) (int, bool) {
	end, ok := skipValue(c.in, at)
	if ok {
		c.out = append(c.out, c.in[at:end]...)
	}
	return end, ok
}

// object copies the braces and keys of the object at i; member copies a value.
func (c *cutter) object(i int, member func(key []byte, at int) (int, bool)) (int, bool) {
	return c.list(i, '{', '}', func(at int) (int, bool) {
		end, ok := skipString(c.in, at)
		if !ok {
			return at, false
		}
		colon := skipSpace(c.in, end)
		if colon >= len(c.in) || c.in[colon] != ':' {
			return at, false
		}
		c.out = append(append(c.out, c.in[at:end]...), ':')
		return member(c.in[at+1:end-1], skipSpace(c.in, colon+1))
	})
}

func (c *cutter) array(i int, element func(at int) (int, bool)) (int, bool) {
	return c.list(i, '[', ']', element)
}

// list copies what stands between open and closing; an element that item did
// not copy leaves no comma behind.
func (c *cutter) list(i int, open, closing byte, item func(at int) (int, bool)) (int, bool) {
	if i >= len(c.in) || c.in[i] != open {
		return i, false
	}
	c.out = append(c.out, open)
	i = skipSpace(c.in, i+1)
	if i < len(c.in) && c.in[i] == closing {
		c.out = append(c.out, closing)
		return i + 1, true
	}
	for first := true; ; {
		before := len(c.out)
		if !first {
			c.out = append(c.out, ',')
		}
		started := len(c.out)
		end, ok := item(i)
		if !ok {
			return end, false
		}
		if len(c.out) == started {
			c.out = c.out[:before]
		} else {
			first = false
		}
		i = skipSpace(c.in, end)
		if i >= len(c.in) {
			return i, false
		}
		switch c.in[i] {
		case ',':
			i = skipSpace(c.in, i+1)
		case closing:
			c.out = append(c.out, closing)
			return i + 1, true
		default:
			return i, false
		}
	}
}
