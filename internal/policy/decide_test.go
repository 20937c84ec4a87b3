package policy

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestDecideNeverGrows sends more keys than the cache holds, from several
// goroutines, and shows that decisions stay right.
func TestDecideNeverGrows(t *testing.T) {
	p := newPolicy(t, Settings{})
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() {
			for i := range cacheSets * cacheWays {
				key := fmt.Sprintf("hostile.%d.%d", worker, i)
				if i%7 == 0 {
					key += ".user_id"
				}
				if got := p.Decide(key).Action; (got == Hash) != (i%7 == 0) {
					t.Errorf("Decide(%q) = %s", key, got)
				}
			}
		})
	}
	wg.Wait()
	entries := 0
	for i := range p.cache.sets {
		for w := range p.cache.sets[i].ways {
			if p.cache.sets[i].ways[w].Load() != nil {
				entries++
			}
		}
	}
	if entries > cacheSets*cacheWays {
		t.Errorf("the cache holds %d keys, want at most %d", entries, cacheSets*cacheWays)
	}
	if long := strings.Repeat("k", maxCachedKey+1); p.Decide(long) == nil || p.cache.get(long) != nil {
		t.Error("a key over the limit is cached")
	}
}

// TestNoAllocations pins the hot paths: deciding about a key seen before,
// letting harmless values pass, and hashing an identifier seen before.
func TestNoAllocations(t *testing.T) {
	d := newDesk(t, Settings{})
	p := d.Policy()
	keys := []string{"user.id", "http.request.method", "app.whatever", "http.request.header.x-user-id"}
	path, parent := []byte("order.customer.id"), p.Decide("order")
	route, user, method := p.Decide("http.route"), p.Decide("user.id"), p.Decide("http.request.method")
	record := Record{Writer: &Writer{Key: d.key}, Trace: [16]byte{1}}
	for name, f := range map[string]func(){
		"Decide": func() {
			for _, key := range keys {
				p.Decide(key)
			}
		},
		"DecideNested":  func() { p.DecideNested(parent, path, "id") },
		"Begin":         func() { d.Begin(record) },
		"Text, clean":   func() { d.Text(0, route, "http.route", "/users/:id/orders") },
		"Text, hashed":  func() { d.Text(0, user, "user.id", "usr_k8x9m2") },
		"Learn, again":  func() { d.Learn(user, "usr_k8x9m2"); d.LearnInt(user, 7) },
		"Free, clean":   func() { d.Free(0, "GET /users/:id") },
		"Key, clean":    func() { d.Key(0, method, "http.request.method") },
		"Int, clean":    func() { d.Int(0, method, "http.status_code", 200) },
		"Double, clean": func() { d.Double(0, method, "app.ratio", 0.5) },
	} {
		f()
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times, want 0", name, n)
		}
	}
}

// FuzzDecide shows that deciding never panics, is deterministic whatever the
// cache holds, and that classing looks at whole words: a key with letters around
// it is never an identifier or a secret because of what stands inside.
func FuzzDecide(f *testing.F) {
	for _, keys := range keysByDecision {
		for key := range strings.FieldsSeq(keys) {
			f.Add(key)
		}
	}
	p, err := New(Settings{Level: Strict})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, key string) {
		cold := p.compile(key)
		if got := p.Decide(key); want(got) != want(cold) {
			t.Errorf("Decide(%q) = %s, then %s", key, want(got), want(cold))
		}
		if got, again := p.Decide(key), p.Decide(key); want(got) != want(again) {
			t.Errorf("Decide(%q) = %s, then %s", key, want(got), want(again))
		}
		if got := p.DecideNested(&scanned, []byte(key), key); got.Action != cold.Action && cold.Action != Scan {
			t.Errorf("DecideNested(%q) = %s, want %s", key, want(got), want(cold))
		}
		if got := classify("zq" + strings.Map(lettersOnly, key) + "zq"); got.class != classNone {
			t.Errorf("%q is classed by a part of a word: %v", key, got)
		}
	})
}

// lettersOnly keeps ASCII letters, in lower case, so that a text is one word.
func lettersOnly(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	}
	return -1
}

// FuzzText shows that what a session lets through does not change when it comes
// through again, whatever the key, and that identifiers never pass.
func FuzzText(f *testing.F) {
	for _, key := range []string{"user.id", "password", "client.address", "x-forwarded-for", "forwarded", "messaging.kafka.message.key", "email"} {
		for _, value := range []string{"usr_k8x9m2", "203.0.113.7, x", `for="[2001:db8::1]:47";by=_x`, "bob@example.com", "[redacted:user]", " ", "%40"} {
			f.Add(key, value)
		}
	}
	d := newDesk(f, Settings{})
	f.Fuzz(func(t *testing.T, key, value string) {
		d.t = t
		once := d.text(key, value)
		decision := d.Policy().Decide(key)
		if decision.Action == Hash && decision.when == always && !isPlaceholder(once) && once != "" && !d.policy.protected(strings.TrimSpace(once)) {
			t.Errorf("%s = %q passes as %q", key, value, once)
		}
		if decision.Action > TruncateIP || decision.Action == Scan {
			return // the forms of text have their own property tests
		}
		if twice := d.text(key, once); twice != once {
			t.Errorf("%s = %q becomes %q, then %q", key, value, once, twice)
		}
	})
}

func BenchmarkDecide(b *testing.B) {
	p, err := New(Settings{})
	if err != nil {
		b.Fatal(err)
	}
	keys := []string{"http.request.method", "url.full", "user.id", "db.query.text", "app.cart.items", "network.peer.address"}
	b.ReportAllocs()
	for b.Loop() {
		for _, key := range keys {
			p.Decide(key)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(keys)), "ns/key")
}

// BenchmarkDecideNewKeys is what a key costs that was never seen.
func BenchmarkDecideNewKeys(b *testing.B) {
	p, err := New(Settings{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.compile("acme.checkout.shopping_cart.lastItemCount")
	}
}

func BenchmarkHash(b *testing.B) {
	d := newDesk(b, Settings{})
	decision := d.Policy().Decide("user.id")
	b.ReportAllocs()
	for b.Loop() {
		d.Text(0, decision, "user.id", "usr_k8x9m2")
	}
}

// TestSessionDecidesLikeThePolicy in whatever order the keys come, and however many there are.
func TestSessionDecidesLikeThePolicy(t *testing.T) {
	p, err := New(Settings{})
	if err != nil {
		t.Fatal(err)
	}
	s, keys := p.NewSession(), append(Keys(), "", "app.note", strings.Repeat("k", maxCachedKey+1))
	for i := range 20_000 {
		key := keys[i*i%len(keys)]
		if i%7 == 0 {
			key = fmt.Sprintf("app.%d.user_id", i)
		}
		if got, want := *s.Decide(key), *p.Decide(key); got.Action != want.Action || got.Domain != want.Domain || got.Source != want.Source {
			t.Fatalf("session decides %v about %q, policy %v", got.Action, key, want.Action)
		}
	}
}

// TestDecideNestedOnce is about members with a long path: what is decided about
// one is remembered, else each of thousands would take as long as the path is.
func TestDecideNestedOnce(t *testing.T) {
	p := newPolicy(t, Settings{})
	s := p.NewSession()
	for _, end := range []string{"user.id", "size"} {
		for _, long := range []string{strings.Repeat("x", maxCachedKey), strings.Repeat("x.", maxCachedKey)} {
			path, name := []byte(long+"."+end), end[strings.LastIndexByte(end, '.')+1:]
			d := p.DecideNested(&scanned, path, name)
			if again := p.DecideNested(&scanned, path, name); again != d {
				t.Errorf("DecideNested(%s) decides anew", path)
			}
			if got, _ := s.DecideNested(&scanned, path, name); got.Action != d.Action {
				t.Errorf("the session decides %s about %s, the policy %s", got.Action, path, d.Action)
			}
			if want := p.DecideNested(&scanned, []byte(end), name); d.Action != want.Action {
				t.Errorf("DecideNested(%s) = %s, want %s", path, d.Action, want.Action)
			}
		}
	}
}
