package hashing

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// MinSecretSize is the least number of bytes a secret must decode to: the
// output size of the HMAC, below which RFC 2104 section 3 discourages keys.
const MinSecretSize = 32

// minDistinct bytes must stand in a secret. Random secrets of 32 bytes hold
// about 30, 64 random hexadecimal digits as text about 16.
const minDistinct = 12

// ParseSecret decodes a secret written as "hex:..." or "base64:..." (standard
// or URL alphabet, padded or not; white space around it is ignored, as file
// providers keep a final line break). Secrets that decode to less than
// [MinSecretSize] bytes or that repeat themselves are refused. Errors name
// lengths, never content.
func ParseSecret(text string) ([]byte, error) {
	encoding, body, found := strings.Cut(strings.TrimSpace(text), ":")
	if !found {
		return nil, fmt.Errorf("must be written as hex:... or base64:..., got %d characters without either prefix", len(text))
	}
	var (
		secret []byte
		err    error
	)
	switch encoding {
	case "hex":
		secret, err = hex.DecodeString(body)
	case "base64":
		secret, err = decodeBase64(body)
	default:
		// What stands before the colon may be part of a secret: do not quote it.
		return nil, fmt.Errorf("must be written as hex:... or base64:..., got another prefix of %d characters", len(encoding))
	}
	if err != nil {
		// The decoders' own errors quote the offending byte.
		return nil, fmt.Errorf("must be valid %s after the prefix, got %d characters that are not", encoding, len(body))
	}
	if err := checkSecret(secret); err != nil {
		return nil, err
	}
	return secret, nil
}

func decodeBase64(s string) ([]byte, error) {
	s = strings.TrimRight(s, "=")
	if strings.ContainsAny(s, "-_") {
		return base64.RawURLEncoding.DecodeString(s)
	}
	return base64.RawStdEncoding.DecodeString(s)
}

// checkSecret refuses what is obviously not random. It cannot prove that a
// secret is: `privacyctl keygen` makes good ones.
func checkSecret(secret []byte) error {
	if len(secret) < MinSecretSize {
		return fmt.Errorf("must be at least %d bytes, got %d", MinSecretSize, len(secret))
	}
	var seen [256]bool
	distinct := 0
	for _, b := range secret {
		if !seen[b] {
			seen[b] = true
			distinct++
		}
	}
	if distinct < minDistinct {
		return fmt.Errorf("must be random, got %d bytes of which only %d differ", len(secret), distinct)
	}
	// Repeated text has few distinct triples, whatever its period and even
	// with a counter in between; random text hardly repeats one.
	triples := make(map[[3]byte]struct{}, len(secret))
	for i := range len(secret) - 2 {
		triples[[3]byte(secret[i:])] = struct{}{}
	}
	if len(triples) < (len(secret)-2)/2 {
		return errors.New("must be random, got repeated text")
	}
	return nil
}
