package redact

import (
	"fmt"
	"testing"
)

// remembering is a Pass that has seen the text often enough to remember it.
func remembering(t *testing.T, r *Scrubber, p *Pass, scrub func() string, text string) {
	t.Helper()
	p.Remember = true
	for range 3 {
		if got := scrub(); got != text {
			t.Fatalf("%q becomes %q", text, got)
		}
	}
	if !isRemembered(r, p, AsText, "note", text) {
		t.Fatalf("%q is not remembered", text)
	}
}

// TestManyTextsAreRemembered: the few hundred texts of a service that come again and again do not displace each other.
func TestManyTextsAreRemembered(t *testing.T) {
	r, p := newScrubber(t, Settings{}), &Pass{Remember: true}
	const texts = 200
	text := func(i int) string { return fmt.Sprintf("com.example.shop.Service%d.call", i) }
	for range 10 {
		for i := range texts {
			r.Scrub(p, "code.function.name", text(i))
		}
	}
	kept := 0
	for i := range texts {
		if isRemembered(r, p, AsText, "code.function.name", text(i)) {
			kept++
		}
	}
	if kept < texts*9/10 {
		t.Errorf("%d of %d texts are remembered", kept, texts)
	}
}

func isRemembered(r *Scrubber, p *Pass, form Form, key, text string) bool {
	p.clean.of(r)
	_, ok := p.clean.find(p.clean.hash(form, key, text), form, key, text)
	return ok
}

// TestRememberedTextIsSearchedForKnown: that a text was clean says nothing about identifiers learned later.
func TestRememberedTextIsSearchedForKnown(t *testing.T) {
	r := newScrubber(t, Settings{})
	for _, c := range []struct{ text, known, want string }{
		{"order of cust77 shipped", "cust77", "order of KNOWN shipped"},
		{"order of cust77-b shipped", "cust77-b", "order of KNOWN shipped"},
		{"order of cust77 shipped", "cust78", "order of cust77 shipped"},
		{"order of cust77 shipped", "--cust77", "order of cust77 shipped"},
		{"rated #_#_#_ by all", "#_#_#_", "rated KNOWN by all"},
		{"!!! #_#_#_ ???", "#_#_#_", "!!! KNOWN ???"},
	} {
		p := new(Pass)
		remembering(t, r, p, func() string { return r.Scrub(p, "note", c.text) }, c.text)
		p.Known = new(Known)
		p.Known.Add(c.known, "user")
		p.Replace = func(Finding, string) string { return "KNOWN" }
		if got := r.Scrub(p, "note", c.text); got != c.want {
			t.Errorf("with %q known, %q becomes %q, want %q", c.known, c.text, got, c.want)
		}
		p.Known.Reset()
		if got := r.Scrub(p, "note", c.text); got != c.text {
			t.Errorf("with nothing known any more, %q becomes %q", c.text, got)
		}
	}
}

// TestEncodedNameIsSearchedForKnown: the words of a text are not those of a name that is encoded in it.
func TestEncodedNameIsSearchedForKnown(t *testing.T) {
	r, p := newScrubber(t, Settings{}), &Pass{Remember: true}
	const text = "/orders?page=2&%6aane.doe=1"
	for range 3 {
		if got := r.URL(p, "", text); got != text {
			t.Fatalf("%q becomes %q", text, got)
		}
	}
	p.Known = new(Known)
	p.Known.Add("jane.doe", "user")
	p.Replace = func(Finding, string) string { return "KNOWN" }
	if got, want := r.URL(p, "", text), "/orders?page=2&KNOWN=1"; got != want {
		t.Errorf("URL(%q) = %q, want %q", text, got, want)
	}
}

// TestRememberedTextIsReadAnew where it is read in another way, or beside another key.
func TestRememberedTextIsReadAnew(t *testing.T) {
	r, p := newScrubber(t, Settings{}), new(Pass)
	const statement = "SELECT name FROM products WHERE id = 17"
	remembering(t, r, p, func() string { return r.Scrub(p, "note", statement) }, statement)
	if got, want := r.Query(p, "note", statement), "SELECT name FROM products WHERE id = ?"; got != want {
		t.Errorf("Query(%q) = %q, want %q", statement, got, want)
	}
}

// TestRememberedURLIsJudgedAnew: how a member is judged may depend on the record and on the time.
func TestRememberedURLIsJudgedAnew(t *testing.T) {
	r, p := newScrubber(t, Settings{}), &Pass{Remember: true}
	masked := false
	p.Member = func(path, _ string) (string, bool) {
		if path == "peer" {
			p.Decided()
		}
		return "MASKED", masked && path == "peer"
	}
	const plain, judged = "/orders?page=2", "/orders?peer=alpha"
	for range 3 {
		r.URL(p, "", plain)
		r.URL(p, "", judged)
	}
	if !isRemembered(r, p, AsURL, "", plain) {
		t.Errorf("%q is not remembered", plain)
	}
	masked = true
	if got, want := r.URL(p, "", judged), "/orders?peer=MASKED"; got != want {
		t.Errorf("URL(%q) = %q, want %q", judged, got, want)
	}
}

// TestOursAreNotRemembered: which pseudonyms are our own changes with the keyring.
func TestOursAreNotRemembered(t *testing.T) {
	ours := true
	r := newScrubber(t, Settings{Protected: func(string) bool { return ours }})
	p := &Pass{Remember: true}
	const text = "seen user_k1abcdef2345 before"
	for range 3 {
		if got := r.Scrub(p, "", text); got != text {
			t.Fatalf("%q becomes %q", text, got)
		}
	}
	ours = false
	if got := r.Scrub(p, "", text); got == text {
		t.Errorf("%q is still taken for ours", text)
	}
}
