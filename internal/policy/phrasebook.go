package policy

import (
	"slices"
	"strings"
)

// stem is the singular of a word, without the number that may end it
// (`passwords`, `password2`), where the lexicon knows the rest.
func stem(w string) string {
	if lexicon.words[w] {
		return w
	}
	s := strings.TrimRight(w, "0123456789")
	if !lexicon.words[s] {
		s = strings.TrimSuffix(s, "s")
	}
	if s == "" || !lexicon.words[s] {
		return w
	}
	return s
}

// phrasebook finds the phrase at the end of a key.
type phrasebook struct {
	phrases map[string]meaning
	words   map[string]bool // every last word of a phrase, and the words of [composed]
	longest int             // words of the longest phrase
}

// find returns the meaning of the longest phrase at the end of ws that is of one
// of the wanted classes.
func (b *phrasebook) find(ws []string, want ...class) meaning {
	end := stem(ws[len(ws)-1])
	if !b.words[end] {
		return meaning{}
	}
	for n := min(b.longest, len(ws)); n > 0; n-- {
		phrase := end
		if n > 1 {
			phrase = strings.Join(ws[len(ws)-n:len(ws)-1], " ") + " " + end
		}
		if m := b.phrases[phrase]; slices.Contains(want, m.class) {
			return m
		}
	}
	return meaning{}
}

// findExact is find without taking the last word to its singular.
func (b *phrasebook) findExact(ws []string, want class) meaning {
	if !b.words[ws[len(ws)-1]] {
		return meaning{}
	}
	for n := min(b.longest, len(ws)); n > 0; n-- {
		if m := b.phrases[strings.Join(ws[len(ws)-n:], " ")]; m.class == want {
			return m
		}
	}
	return meaning{}
}

var (
	subjects = subjectDomains()
	lexicon  = newPhrasebook()
)

// subjectDomains maps the word before an ID to its domain.
func subjectDomains() map[string]string {
	m := make(map[string]string)
	for domain, subjects := range map[string]map[string]bool{
		"user": persons, "account": accounts, "session": sessions, "device": devices,
	} {
		for w := range subjects {
			m[w] = domain
		}
	}
	return m
}

func newPhrasebook() *phrasebook {
	b := &phrasebook{phrases: make(map[string]meaning), words: make(map[string]bool)}
	for subject, domain := range subjects {
		b.words[subject] = true
		for id := range compactIDs {
			b.add(subject+id, meaning{classIdentifier, domain})
		}
	}
	for id := range ids {
		b.words[id] = true
	}
	for domain, phrases := range identifierPhrases {
		b.addAll(phrases, meaning{classIdentifier, domain})
	}
	for domain, phrases := range leafPhrases {
		b.addAll(phrases, meaning{classLeaf, domain})
	}
	for name, phrases := range strictPhrases {
		b.addAll(phrases, meaning{classStrict, name})
	}
	b.addAll(emailPhrases, meaning{classEmail, "email"})
	b.addAll(ipPhrases, meaning{classIP, "ip"})
	b.addAll(urlPhrases, meaning{classURL, ""})
	b.addAll(cookiePhrases, meaning{classCookie, "cookie"})
	b.addAll(secretPhrases, meaning{classSecret, "secret"})
	for _, p := range secretPhrases {
		b.add(strings.ReplaceAll(p, " ", ""), meaning{classSecret, "secret"}) // people write these as one word, too
	}
	return b
}

func (b *phrasebook) addAll(phrases []string, m meaning) {
	for _, p := range phrases {
		b.add(p, m)
	}
}

func (b *phrasebook) add(phrase string, m meaning) {
	b.phrases[phrase] = m
	ws := strings.Fields(phrase)
	b.words[ws[len(ws)-1]] = true
	b.longest = max(b.longest, len(ws))
}

// words is the set of the words in text.
func words(text string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(text) {
		set[w] = true
	}
	return set
}

// list splits text at its bars; white space around a phrase does not count.
func list(text string) []string {
	phrases := strings.Split(text, "|")
	for i, p := range phrases {
		phrases[i] = strings.TrimSpace(p)
	}
	return phrases
}
