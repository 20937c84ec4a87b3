package redact

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestSecrets runs the cases of testdata/secrets: NAME.in becomes NAME.want, or stays as it is if there is none.
// What comes out is put in again: it must not change any more.
func TestSecrets(t *testing.T) {
	files, err := filepath.Glob("testdata/secrets/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		level := Default
		if strings.HasPrefix(string(archive.Comment), "level: strict") {
			level = Strict
		}
		r := newScrubber(t, Settings{Level: level})
		parts := map[string]string{}
		for _, f := range archive.Files {
			parts[f.Name] = spliced(string(f.Data))
		}
		for name, in := range parts {
			base, ok := strings.CutSuffix(name, ".in")
			if !ok {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+base, func(t *testing.T) {
				want, ok := parts[base+".want"]
				if !ok {
					want = in
				}
				got := r.Scrub(new(Pass), "", in)
				if got != want {
					t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
				}
				if again := r.Scrub(new(Pass), "", got); again != got {
					t.Errorf("Scrub(%q) = %q, want no change", got, again)
				}
			})
		}
	}
}

// spliced takes out the marks that keep scanners of pushes from seeing a secret in a test, and the last line end.
func spliced(s string) string {
	return strings.TrimSuffix(strings.ReplaceAll(s, "~~", ""), "\n")
}

func TestSecretsAllocateNothingOnCleanText(t *testing.T) {
	if raceDetector {
		t.Skip("allocations are not counted under the race detector")
	}
	r, p := newScrubber(t, Settings{}), new(Pass)
	for _, text := range []string{
		"password reset for user 42 was requested, token expired, key missing",
		"GET /api/v2/products HTTP/1.1",
		"cache miss for key=user_123 in keyspace auth",
		"discord and facebook are down, telegram works",
		"max_tokens=4096 temperature=0.7",
	} {
		if got := r.Scrub(p, "log.message", text); got != text {
			t.Errorf("Scrub(%q) = %q, want no change", text, got)
		}
		if n := testing.AllocsPerRun(100, func() { r.Scrub(p, "log.message", text) }); n != 0 {
			t.Errorf("Scrub(%q) allocates %v times, want 0", text, n)
		}
	}
}

// TestLongSecrets is about secrets beyond the bounds of what looks for them: nothing of their ends survives.
func TestLongSecrets(t *testing.T) {
	r, source := newScrubber(t, Settings{}), rand.New(rand.NewPCG(5, 6))
	for form, size := range map[string]int{
		"token=%s x":                       6000,
		"password=%s x":                    6000,
		`password="%s" x`:                  6000,
		`{"a":"password=%s"}`:              6000,
		"<password>%s</password>":          6000,
		"Authorization: Bearer %s x":       70_000,
		"session_token is %s":              6000,
		"redis-cli -a %s x":                6000,
		"?sig=%s&x=1":                      70_000,
		"https://bob:%s@example.com/":      6000,
		"https://a.com/reset-password/%s":  6000,
		"bob:%s@tcp(db)/shop":              600,
		"jdbc:oracle:thin:bob/%s@db":       600,
		"localhost:*:*:bob:%s x":           600,
		"eyJhbGciOiJIUzI1NiJ9.%s.abcdefgh": 70_000,
	} {
		const alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHIJKLMNPQRSTUVWXYZ23456789"
		secret := make([]byte, size)
		for i := range secret {
			secret[i] = alphabet[source.IntN(len(alphabet))]
		}
		const telling = 16
		got := r.Scrub(new(Pass), "", strings.Replace(form, "%s", string(secret), 1))
		if strings.Contains(got, string(secret[:telling])) || strings.Contains(got, string(secret[size-telling:])) {
			t.Errorf("%s: of %d bytes %d are left", form, size, len(got)-len(form))
		}
	}
}
