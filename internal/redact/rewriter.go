package redact

import "strings"

// rewriter replaces parts of a text from left to right. It allocates with the first replacement.
type rewriter struct {
	src  string
	out  strings.Builder
	last int

	// calm says that only the names of members can give something away, see [Scrubber.calm]; seen is what src holds then.
	calm bool
	seen class
}

// replace puts with in place of src[start:end], unless it is the same.
func (w *rewriter) replace(start, end int, with string) {
	if w.src[start:end] == with {
		return
	}
	if w.out.Cap() == 0 {
		w.out.Grow(len(w.src) + len(with))
	}
	w.out.WriteString(w.src[w.last:start])
	w.out.WriteString(with)
	w.last = end
}

func (w *rewriter) String() string {
	if w.out.Cap() == 0 {
		return w.src
	}
	w.out.WriteString(w.src[w.last:])
	w.last = len(w.src)
	return w.out.String()
}

// member returns the safe form of a named member of structured text: what the policy says of its name, or else what a
// scan makes of its value.
func (r *Scrubber) member(p *Pass, path, value string) string {
	if safe, ok := p.judge(path, value); ok {
		return safe
	}
	return r.inner(p, path, value)
}

// judge asks the policy about a member. The policy may scrub the value as a structure of its own, so that counts as one
// level of nesting.
func (p *Pass) judge(path, value string) (safe string, ok bool) {
	p.charge(costMember)
	if p.Member == nil {
		return "", false
	}
	if p.depth == maxDepth {
		return Placeholder("nested"), true
	}
	p.depth++
	defer func() { p.depth-- }()
	if safe, ok = p.Member(path, value); ok {
		p.opened++
	}
	return safe, ok
}

// part scrubs a piece of structured text that has no structure of its own; encode makes replacements fit into it.
func (r *Scrubber) part(p *Pass, key, text string, encode func(string) string) string {
	if len(text) < minSensitive || p.broke() || r.quiet(p, key, text) {
		return text
	}
	if p.depth == maxDepth {
		return encode(Placeholder("nested"))
	}
	p.depth++
	defer func() { p.depth-- }()
	w := p.begin(r, key, text)
	w.encode = encode
	return w.finish(w.scan())
}

// entities is the last step for texts that were taken apart at characters that HTML entities are made of: whatever an
// entity hides across these parts is looked for in the whole.
func (r *Scrubber) entities(p *Pass, key, text string, encode func(string) string) string {
	if i := strings.IndexByte(text, '&'); i < 0 || strings.IndexByte(text[i:], ';') < 0 {
		return text
	}
	return r.part(p, key, text, encode)
}

// isWhole reports whether text is one placeholder and nothing else.
func isWhole(text string) bool {
	return strings.HasPrefix(text, placeholderStart) && placeholderEnd(text, 0) == len(text)
}

// name returns the safe form of the name of a member. Names of letters alone hold nothing that a detector of ours could
// find.
func (r *Scrubber) name(p *Pass, name string) string {
	p.charge(costMember)
	if !r.custom && isPlainName(name) && !p.Known.StandsIn(name) {
		return name
	}
	return r.inner(p, "", name)
}

func isPlainName(s string) bool {
	const longest = 32
	return len(s) <= longest && every(s, func(c byte) bool { return isLetter(c) || joint(c) })
}
