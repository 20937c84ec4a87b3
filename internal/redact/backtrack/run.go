package backtrack

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// Scratch is the memory of a search, which is kept for the next one. The zero value works. It must not be used by two
// goroutines at once.
type Scratch struct {
	of     *Regexp
	text   string
	bounds []int    // of the groups, -1 where one has not matched
	failed []uint64 // bits: at which offsets the marked steps were tried
	runs   []runMemo
	work   int
}

// Work returns how many steps the searches took since it was called last. Steps take about the same time each.
func (q *Scratch) Work() int {
	work := q.work
	q.work = 0
	return work
}

// Find is FindStringSubmatchIndex of package regexp. What it returns is good until q is used again.
func (r *Regexp) Find(q *Scratch, text string) []int {
	if r.other != nil {
		q.work += stepsOther * len(text)
		return r.other.FindStringSubmatchIndex(text)
	}
	q.begin(r, text)
	found := []int(nil)
	for at := 0; at <= len(text); {
		if r.begins.at(text, at) && q.from(r.start, at) {
			q.bounds[0] = at
			found = q.bounds
			break
		}
		if r.steps[r.start].assert == syntax.EmptyBeginText {
			break
		}
		at += runeSize(text, at)
	}
	q.text = ""
	return found
}

// stepsOther is how many steps package regexp takes for a byte.
const stepsOther = 10

func (q *Scratch) begin(r *Regexp, text string) {
	q.of, q.text, q.bounds = r, text, q.bounds[:0]
	for range 2 * r.groups {
		q.bounds = append(q.bounds, -1)
	}
	if cap(q.runs) < r.marked {
		q.runs = make([]runMemo, r.marked)
	}
	q.runs = q.runs[:r.marked]
	clear(q.runs)
	words := (r.marked*(len(text)+1) + 63) / 64
	if cap(q.failed) < words {
		q.failed = make([]uint64, words)
	}
	q.failed = q.failed[:words]
	clear(q.failed)
	const cleared, passed = 16, 4 // words, and bytes at which nothing begins, in the time of a step
	q.work += words/cleared + r.marked/cleared + len(text)/passed
}

// again notes that a marked step is tried at an offset, and reports whether it was before: in vain, or the search had ended.
// What the groups held by then does not decide whether the rest matches.
func (q *Scratch) again(mark, at int) bool {
	bit := mark*(len(q.text)+1) + at
	word, mask := &q.failed[bit>>6], uint64(1)<<(bit&63)
	if *word&mask != 0 {
		return true
	}
	*word |= mask
	return false
}

// from reports whether the steps from i on match at an offset.
func (q *Scratch) from(i, at int) bool {
	for {
		q.work++
		s := &q.of.steps[i]
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
				end, missing := q.advance(s, at, s.low)
				if missing != 0 {
					return false
				}
				at = end
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

func (q *Scratch) branch(s *step, at int) bool {
	for k := range s.ways {
		if w := &s.ways[k]; w.lead.at(q.text, at) && q.from(w.step, at) {
			return true
		}
	}
	return false
}

// run tries a run of runes at an offset, and what follows it: the longest run first, or the shortest.
func (q *Scratch) run(s *step, at int) bool {
	least, missing := q.advance(s, at, s.low)
	if missing != 0 {
		return false
	}
	if s.lazy {
		return q.growing(s, least)
	}
	most, _ := q.advance(s, least, s.high-s.low)
	memo := &q.runs[s.mark]
	for end := most; ; {
		q.work++
		if memo.failed.holds(end) {
			end = memo.failed.start
		} else if s.rest.at(q.text, end) && q.from(s.next, end) {
			return true
		}
		if end <= least {
			break
		}
		_, size := utf8.DecodeLastRuneInString(q.text[:end])
		end -= size
	}
	memo.fail(least, most)
	return false
}

// growing tries what follows a run that has got its fewest runes, and ever more of them.
func (q *Scratch) growing(s *step, least int) bool {
	memo, end := &q.runs[s.mark], least
	for more := s.high - s.low; ; more-- {
		q.work++
		if memo.failed.holds(end) {
			n := min(memo.failed.end, q.members(s, end)) - end // these are ASCII
			if more >= 0 && n > more {
				end += more
				break
			}
			end, more = end+n, more-n
		}
		if !memo.failed.holds(end) && s.rest.at(q.text, end) && q.from(s.next, end) {
			return true
		}
		size := s.set.next(q.text, end)
		if size == 0 || more == 0 {
			break
		}
		end += size
	}
	memo.fail(least, end)
	return false
}

// advance passes as many runes of the set of a run, or any number if that is negative. It returns where it stopped, and how
// many are missing.
func (q *Scratch) advance(s *step, at, runes int) (end, missing int) {
	for end = at; runes != 0; {
		if n := q.members(s, end) - end; n > 0 {
			if runes > 0 {
				n = min(n, runes)
				runes -= n
			}
			end += n
			continue
		}
		size := s.set.next(q.text, end)
		if size == 0 {
			break
		}
		end += size
		runes--
	}
	return end, runes
}

// members returns the end of the ASCII characters of the set of a run from an offset on.
func (q *Scratch) members(s *step, at int) int {
	known := &q.runs[s.mark].members
	if at < known.start || at > known.end {
		*known = span{at, at}
	}
	from := known.end
	for known.end < len(q.text) && s.set.ascii.Has(q.text[known.end]) {
		known.end++
	}
	const followed = 4 // bytes in the time of a step
	q.work += (known.end - from) / followed
	return known.end
}

// runMemo is what is known of a run in the text at hand.
type runMemo struct {
	members span // all of these bytes are of its set
	failed  span // behind none of these offsets what follows the run matches; they are of one run
}

// A span is a range of the text.
type span struct{ start, end int }

func (s span) holds(at int) bool { return s.start <= at && at < s.end }

// fail notes that what follows the run matches at no offset from first to last.
func (m *runMemo) fail(first, last int) {
	if last+1 < m.failed.start || first > m.failed.end {
		m.failed = span{first, last + 1}
		return
	}
	m.failed = span{min(first, m.failed.start), max(last+1, m.failed.end)}
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
