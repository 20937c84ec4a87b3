package policy

import "slices"

// Detectors lists the names of the built-in detectors that a configuration may
// set.
func Detectors() []string { return slices.Clone(detectorNames) }

var detectorNames = []string{
	"card", "cookie", "email", "geo", "iban", "ip", "jwt", "national_id", "password", "phone", "private_key",
	"secret", "url_credentials",
}
