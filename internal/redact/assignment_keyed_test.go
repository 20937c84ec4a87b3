package redact

import "testing"

// TestKeyedAssignment takes the attribute key for the name of the whole text.
func TestKeyedAssignment(t *testing.T) {
	r := newScrubber(t, Settings{})
	const token = "7BKWGCh4nXY9vFj" + "QPtMDL3Z5RxS8qJaV"
	for _, c := range []struct {
		key, text string
		found     bool
	}{
		{"ticketmaster_key", token, true},
		{"vendor.auth", token, true},
		{"shop.mood", token, false},
		{"cache_key", token, false},
		{"partition.key", token, false},
		{"weather_key_id", token, false},
		{"weather_key", "0af76519-16cd-43dd-8448-eb211c80319c", false},
		{"weather_key", "da39a3ee5e6b4b0d3255bfef95601890afd80709", false},
		{"weather_key", "PricingServiceV2Configuration", false},
		{"heroku.app.id", "2daa2797-e42b-4624-9322-ec3f968df4da", false},
		{"heroku_api_key", "2daa2797-e42b-4624-9322-" + "ec3f968df4da", true},
		{"aws.secretsmanager.secret.arn", "arn:aws:secretsmanager:us-east-1:123456789012:secret:SecretName-6RandomCharacters", false},
		{"node_modules/csrf-token.integrity", "sha512-PRp66vJ865SSqOlgqS8hujT5U4AOgMfhrwYIuIhfKaoSCZcirrmASQr8CX7cUg", false},
		{"newrelic", "eyJ2IjpbMCwxXSwiZCI6eyJ0eSI6IkFwcCIsImFjIjoiMTIzNDU2NyIsInRyIjoiMGFmNzY1MTkxNmNkIn19", false},
		{"next_page_token", "CiAKGjBpNDd2Nmp2Zml2cXRwYjBpOXA4Qm", false},
	} {
		if got := r.Scrub(new(Pass), c.key, c.text) != c.text; got != c.found {
			t.Errorf("%s of %d letters: found %v, want %v", c.key, len(c.text), got, c.found)
		}
	}
}
