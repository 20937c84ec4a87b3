package redact

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// A search is the scratch of the machines: one runs at a time.
type search struct {
	m      *machine
	text   string
	bounds []int    // of the groups, -1 where one has not matched
	failed []uint64 // bits: at which offsets the marked steps were tried
}

// find is FindStringSubmatchIndex of the pattern. What it returns is good until the next search.
func (m *machine) find(q *search, text string) []int {
	if m.other != nil {
		return m.other.FindStringSubmatchIndex(text)
	}
	q.begin(m, text)
	found := []int(nil)
	for at := 0; at <= len(text); {
		if m.begins.at(text, at) && q.from(m.start, at) {
			q.bounds[0] = at
			found = q.bounds
			break
		}
		if m.steps[m.start].assert == syntax.EmptyBeginText {
			break
		}
		at += runeSize(text, at)
	}
	q.text = ""
	return found
}

func (q *search) begin(m *machine, text string) {
	q.m, q.text, q.bounds = m, text, q.bounds[:0]
	for range 2 * m.groups {
		q.bounds = append(q.bounds, -1)
	}
	words := (m.marked*(len(text)+1) + 63) / 64
	if cap(q.failed) < words {
		q.failed = make([]uint64, words)
	}
	q.failed = q.failed[:words]
	clear(q.failed)
}

// again notes that a marked step is tried at an offset, and reports whether it was before: in vain, or the search had ended.
// What the groups held by then does not decide whether the rest matches.
func (q *search) again(mark, at int) bool {
	bit := mark*(len(q.text)+1) + at
	word, mask := &q.failed[bit>>6], uint64(1)<<(bit&63)
	if *word&mask != 0 {
		return true
	}
	*word |= mask
	return false
}

// from reports whether the steps from i on match at an offset.
func (q *search) from(i, at int) bool {
	for {
		s := &q.m.steps[i]
		switch s.kind {
		case stepEnd:
			q.bounds[1] = at
			return true
		case stepSpell:
			if !strings.HasPrefix(q.text[at:], s.text) {
				return false
			}
			at += len(s.text)
		case stepOne:
			size := s.set.next(q.text, at)
			if size == 0 {
				return false
			}
			at += size
		case stepRun:
			if s.low == s.high {
				if at = s.pass(q.text, at); at < 0 {
					return false
				}
				break
			}
			return !q.again(s.mark, at) && q.run(s, at)
		case stepBranch:
			return !q.again(s.mark, at) && q.branch(s, at)
		case stepGroup:
			before := q.bounds[s.bound]
			q.bounds[s.bound] = at
			if q.from(s.next, at) {
				return true
			}
			q.bounds[s.bound] = before
			return false
		case stepAssert:
			if !holds(s.assert, q.text, at) {
				return false
			}
		}
		i = s.next
	}
}

func (q *search) branch(s *step, at int) bool {
	for k := range s.ways {
		if w := &s.ways[k]; w.lead.at(q.text, at) && q.from(w.step, at) {
			return true
		}
	}
	return false
}

// pass returns the offset behind the runes of a run of fixed length, or -1 if there are not so many.
func (s *step) pass(text string, at int) int {
	for n := s.low; n > 0; n-- {
		if at < len(text) && inClass(&s.set.ascii, text[at]) {
			at++
			continue
		}
		size := s.set.next(text, at)
		if size == 0 {
			return -1
		}
		at += size
	}
	return at
}

// run tries a run of runes at an offset, and what follows it: the longest run first, or the shortest.
func (q *search) run(s *step, at int) bool {
	least := s.pass(q.text, at)
	if least < 0 {
		return false
	}
	left := s.high - s.low
	if s.lazy {
		for end := least; ; left-- {
			if s.rest.at(q.text, end) && q.from(s.next, end) {
				return true
			}
			size := s.set.next(q.text, end)
			if size == 0 || left == 0 {
				return false
			}
			end += size
		}
	}
	end := s.follow(q.text, least, left)
	for {
		if s.rest.at(q.text, end) && q.from(s.next, end) {
			return true
		}
		if end == least {
			return false
		}
		_, size := utf8.DecodeLastRuneInString(q.text[least:end])
		end -= size
	}
}

// follow returns where a run ends that goes on at an offset, with at most so many more runes; a negative number: any.
func (s *step) follow(text string, at, more int) int {
	for more != 0 {
		switch {
		case at < len(text) && inClass(&s.set.ascii, text[at]):
			at++
		default:
			size := s.set.next(text, at)
			if size == 0 {
				return at
			}
			at += size
		}
		more--
	}
	return at
}

// holds reports whether an assertion holds at an offset.
func holds(assert syntax.EmptyOp, text string, at int) bool {
	before, after := rune(-1), rune(-1)
	if at > 0 {
		before = rune(text[at-1]) // a part of a rune above ASCII is as good as the whole: neither is a word's, nor ends a line
	}
	if at < len(text) {
		after = rune(text[at])
	}
	return syntax.EmptyOpContext(before, after)&assert != 0
}

func runeSize(text string, at int) int {
	_, size := utf8.DecodeRuneInString(text[at:])
	return max(1, size)
}
