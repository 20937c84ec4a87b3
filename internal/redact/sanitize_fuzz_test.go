package redact

import (
	"encoding/base64"
	"math"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// plantedSecrets are tokens that their shape gives away, put together here so that no scanner of pushes sees them.
var plantedSecrets = []string{
	"gh" + "p_ZJDeVREhkptGF7Wvep0NwJWlPEQP7a0t2nxL",
	"gl" + "pat-aBcDeFgHiJkLmNoPqRsT",
	"AK" + "IAIOSFODNN7QXGRLPA",
	"xo" + "xb-262541194339-1293084920079-Z21cXgXdDdZDABIcrdG3D9OF",
	"sk_" + "live_f01c79xuuug7yodgzj5ws0h1x2k",
	"ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwibmFtZSI6ImJvYiJ9.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk",
	"DE89370400440532013000",
}

// A plant is a text with a secret, and the part of it that must not survive.
type plant struct{ text, secret string }

const (
	plantedPassword = "h4rd-to-gu3ss"
	plantedToken    = "Zk3v9QxT7bW2mL8dPq4Y"
)

// plants are secrets of every kind that level default finds, then those of level strict.
var plants, strictPlants = func() (all, strict []plant) {
	for _, text := range append([]string{
		"jane.roe@mail.example.com", `"jane roe"@example.com`, "jane@xn--mller-kva.example", "jane@[192.0.2.1]",
		"5555341244441115", "5555 3412 4444 1115", "378282246310005", "GB82 WEST 1234 5698 7654 32",
		"user_9f8e7d6c5b4a", planted["known"], "0x" + strings.Repeat("6a616e6540", 3) + "6578616d706c652e636f6d",
	}, plantedSecrets...) {
		all = append(all, plant{text, text})
	}
	for _, s := range []string{
		`password="%"`, `"password": "%"`, "<password>%</password>", "--password %", "password is '%'", "https://svc:%@db.example.net/x",
		"svc:%@tcp(db:3306)/shop", "sqlplus scott/%@db", "Server=db;Uid=svc;Pwd=%;", "mysql -u svc -p'%' shop",
	} {
		all = append(all, plant{strings.Replace(s, "%", plantedPassword, 1), plantedPassword})
	}
	for _, s := range []string{
		"api_key = %", "Authorization: Bearer %", "Authorization: Token %", "Cookie: sid=%; theme=dark", "Set-Cookie: sid=%; Path=/",
		"/x?X-Amz-Signature=%%%", "SharedAccessKey=%", "pepipost=%%", "client_secret: '%'",
		"-----BEGIN PRIVATE KEY-----\nMIIE%\n%%\n-----END PRIVATE KEY-----", "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl%%%",
	} {
		all = append(all, plant{strings.ReplaceAll(s, "%", plantedToken), plantedToken})
	}
	for _, text := range []string{
		"+49 30 90182010", "(415) 555-0132", "203.0.113.77", "2001:db8::8a2e:370:7334", "460-89-9847", "52.520008, 13.404954",
	} {
		strict = append(strict, plant{text, text})
	}
	return all, append(strict, all...)
}()

// carriers put a text where telemetry has it, encoded as it must be there.
var carriers = []struct {
	name, method string
	encode       func(string) string
}{
	{"text", "scrub", func(s string) string { return s }},
	{"json", "scrub", func(s string) string { return `{"note":` + codec.Quote(s) + `}` }},
	{"json in a string", "scrub", func(s string) string { return "body: " + codec.Quote(`{"note":`+codec.Quote(s)+`}`) }},
	{"base64", "scrub", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"query", "url", func(s string) string { return "https://shop.example.com/v1/x?note=" + url.QueryEscape(s) + "&page=2" }},
	{"path", "url", func(s string) string { return "/v1/" + url.PathEscape(s) }},
	{"form", "form", func(s string) string { return "page=2&note=" + url.QueryEscape(s) }},
	{"baggage", "baggage", func(s string) string { return "region=eu,note=" + codec.Octets(s) }},
	{"statement", "query", func(s string) string { return "SELECT 1 -- " + strings.ReplaceAll(s, "\n", "\n-- ") }},
}

// FuzzSanitize holds the scrubber to what it promises of any text: it never panics; what is valid UTF-8 stays it; what it
// wrote it leaves alone; what it finds nothing in it returns as it came, without allocating unless it had something to
// decode; no text costs ever so much; and no secret of any kind survives, whatever stands before and after it.
//
// A secret is planted on a line of its own. In a statement each line is a comment. There are these exceptions:
//   - The text around holds the secret itself, or makes it a part of something else by what it leaves open: the JSON or
//     the entity that it is then a part of is judged as such. So carriers other than text take what is around as data.
//   - A text in base64 that holds a control character, or more than one unprintable one in twenty, is a file.
func FuzzSanitize(f *testing.F) {
	scrubbers := []*Scrubber{
		newScrubber(f, Settings{Protected: pseudonym.MatchString}), newScrubber(f, Settings{Level: Strict, Protected: pseudonym.MatchString}),
	}
	n := uint8(0)
	add := func(before, after string) {
		f.Add(n, n/uint8(len(carriers)), n%2 == 0, before, after)
		n++
	}
	for _, around := range surroundings {
		before, after, _ := strings.Cut(around, "%s")
		add(before, after)
	}
	for _, units := range []map[string]string{hostile, repeated} {
		for _, unit := range units {
			add(strings.Repeat(unit, 5), unit)
		}
	}
	for _, a := range adversarial {
		add(a.unit, a.unit)
	}
	add("<a&a0aaa@aaaaaaaaaaa.box\"000", "")
	add("password=", "&next=1")
	add(";a=0;a=0;a=", " 000")
	add(`{"token":"`, `"}`)
	f.Fuzz(func(t *testing.T, carrier, kind uint8, strict bool, before, after string) {
		const longest = 1024
		if len(before)+len(after) > longest {
			t.Skip()
		}
		r, kinds := scrubbers[0], plants
		if strict {
			r, kinds = scrubbers[1], strictPlants
		}
		for _, method := range methods {
			checkScrub(t, r, method, before+after, strict)
		}
		if utf8.ValidString(before + after) {
			checkPlant(t, r, int(carrier)%len(carriers), kinds[int(kind)%len(kinds)], before, after)
		}
		if carrier%8 == 0 && before != "" {
			checkCost(t, r, before)
		}
	})
}

// TestEveryPlantInEveryCarrier is what [FuzzSanitize] asks of secrets, for each kind and place.
func TestEveryPlantInEveryCarrier(t *testing.T) {
	r := newScrubber(t, Settings{Level: Strict, Protected: pseudonym.MatchString})
	for _, kind := range strictPlants {
		for carrier := range carriers {
			for _, around := range [][2]string{{"", ""}, {"user", "failed"}, {"id=", "&p=1"}, {"order 4711", "メール"}, {`{"a":"`, `"}`}} {
				checkPlant(t, r, carrier, kind, around[0], around[1])
			}
		}
	}
}

// checkScrub scrubs one text and what comes out.
func checkScrub(t *testing.T, r *Scrubber, method, text string, strict bool) {
	t.Helper()
	p := propertyPass()
	got := scrubAs(r, method, p, "log.message", text)
	if utf8.ValidString(text) && !utf8.ValidString(got) {
		t.Errorf("%s: %q = %q is not UTF-8", method, text, got)
	}
	if again := scrubAs(r, method, propertyPass(), "log.message", got); again != got {
		t.Errorf("%s: %q twice %q, once %q", method, text, again, got)
	}
	if got != text || text == "" || method == "query" {
		return
	}
	if unsafe.StringData(got) != unsafe.StringData(text) {
		t.Errorf("%s: %q is another string", method, text)
	}
	opened := p.opened
	scrubAs(r, method, p, "log.message", text)
	if p.opened != opened || strict || raceDetector || strings.ContainsAny(text, "&@") {
		return // something was decoded or may be an entity, or a domain is one too many to be remembered, or a number was compared with the numbering plans of countries
	}
	const rounds = 2
	if n := testing.AllocsPerRun(rounds, func() { scrubAs(r, method, p, "log.message", text) }); n != 0 {
		t.Errorf("%s: %q allocates %v times", method, text, n)
	}
}

// checkPlant plants a secret between two texts.
func checkPlant(t *testing.T, r *Scrubber, carrier int, kind plant, before, after string) {
	t.Helper()
	text := before + "\n" + kind.text + "\n" + after
	if strings.Count(text, kind.secret) != strings.Count(kind.text, kind.secret) {
		return // it stands in what is around, too
	}
	c := carriers[carrier]
	if c.name == "base64" && (!codec.IsText([]byte(text)) || strings.ContainsFunc(text, isControl)) {
		return
	}
	in := c.encode(text)
	got := scrubAs(r, c.method, propertyPass(), "log.message", in)
	for _, form := range append(decodedForms(got), decodedToken(got)) {
		if strings.Contains(form, kind.secret) {
			t.Errorf("%s: %q survives in %q = %q", c.name, kind.secret, in, got)
			return
		}
	}
}

// isControl reports whether c is a control character other than white space.
func isControl(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\r' && c != '\t' }

func decodedToken(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return ""
	}
	return string(b)
}

// checkCost repeats a text and compares what a byte of it costs with what one of ordinary text does.
func checkCost(t *testing.T, r *Scrubber, unit string) {
	t.Helper()
	const size, lever, rounds = 16 << 10, 100, 4
	text, best := strings.Repeat(unit, size/len(unit)+1), math.Inf(1)
	for range rounds {
		if best = min(best, leastCost(r, "scrub", text)/leastCost(r, "scrub", ordinary(size))); best < lever {
			return
		}
	}
	t.Errorf("many of %q cost %.0f times as much as ordinary text", unit, best)
}
