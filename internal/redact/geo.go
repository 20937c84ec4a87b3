package redact

// geoDetector finds geographic positions: a latitude and a longitude side by side, precise to about ten meters.
var geoDetector = &detector{name: "geo", level: Strict, classes: classDot | classDigits8, find: findPositions}

// coordinateDetector finds one coordinate that its name gives away: lat=48.208174, "longitude": 16.373819.
var coordinateDetector = &detector{name: "geo", level: Strict, literals: []string{"lat", "lon", "lng"}, find: findCoordinate}

var coordinates = words("lat latitude lon long lng longitude")

func findCoordinate(w *work, at int) {
	text := w.text
	if !boundaryBefore(text, at) || !w.spend(at, costLook) {
		return
	}
	p := at
	for limit := min(len(text), at+longestEntry); p < limit && isLetter(text[p]); {
		p++
	}
	if !coordinates.has(text[at:p]) {
		return
	}
	operator := skipAny(text, p, "\"' ", 3)
	if operator == len(text) || text[operator] != '=' && text[operator] != ':' {
		return
	}
	start := skipAny(text, operator+1, "\"' ", 3)
	number := skipAny(text, start, "+-", 1)
	if end, ok := decimal(text, number, 180); ok {
		w.add(start, end, "coordinate")
	}
}

// enoughDecimals is how precise a position must be: so many name a house, fewer name a town.
const enoughDecimals = 4

func findPositions(w *work, _ int) {
	text := w.text
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) || i > 0 && (wordByte(text[i-1]) || text[i-1] == '.') {
			continue
		}
		start := i
		if i > 0 && (text[i-1] == '-' || text[i-1] == '+') {
			start--
		}
		mid, lat := decimal(text, i, 90)
		if !lat {
			i = skipDigits(text, i)
			continue
		}
		p := mid
		for p < len(text) && p-mid < 2 && (text[p] == ',' || text[p] == ' ' || text[p] == ';') {
			p++
		}
		if p > mid && p < len(text) && (text[p] == '-' || text[p] == '+') {
			p++
		}
		if end, lon := decimal(text, p, 180); lon && p > mid {
			w.add(start, end, "position")
			mid = end
		}
		i = mid
	}
}

func skipDigits(text string, p int) int {
	for p+1 < len(text) && isDigit(text[p+1]) {
		p++
	}
	return p
}

// decimal reads a number below limit with enough decimals.
func decimal(text string, p, limit int) (end int, ok bool) {
	n, from := 0, p
	for p < len(text) && p-from < 4 && isDigit(text[p]) {
		n = n*10 + int(text[p]-'0')
		p++
	}
	if p == from || n > limit || p >= len(text) || text[p] != '.' {
		return p, false
	}
	dot := p
	for p++; p < len(text) && p-dot < 20 && isDigit(text[p]); {
		p++
	}
	return p, p-dot-1 >= enoughDecimals && (p == len(text) || !wordByte(text[p]) && text[p] != '.')
}
