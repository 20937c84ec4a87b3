// Package nearest guesses which known word was meant by one that is not. Start
// with [Hint].
package nearest

import (
	"fmt"
	"strings"
)

// Hint is the end of an error message about word: `, did you mean "level"?`,
// or nothing if no word of set is near, that is, if more than a third of its
// letters are wrong. Case does not count.
func Hint[T ~string](word T, set []T) string {
	best, likely := 1+len(word)/3, ""
	for _, candidate := range set {
		if d := distance(strings.ToLower(string(word)), strings.ToLower(string(candidate))); d <= best && candidate != "" {
			best, likely = d-1, string(candidate)
		}
	}
	if likely == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", likely)
}

// distance is the number of edits between two words: insertions, deletions,
// replacements, and swaps of neighbors (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
