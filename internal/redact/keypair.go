package redact

// keyPairDetector finds the secret behind the ID of an AWS access key, AKIA...:secret, as tools for S3 keep the two in a file
// and take them as one argument. The ID has a shape, the secret has none.
var keyPairDetector = &detector{name: "secret", literals: []string{"akia", "asia"}, find: findKeyPair}

const (
	sizeKeyID     = 20 // bytes of an access key's ID,
	sizeKeySecret = 40 // and of its secret
)

func findKeyPair(w *work, at int) {
	text := w.text
	start := at + sizeKeyID + len(":")
	if start+sizeKeySecret > len(text) || text[start-1] != ':' && text[start-1] != ',' || !w.spend(at, costName) {
		return
	}
	for _, c := range []byte(text[at : start-1]) {
		if !isDigit(c) && !isCapital(rune(c)) {
			return
		}
	}
	end := start
	for end < len(text) && end-start <= sizeKeySecret && secretByte(text[end]) {
		end++
	}
	if end-start == sizeKeySecret && mixed(text[start:end]) && w.spend(at, costAdd) {
		w.add(start, end, "aws-secret-key")
	}
}
