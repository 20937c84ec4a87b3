package redact

import (
	"net/netip"
	"strings"
)

// Bits of an address that stay: enough for a network and a region, too few for a household.
const (
	keptBits4 = 24
	keptBits6 = 48
)

// TruncateIP returns the network address of the address in text: its first 24 bits for IPv4, 48 for IPv6, keeping the
// form (zone, brackets, port) of text. IPv4-mapped IPv6 counts as IPv4. ok is false if text is not an address; the
// caller must then mask it.
func TruncateIP(text string) (network string, ok bool) {
	trimmed := strings.TrimSpace(text)
	if a, err := netip.ParseAddr(strings.Trim(trimmed, "[]")); err == nil {
		return truncate(a).String(), true
	}
	if ap, err := netip.ParseAddrPort(trimmed); err == nil {
		return netip.AddrPortFrom(truncate(ap.Addr()), ap.Port()).String(), true
	}
	return "", false
}

// truncate drops the zone too: an interface name may name a host.
func truncate(a netip.Addr) netip.Addr {
	a = a.WithZone("").Unmap()
	bits := keptBits6
	if a.Is4() {
		bits = keptBits4
	}
	p, err := a.Prefix(bits)
	if err != nil {
		// Cannot happen: bits fits both families. The zero address says nothing about anyone.
		return netip.Addr{}
	}
	return p.Addr()
}
