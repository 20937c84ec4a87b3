package redact

import "strings"

var emailDetector = &detector{name: "email", classes: classAt, find: findEmails}

func findEmails(w *work, _ int) {
	for i := 0; ; {
		at := strings.IndexByte(w.text[i:], '@')
		if at < 0 {
			return
		}
		at += i
		start, end := at, at+1
		for start > 0 && isWord(w.text[start-1]) {
			start--
		}
		for end < len(w.text) && (isWord(w.text[end]) || w.text[end] == '.') {
			end++
		}
		if start < at && strings.IndexByte(w.text[at:end], '.') > 1 {
			w.add(start, end, "")
		}
		i = end
	}
}

func isWord(c byte) bool { return entries[c]&(classLetter|classDigit) != 0 }
