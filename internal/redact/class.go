package redact

// class is a set of kinds of bytes. The low bits of an entry hold the byte's code, see [entries].
type class uint64

// Classes a detector may ask for. A text holds a class if one of its bytes belongs to it.
const (
	classLetter class = 1 << (codeBits + iota)
	classDigit
	classUpper
	classAt         // @
	classPercent    // %
	classBackslash  // \
	classAmpersand  // &
	classSemicolon  // ;
	classEquals     // =
	classColon      // :
	classSlash      // /
	classDot        // .
	classHyphen     // -
	classPlus       // +
	classSpace      // space, tab, line ends
	classUnderscore // _
	classBrace      // { [
	classQuote      // " '
	classControl    // other control bytes
	classHigh       // bytes of 0x80 and above: not ASCII

	// Set after the scan, from counts.
	classDigits12 // twelve digits or more
	classDigits8
	classUpper3 // three capitals or more
	classAny    // every text
)

// Sets of classes that make up the characters of something.
const (
	classWord   = classLetter | classDigit
	className   = classWord | classUnderscore | classDot | classHyphen
	classBase64 = classWord | classUnderscore | classHyphen | classPlus | classSlash // either alphabet, no padding
	classSecret = classBase64 | classEquals
	classPEM    = classWord | classPlus | classSlash | classEquals | classBackslash | classSpace
)

const (
	codeBits   = 5
	codeMask   = 1<<codeBits - 1
	countShift = 32 // where an entry's counts begin

	countDigit = 1 << countShift
	countUpper = 1 << (countShift + upperShift)
	upperShift = 24 // texts of 16 MB and more are scanned as if they held everything
)

// entries says for each byte value its code (ASCII letters in any case 1 to 26, other bytes as they matter for telling
// literals apart), its class, and what it adds to the counts.
var entries = makeEntries()

func makeEntries() (t [256]class) {
	for c := range t {
		switch b := byte(c); {
		case 'a' <= b && b <= 'z':
			t[c] = class(b-'a'+1) | classLetter
		case 'A' <= b && b <= 'Z':
			t[c] = class(b-'A'+1) | classLetter | classUpper | countUpper
		case '0' <= b && b <= '9':
			t[c] = 27 | classDigit | countDigit
		case b >= 0x80:
			t[c] = classHigh
		case b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f:
			t[c] = classControl
		}
	}
	for _, s := range []struct {
		bytes string
		as    class
	}{
		{"_", 28 | classUnderscore},
		{"-", 28 | classHyphen},
		{":", 29 | classColon},
		{"/", 30 | classSlash},
		{".", 30 | classDot},
		{"=", 31 | classEquals},
		{"@", 31 | classAt},
		{"%", classPercent},
		{"\\", classBackslash},
		{"&", classAmpersand},
		{";", classSemicolon},
		{"+", classPlus},
		{" \t\r\n", classSpace},
		{"{[", classBrace},
		{"\"'", classQuote},
	} {
		for _, b := range []byte(s.bytes) {
			t[b] = s.as
		}
	}
	return t
}
