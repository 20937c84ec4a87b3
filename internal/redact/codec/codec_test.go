package codec

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		text, want string
		size       int // zero: nothing is encoded
	}{
		{"%40", "@", 3},
		{"%252540", "@", 7},
		{"%25", "%", 3},
		{"%2525", "%", 5},
		{"%2", "", 0},
		{"%zz", "", 0},
		{`\n`, "\n", 2},
		{`\\\"`, `"`, 4},
		{`\x41`, "A", 4},
		{`\u0041`, "A", 6},
		{`\u{1f600}`, "\U0001f600", 9},
		{`\u{}`, "", 0},
		{`\ud83d\ude00`, "\U0001f600", 12},
		{`\ud83d`, "\ufffd", 6},
		{`\q`, "", 0},
		{`\`, "", 0},
		{"&amp;", "&", 5},
		{"&amp;amp;#64;", "@", 13},
		{"&#x40;", "@", 6},
		{"&commat;", "@", 8},
		{"&xyzzy;", "", 0},
		{"&lt", "", 0},
		{"Ａ", "A", 3},
		{"\u2011", "-", 3},
		{"\u200b", "", 3},
		{"é", "", 0},
		{"日", "", 0},
		{"\xff", "", 0},
		{"a", "", 0},
	} {
		got, size := Decode([]byte("x"), c.text+"!", 0)
		if string(got) != "x"+c.want || size != c.size {
			t.Errorf("Decode(%q) = %q of %d bytes, want %q of %d", c.text, got[1:], size, c.want, c.size)
		}
	}
}

// TestDisguises: no rune above those that are looked up is a disguise.
func TestDisguises(t *testing.T) {
	for r := rune(disguiseEnd); r <= unicode.MaxRune; r++ {
		if out, size := undisguise(nil, r, utf8.UTFMax); size > 0 {
			t.Errorf("%U is a disguise of %q", r, out)
		}
	}
}

// everyByte holds each byte once, in an order in which none of them is an escape.
var everyByte = func() string {
	var b strings.Builder
	for c := range 256 {
		b.WriteByte(byte(255 - c))
	}
	return b.String()
}()

func TestEscapesAreUndone(t *testing.T) {
	for name, escape := range map[string]func(string) string{
		"Path": Path, "Query": Query, "Userinfo": Userinfo, "Octets": Octets,
	} {
		escaped := escape(everyByte)
		if got := Unescape(escaped, false); got != everyByte {
			t.Errorf("%s: %q becomes %q", name, escaped, got)
		}
		if got := escape("plain-1.2_3~"); got != "plain-1.2_3~" {
			t.Errorf("%s escapes what needs no escape: %q", name, got)
		}
	}
	if got, want := TraceState("a=b,c%"), "a%3Db%2Cc%"; got != want {
		t.Errorf("TraceState = %q, want %q", got, want)
	}
	if got, want := Unescape("a+b%2Bc%", true), "a b+c%"; got != want {
		t.Errorf("Unescape of a form = %q, want %q", got, want)
	}
}

func TestQuote(t *testing.T) {
	for _, s := range []string{"", "plain", `"\/`, "\n\r\t\b\f\x00\x1f\x7f", "é\u2028\U0001f600"} {
		quoted := Quote(s)
		var got string
		if err := json.Unmarshal([]byte(quoted), &got); err != nil || got != s {
			t.Errorf("Quote(%q) = %s, which is %q, error %v", s, quoted, got, err)
		}
		if got := Unquote(quoted[1 : len(quoted)-1]); got != s {
			t.Errorf("Unquote(%s) = %q, want %q", quoted, got, s)
		}
	}
}

func TestAppendBase64(t *testing.T) {
	for _, c := range []struct {
		token, want string
		ok          bool
	}{
		{base64.RawStdEncoding.EncodeToString([]byte("bob@example.com?>~")), "bob@example.com?>~", true},
		{base64.RawURLEncoding.EncodeToString([]byte("bob@example.com?>~")), "bob@example.com?>~", true},
		{base64.RawStdEncoding.EncodeToString([]byte("a")), "a", true},
		{base64.RawStdEncoding.EncodeToString([]byte("größer")), "größer", true},
		{base64.RawStdEncoding.EncodeToString([]byte("a\x00b")), "", false},
		{base64.RawStdEncoding.EncodeToString([]byte("\xe9t\xe9 et hiver")), "", false},
		{"abcde", "", false}, // no base64 is that long
	} {
		got, ok := AppendBase64(nil, c.token)
		if ok = ok && IsText(got); ok != c.ok || ok && string(got) != c.want {
			t.Errorf("AppendBase64(%q) = %q, %v, want %q, %v", c.token, got, ok, c.want, c.ok)
		}
	}
}
