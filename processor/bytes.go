package processor

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// bytes rewrites a value of bytes. Text in them, even between others, is
// treated as text; what is no text stays.
func (w *walker) bytes(p policy.Place, d *policy.Decision, key string, v pcommon.Value) {
	raw := v.Bytes().AsRaw()
	if order := utf16Order(raw); order != nil {
		text := decodeUTF16(raw, order)
		if safe := w.session.Text(p, d, key, text); safe != text {
			v.Bytes().FromRaw(encodeUTF16(safe, order))
		}
		return
	}
	if safe, ok := w.session.Bytes(p, d, key, raw); ok {
		v.Bytes().FromRaw(safe)
	}
}

// textOf is the text that b is, or empty if it is none.
func textOf(b []byte) string {
	if order := utf16Order(b); order != nil {
		return decodeUTF16(b, order)
	}
	if !utf8.Valid(b) {
		return ""
	}
	return string(b)
}

// minUTF16 is the least length, in bytes, of what may be UTF-16: four
// characters.
const minUTF16 = 8

// utf16Order is the byte order of b if it is text in UTF-16, otherwise nil.
// Windows programs write such text, without a mark. Text of the scripts in which
// identifiers and emails are written has a zero in every other byte.
func utf16Order(b []byte) binary.ByteOrder {
	if len(b) < minUTF16 || len(b)%2 != 0 {
		return nil
	}
	var zeros [2]int
	for i, c := range b {
		if c == 0 {
			zeros[i%2]++
		}
	}
	most := len(b)/2 - len(b)/8 // of the characters of one half: three quarters
	switch {
	case zeros[1] >= most && zeros[0] == 0:
		return binary.LittleEndian
	case zeros[0] >= most && zeros[1] == 0:
		return binary.BigEndian
	default:
		return nil
	}
}

func decodeUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func encodeUTF16(s string, order binary.ByteOrder) []byte {
	units := utf16.Encode([]rune(s))
	b := make([]byte, 2*len(units))
	for i, unit := range units {
		order.PutUint16(b[2*i:], unit)
	}
	return b
}
