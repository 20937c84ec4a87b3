package hashing

import (
	"crypto/sha256"
	"encoding"
	"hash"
	"sync"
)

const (
	bodySize   = 16 // bytes of the HMAC that a pseudonym keeps
	bodyLength = 26 // characters of base32 they make
)

// Subkey makes the pseudonyms of one key, tenant and domain. It is safe for
// concurrent use; a nil Subkey makes empty ones.
type Subkey struct {
	domain string
	keyID  string
	prefix string
	sum    func(m *mac, text string) // holds the keyed states
}

// Domain is the domain of the pseudonyms that s makes.
func (s *Subkey) Domain() string { return s.domain }

// KeyID is the ID of the key that s was derived from.
func (s *Subkey) KeyID() string { return s.keyID }

// Pseudonym is the keyed replacement of a canonical value, see [Canonical].
// The empty value stays empty. Its only allocation is the result.
func (s *Subkey) Pseudonym(canonical string) string {
	if s == nil || canonical == "" {
		return ""
	}
	m := macs.Get().(*mac)
	defer macs.Put(m)
	s.sum(m, canonical)
	m.out = append(m.out[:0], s.prefix...)
	m.out = base32Lower.AppendEncode(m.out, m.digest[:bodySize])
	return string(m.out)
}

// newSubkey keeps the two states of HMAC-SHA256 (RFC 2104) after the padded
// secret went in, as crypto/hmac does, rather than the secret.
func newSubkey(keyID, domain string, secret []byte) *Subkey {
	inner, outer := keyedState(secret, 0x36), keyedState(secret, 0x5c)
	return &Subkey{
		domain: domain,
		keyID:  keyID,
		prefix: domain + "_" + keyID + "_",
		sum:    func(m *mac, text string) { m.sum(inner, outer, text) },
	}
}

// keyedState is SHA-256 after one block: the secret, which is no longer than
// a block, XORed with pad.
func keyedState(secret []byte, pad byte) []byte {
	var block [sha256.BlockSize]byte
	copy(block[:], secret)
	for i := range block {
		block[i] ^= pad
	}
	h := newState()
	h.Write(block[:])
	b, err := h.AppendBinary(nil)
	if err != nil {
		panic("hashing: SHA-256 cannot save its state")
	}
	return b
}

// mac is the scratch of one HMAC. It holds no key: the keyed states are
// loaded for each value. So one pool serves all subkeys, and 10,000 tenants
// cost 10,000 pairs of states, not 10,000 pools with a slot per processor.
type mac struct {
	hash   state
	chunk  [256]byte // text on its way into the hash, which takes bytes only
	digest []byte
	out    []byte
}

type state interface {
	hash.Hash
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

func newState() state { return sha256.New().(state) }

var macs = sync.Pool{New: func() any {
	return &mac{hash: newState(), digest: make([]byte, 0, sha256.Size)}
}}

// sum leaves the HMAC of text in m.digest.
func (m *mac) sum(inner, outer []byte, text string) {
	m.load(inner)
	for len(text) > 0 {
		n := copy(m.chunk[:], text)
		m.hash.Write(m.chunk[:n])
		text = text[n:]
	}
	m.digest = m.hash.Sum(m.digest[:0])
	m.load(outer)
	m.hash.Write(m.digest)
	m.digest = m.hash.Sum(m.digest[:0])
}

func (m *mac) load(keyed []byte) {
	if err := m.hash.UnmarshalBinary(keyed); err != nil {
		// The state is our own: a hash without it would be an unkeyed one.
		panic("hashing: SHA-256 refuses its own state")
	}
}
