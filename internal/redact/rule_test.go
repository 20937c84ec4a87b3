package redact

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
	"github.com/otel-privacy/privacyprocessor/internal/redact/patterntest"
)

// unreachable are rules whose secret another detector may leave a part of, with the reason.
var unreachable = map[string]string{
	"kubernetes-secret-yaml": "a generated match has any text between its parts, also a secret of its own",
	"curl-auth-header":       "a generated match has any text between its parts",
	"curl-auth-user":         "a generated match has any text between its parts",
	"private-key":            "a generated body is random text; privatekey.go has its own cases",
}

// TestGitleaksRules makes texts from each rule's own pattern and wants the secret masked in all that gitleaks itself
// would report.
func TestGitleaksRules(t *testing.T) {
	rules, err := gitleaksRules()
	if err != nil {
		t.Fatal(err)
	}
	const fewest = 200 // rules of the module
	if len(rules) < fewest {
		t.Fatalf("%d rules, want %d at least", len(rules), fewest)
	}
	r := newScrubber(t, Settings{})
	for _, rule := range rules {
		if unreachable[rule.id] == "" {
			t.Run(rule.id, func(t *testing.T) { testRule(t, r, rule) })
		}
	}
}

// TestShapes does the same for our own table.
func TestShapes(t *testing.T) {
	rules, err := shapeRules()
	if err != nil {
		t.Fatal(err)
	}
	r := newScrubber(t, Settings{})
	for _, rule := range rules {
		t.Run(rule.id, func(t *testing.T) { testRule(t, r, rule) })
	}
}

func testRule(t *testing.T, r *Scrubber, rule *rule) {
	t.Helper()
	const wanted, most = 5, 400
	re := regexp.MustCompile(rule.source)
	tree, err := syntax.Parse(rule.source, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	source := rand.New(rand.NewPCG(1, 2))
	tested := 0
	for range most {
		var b strings.Builder
		patterntest.Sample(&b, tree, source)
		text := "sent " + b.String() + "\nlast"
		if !rule.spokenOf(text, "") {
			text = rule.keywords[0] + " " + text
		}
		m := re.FindStringSubmatchIndex(text)
		if m == nil || !rule.reports(text, m) {
			continue
		}
		start, end := rule.secret(m)
		if got := r.Scrub(new(Pass), "", text); strings.Contains(got, text[start:end]) {
			t.Fatalf("Scrub(%q) = %q, want %q masked", text, got, text[start:end])
		}
		if tested++; tested == wanted {
			return
		}
	}
	if tested == 0 {
		t.Skip("no text could be made that the rule reports")
	}
}

// reports does what gitleaks does with a match.
func (r *rule) reports(text string, m []int) bool {
	start, end := r.secret(m)
	secret := text[start:end]
	if r.entropy > 0 && shannonEntropy(secret) <= r.entropy || r.id == genericRule && !hasDigit(secret) {
		return false
	}
	if r.context && singleWord(secret) || !r.spokenOf(text, "") || strings.TrimSpace(secret) == "" {
		return false
	}
	line := lineAround(text, start, end)
	q, match := new(backtrack.Scratch), text[m[0]:m[1]]
	return !r.allow.allowed(q, secret, match, line) && !r.global.allowed(q, secret, match, line)
}

func TestGatesHoldEveryMatch(t *testing.T) {
	for _, c := range []struct {
		pattern  string
		literals string
		before   int
		after    int
		run      int
	}{
		{`\b(ghp_[0-9a-zA-Z]{36})\b`, "ghp_", 0, 40, 36},
		{`(?:sk|rk)_(?:test|live)_[a-z]{10,99}`, "sk_test_ sk_live_ rk_test_ rk_live_", 0, 107, 10},
		{`[a-z]{6}_[a-z]{29}_mmk`, "_mmk", 36, 4, 0},
		{`(?i)[\w.-]{0,50}?(?:adafruit)(?:[ \t\w.-]{0,20})=([a-z0-9]{32})`, "adafruit", 50, 61, 32},
		{`SK[0-9a-f]{32}`, "sk0 sk1 sk2 sk3 sk4 sk5 sk6 sk7 sk8 sk9 ska skb skc skd ske skf", 0, 34, 32},
	} {
		tree, err := syntax.Parse(c.pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		gates := gatesOf(tree)
		if len(gates) != 1 {
			t.Errorf("gatesOf(%s): %d gates, want 1", c.pattern, len(gates))
			continue
		}
		g := gates[0]
		if got := strings.Join(g.literals, " "); got != c.literals || g.before != c.before || g.after != c.after || g.run.min != c.run {
			t.Errorf("gatesOf(%s) = %q before %d after %d run %d, want %q before %d after %d run %d",
				c.pattern, got, g.before, g.after, g.run.min, c.literals, c.before, c.after, c.run)
		}
	}
}
