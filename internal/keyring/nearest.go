package keyring

import "strings"

// nearest returns the known word that name is, or that it was likely meant to
// be: at most a third of its letters wrong. Otherwise it returns "".
func nearest(name string, known []string) string {
	best, least := "", len(name)/3+1
	for _, word := range known {
		if d := distance(strings.ToLower(name), word, least); d < least {
			best, least = word, d
		}
		if name == word {
			return word
		}
	}
	return best
}

// distance is the Levenshtein distance of a and b, or limit if that is less.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit)
}
