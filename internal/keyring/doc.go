// Package keyring reads, watches, shares and edits keyring files.
//
// A keyring file has the form of the processor's inline keys:
//
//	keys:
//	  - id: k1
//	    secret: hex:... # or base64:..., at least 32 random bytes
//	    active_from: 2026-01-01T00:00:00Z # optional
//	    revoked: false # optional
//
// [Open] is for components: all that name one file share one ring and one
// watch, and a bad new file never replaces a good ring. [Load] reads once.
// [Create] and [Update] change a file so that whoever reads it, at any moment
// and after any crash, finds the old ring or the new one.
//
// No error, status or callback of this package holds a secret.
package keyring
