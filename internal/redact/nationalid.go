package redact

import "strings"

// nationalID is one form of identity number: how it is written, what must hold, and whether a word must announce it.
type nationalID struct {
	id string
	// forms of the number: 9 stands for a digit, A for a letter, X for either, other characters for themselves.
	forms []string
	// valid checks the letters (in capitals) and digits alone.
	valid func(s string) bool
	// context are words of which one must stand shortly before the number, or in the attribute key. None: the form and
	// the check are telling enough.
	context []string
}

// nationalIDDetector finds identity numbers that people have from a state, by their published forms and checksums.
func nationalIDDetector() *detector {
	root := new(idNode)
	for i := range nationalIDs {
		for _, form := range nationalIDs[i].forms {
			root.insert(form, i)
		}
	}
	return &detector{name: "national_id", level: Strict, classes: classDigit, find: func(w *work, _ int) { findNationalIDs(w, root) }}
}

// idNode is a node of the tree of all forms; the tree is walked once from each place where a number may begin.
type idNode struct {
	next map[byte]*idNode
	ids  []int // forms that end here, as indexes into nationalIDs
}

func (n *idNode) insert(form string, id int) {
	for i := range len(form) {
		if n.next == nil {
			n.next = map[byte]*idNode{}
		}
		child := n.next[form[i]]
		if child == nil {
			child = new(idNode)
			n.next[form[i]] = child
		}
		n = child
	}
	n.ids = append(n.ids, id)
}

func findNationalIDs(w *work, root *idNode) {
	text := w.text
	for i := 0; i < len(text); i++ {
		if !isWord(text[i]) {
			continue
		}
		joined := i > 1 && (text[i-1] == '-' || text[i-1] == '.') && isWord(text[i-2])
		if i > 0 && isWord(text[i-1]) || joined && isDigit(text[i-2]) {
			continue
		}
		// Behind a name, as in cache.hit.123-45-6789, only numbers that are written in groups are told from others.
		if end := longestID(w, root, i, i); end > i && (!joined || alphanumerics(text[i:end]) < end-i) {
			w.add(i, end, "national-id")
			i = end - 1
		}
	}
}

// longestID walks the tree from p and returns the end of the longest valid number, or 0.
func longestID(w *work, n *idNode, start, p int) (end int) {
	text := w.text
	for _, id := range n.ids {
		if (p == len(text) || !endsInside(text[p:])) && nationalIDs[id].holds(w, start, p) {
			end = p
		}
	}
	if p >= len(text) {
		return end
	}
	for _, step := range steps(text[p]) {
		if child := n.next[step]; child != nil && step != 0 {
			end = max(end, longestID(w, child, start, p+1))
		}
	}
	return end
}

// endsInside reports whether what follows shows that the number is part of something longer.
func endsInside(s string) bool {
	return wordByte(s[0]) || len(s) > 1 && ((s[0] == '-' || s[0] == '.') && isWord(s[1]) || s[0] == '/' && isDigit(s[1]))
}

// steps are the symbols of a form that a byte can stand for.
func steps(c byte) [2]byte {
	switch {
	case isDigit(c):
		return [2]byte{'9', 'X'}
	case isLetter(c):
		return [2]byte{'A', 'X'}
	}
	return [2]byte{c, 0}
}

func (n *nationalID) holds(w *work, start, end int) bool {
	var compact [24]byte
	size := 0
	for i := start; i < end && size < len(compact); i++ {
		if c := w.text[i]; isWord(c) {
			if c >= 'a' {
				c -= 'a' - 'A'
			}
			compact[size] = c
			size++
		}
	}
	s := string(compact[:size])
	return n.valid(s) && !oneDigit(s) && (len(n.context) == 0 || announced(w, start, n.context))
}

// announced reports whether one of the words stands shortly before the number, or in the attribute key.
func announced(w *work, start int, list []string) bool {
	const near = 32
	before := w.text[max(0, start-near):start]
	before = before[strings.LastIndexByte(before, ']')+1:] // a placeholder is no context
	for _, word := range list {
		if containsFold(before, word) || containsFold(w.key, word) {
			return true
		}
	}
	return false
}

// oneDigit reports whether s is one digit again and again: it passes many checksums and is nobody's number.
func oneDigit(s string) bool { return s != "" && strings.Count(s, s[:1]) == len(s) }
