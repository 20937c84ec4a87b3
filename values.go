package privacyprocessor

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"go.opentelemetry.io/collector/confmap"

	"github.com/otel-privacy/privacyprocessor/internal/nearest"
)

// Action is what happens to the value of an attribute.
type Action string

// The actions.
const (
	ActionKeep       Action = "keep"        // leave it untouched; needs a reason
	ActionScan       Action = "scan"        // look for emails, secrets and identifiers in it
	ActionHash       Action = "hash"        // replace it by a pseudonym
	ActionMask       Action = "mask"        // replace it by a placeholder
	ActionDrop       Action = "drop"        // remove the attribute
	ActionTruncateIP Action = "truncate_ip" // keep the network of the address
	ActionURL        Action = "url"         // read it as a URL
	ActionSQL        Action = "sql"         // read it as a query and replace its literals
	ActionBaggage    Action = "baggage"     // read it as W3C baggage
	ActionCookie     Action = "cookie"      // read it as cookies
)

var actions = []Action{
	ActionKeep, ActionScan, ActionHash, ActionMask, ActionDrop,
	ActionTruncateIP, ActionURL, ActionSQL, ActionBaggage, ActionCookie,
}

// Validate wants one of the actions.
func (a Action) Validate() error { return oneOf(a, actions) }

// Mode is what happens to the findings of a detector.
type Mode string

// The modes.
const (
	ModeMask Mode = "mask" // replace them by a placeholder
	ModeHash Mode = "hash" // replace them by a pseudonym; emails only
	ModeOff  Mode = "off"  // do not look for them
)

var modes = []Mode{ModeMask, ModeHash, ModeOff}

// Validate wants one of the modes.
func (m Mode) Validate() error { return oneOf(m, modes) }

// UnmarshalScalar reads a mode; YAML 1.1 reads a bare `off` as false.
func (m *Mode) UnmarshalScalar(value confmap.ScalarValue) error {
	return unmarshalWord(m, value, ModeOff, modes)
}

// Level is how strict the policy is. Each level includes the ones before it.
type Level string

// The levels.
const (
	LevelDefault  Level = "default"  // identity hashed, secrets masked, everything else scanned
	LevelStrict   Level = "strict"   // also phone numbers, IP addresses in text, national IDs, positions, bodies
	LevelStricter Level = "stricter" // also drop attributes that neither the built-in table nor a rule names
)

var levels = []Level{LevelDefault, LevelStrict, LevelStricter}

// Validate wants one of the levels.
func (l Level) Validate() error { return oneOf(l, levels) }

// Check is what a match of a custom detector must pass.
type Check string

// The checks.
const (
	CheckNone    Check = ""        // nothing more
	CheckLuhn    Check = "luhn"    // the checksum of card numbers
	CheckMod97   Check = "mod97"   // the checksum of IBANs
	CheckEntropy Check = "entropy" // to look random
)

var checks = []Check{CheckLuhn, CheckMod97, CheckEntropy}

// Validate wants none or one of the checks.
func (c Check) Validate() error {
	if c == CheckNone {
		return nil
	}
	return oneOf(c, checks)
}

// oneOf wants word to be one of a closed set.
func oneOf[T ~string](word T, set []T) error {
	if slices.Contains(set, word) {
		return nil
	}
	return fmt.Errorf("must be one of %q, got %q%s", set, word, nearest.Hint(word, set))
}

// Pattern is a regular expression in RE2 syntax, compiled as it is read.
type Pattern struct{ re *regexp.Regexp }

// UnmarshalText compiles a pattern. One that matches the empty text would match
// everywhere.
func (p *Pattern) UnmarshalText(text []byte) error {
	re, err := regexp.Compile(string(text))
	if err != nil {
		return err
	}
	if re.MatchString("") {
		return fmt.Errorf("must not match the empty text, got %q", text)
	}
	p.re = re
	return nil
}

// MarshalText is the pattern as it was read.
func (p Pattern) MarshalText() ([]byte, error) {
	if p.re == nil {
		return nil, nil
	}
	return []byte(p.re.String()), nil
}

// Time is a point in time, written in RFC 3339 or as a date, which means its
// first moment in UTC.
type Time struct{ at time.Time }

var errTime = errors.New("must be a time such as 2026-01-01T00:00:00Z or a date such as 2026-01-01")

// UnmarshalScalar reads a time, which YAML may have read already.
func (t *Time) UnmarshalScalar(value confmap.ScalarValue) error {
	switch raw := value.GetRaw().(type) {
	case nil:
		t.at = time.Time{}
		return nil
	case time.Time:
		t.at = raw
		return nil
	case string:
		for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
			if parsed, err := time.Parse(layout, raw); err == nil {
				t.at = parsed
				return nil
			}
		}
		return fmt.Errorf("%w, got %q", errTime, raw)
	default:
		return fmt.Errorf("%w, got a %T", errTime, raw)
	}
}

// MarshalScalar writes the time as it can be read.
func (t Time) MarshalScalar(value confmap.ScalarValue) error {
	if t.at.IsZero() {
		return value.Marshal(nil)
	}
	return value.Marshal(t.String())
}

// String is the time in RFC 3339, or the date if there is no time of day.
func (t Time) String() string {
	if t.at.Equal(t.at.Truncate(24 * time.Hour)) {
		return t.at.UTC().Format(time.DateOnly)
	}
	return t.at.Format(time.RFC3339)
}

// Time is the point in time; the zero time if none was written.
func (t Time) Time() time.Time { return t.at }

// ClientMetadata says which metadata of the client's request is sanitized.
type ClientMetadata string

// The choices.
const (
	ClientMetadataBaggage ClientMetadata = "baggage" // W3C baggage only
	ClientMetadataAll     ClientMetadata = "all"     // every key, authorization and cookies too
	ClientMetadataOff     ClientMetadata = "off"     // none
)

var clientMetadatas = []ClientMetadata{ClientMetadataBaggage, ClientMetadataAll, ClientMetadataOff}

// Validate wants one of the choices.
func (c ClientMetadata) Validate() error { return oneOf(c, clientMetadatas) }

// UnmarshalScalar reads a choice; YAML 1.1 reads a bare `off` as false.
func (c *ClientMetadata) UnmarshalScalar(value confmap.ScalarValue) error {
	return unmarshalWord(c, value, ClientMetadataOff, clientMetadatas)
}

// Summary says how changed records are marked.
type Summary string

// The summaries.
const (
	SummaryOff    Summary = "off"    // not at all
	SummaryCounts Summary = "counts" // privacy.values: how many values were changed
	SummaryRules  Summary = "rules"  // also privacy.rules: by which detector or in which domain
)

var summaries = []Summary{SummaryOff, SummaryCounts, SummaryRules}

// Validate wants one of the summaries.
func (s Summary) Validate() error { return oneOf(s, summaries) }

// UnmarshalScalar reads a summary; YAML 1.1 reads a bare `off` as false.
func (s *Summary) UnmarshalScalar(value confmap.ScalarValue) error {
	return unmarshalWord(s, value, SummaryOff, summaries)
}

// unmarshalWord reads one of words, of which off may have been read as false.
func unmarshalWord[W ~string](w *W, value confmap.ScalarValue, off W, words []W) error {
	if value.GetRaw() == false {
		*w = off
		return nil
	}
	var text string
	if err := value.Unmarshal(&text); err != nil {
		return fmt.Errorf("must be one of %q", words)
	}
	*w = W(text)
	return nil
}
