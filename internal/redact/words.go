package redact

import "github.com/otel-privacy/privacyprocessor/internal/quickhash"

// Words is a Bloom filter of the words of a text, runs of ASCII letters and digits in any case. Where an identifier stands
// as a whole word, so does the first word of it: a text without that one cannot hold it.
type Words struct {
	sum  uint64 // all bits, folded into one word
	bits [8]uint64
}

// WordsOf returns the words of text.
func WordsOf(text string) (s Words) {
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		s.add(quickhash.Word(text[start:end]))
	}
	return s
}

// AnyWords holds every word: the filter of a text that can say something in an encoding.
func AnyWords() (s Words) {
	s.sum = ^uint64(0)
	for i := range s.bits {
		s.bits[i] = ^uint64(0)
	}
	return s
}

// Folded is s in one word, for [Known.MayHave].
func (s *Words) Folded() uint64 { return s.sum }

func (s *Words) add(hash uint64) {
	s.bits[hash>>6&7] |= 1 << (hash & 63)
	s.sum |= 1 << (hash & 63)
}

func (s *Words) has(hash uint64) bool { return s.bits[hash>>6&7]>>(hash&63)&1 != 0 }

func (s *Words) addAll(other *Words) {
	s.sum |= other.sum
	for i := range s.bits {
		s.bits[i] |= other.bits[i]
	}
}

func (s *Words) meets(other *Words) bool {
	a, b := &s.bits, &other.bits
	return a[0]&b[0]|a[1]&b[1]|a[2]&b[2]|a[3]&b[3]|a[4]&b[4]|a[5]&b[5]|a[6]&b[6]|a[7]&b[7] != 0
}

// nextWord returns the first word of text from i on; start equals end if there is none.
func nextWord(text string, i int) (start, end int) {
	for i < len(text) && !isWord(text[i]) {
		i++
	}
	start = i
	for i < len(text) && isWord(text[i]) {
		i++
	}
	return start, i
}
