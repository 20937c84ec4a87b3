// Package hashing turns identifiers into keyed pseudonyms.
//
// Start with [ParseSecret], [NewKey] and [NewRing]; then, for each record,
// ask the ring which key is in force and that key for the subkey of a tenant
// and a domain:
//
//	key := ring.At(span.StartTimestamp().AsTime(), time.Now())
//	sub := key.Subkey("acme", "user")
//	sub.Pseudonym(hashing.Canonical("usr_k8x9m2", false)) // user_k1_672kjyso4q6nekco5keivertcq
//
// The pseudonym contract is version 1 and frozen: testdata/vectors.json holds
// its vectors, made by an independent program. Within a major release equal
// input gives equal pseudonyms.
//
//	subkey    = HKDF-SHA256(secret, no salt, 32 bytes, info)
//	info      = "privacyprocessor/pseudonym/v1" 00 len16(tenant) tenant len16(domain) domain
//	body      = lower-case base32, no padding, of HMAC-SHA256(subkey, canonical)[:16]
//	pseudonym = domain "_" key-id "_" body
//
// Nothing in this package can print a secret: secrets live in closures, out
// of reach of fmt, log/slog, encoding/json and reflection.
//
// All types are safe for concurrent use.
package hashing
