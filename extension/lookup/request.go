package lookup

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

const (
	maxID         = 4 << 10 // bytes of one raw ID
	maxText       = 1 << 10 // bytes of a reason, a service, a tenant
	minReason     = 3       // characters: "x" is no reason
	defaultLimit  = 50
	maxLimit      = 500
	maxKnownIDs   = 10_000
	maxImpact     = 5_000 // traces
	defaultImpact = 1_000 // traces
)

// Status is a filter on the outcome of traces: error, ok or nothing.
type Status = backend.Status

// RawID is an identifier as a person writes it. In JSON it may be a number.
type RawID string

// UnmarshalJSON takes strings and numbers: the user 42 is the user "42".
func (r *RawID) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, (*string)(r))
	}
	var n json.Number
	if err := json.Unmarshal(text, &n); err != nil || n == "" {
		return errors.New("must be a string or a number")
	}
	if i, err := n.Int64(); err == nil {
		*r = RawID(hashing.CanonicalInt(i))
		return nil
	}
	f, err := n.Float64()
	if err != nil || math.IsInf(f, 0) {
		return errors.New("must be a string or a number")
	}
	*r = RawID(hashing.CanonicalDouble(f))
	return nil
}

// Format prints nothing of the ID, whatever the verb.
func (RawID) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[id]") }

// Request asks for the traces of one ID.
type Request struct {
	// Domain is the family of the ID, such as user.
	Domain string `json:"domain"`
	// ID is the raw ID, or a pseudonym of it.
	ID RawID `json:"id"`
	// From and To bound the time.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Tenant is the one whose pseudonyms are meant, where tenants are configured.
	Tenant string `json:"tenant,omitempty"`
	// Status is error, ok or nothing.
	Status backend.Status `json:"status,omitempty"`
	// Service narrows to traces in which it took part.
	Service string `json:"service,omitempty"`
	// Limit is the greatest number of traces. Default 50, at most 500.
	Limit int `json:"limit,omitempty"`
	// Reason is why: a sentence or a ticket.
	Reason string `json:"reason"`
}

// ImpactRequest asks who was affected by what happened.
type ImpactRequest struct {
	Domain  string         `json:"domain"`
	From    time.Time      `json:"from"`
	To      time.Time      `json:"to"`
	Tenant  string         `json:"tenant,omitempty"`
	Status  backend.Status `json:"status,omitempty"`
	Service string         `json:"service,omitempty"`
	// MinDurationMS narrows to traces that took at least so many milliseconds.
	MinDurationMS int64 `json:"min_duration_ms,omitempty"`
	// Limit is the greatest number of traces looked at. Default 1000, at most 5000.
	Limit int `json:"limit,omitempty"`
	// IDs are known raw IDs: the pseudonyms among them are resolved.
	IDs    []RawID `json:"ids,omitempty"`
	Reason string  `json:"reason"`
}

// decodeJSON reads exactly one value. Its errors quote nothing of the body:
// those of encoding/json would.
func decodeJSON(body io.Reader, into any) *Refusal {
	text, err := io.ReadAll(body)
	if err != nil {
		return unread(err)
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		return invalid("body", "must be a JSON object with the documented fields and types, times in RFC 3339; see /api/v1/openapi.json")
	}
	if _, err := in.Token(); err != io.EOF {
		return invalid("body", "must be one JSON object")
	}
	return nil
}

// unread says why a body could not be read. What is left are bodies that break
// off or cannot be unpacked.
func unread(err error) *Refusal {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &Refusal{DecisionInvalid, http.StatusRequestEntityTooLarge, "body", "the request is too large"}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return &Refusal{DecisionInvalid, http.StatusRequestTimeout, "body", "the request did not arrive in time"}
	}
	return invalid("body", "must arrive whole")
}

// scope is what requests have in common, and how it is checked.
type scope struct {
	domain, tenant, service, reason string
	from, to                        time.Time
	status                          backend.Status
}

func (s *Service) checkScope(c scope) *Refusal {
	switch {
	case s.identifiers[c.domain].Domain == "":
		return invalid("domain", fmt.Sprintf("must be one of %q", s.Domains()))
	case c.from.IsZero():
		return invalid("from", "must be given, as an RFC 3339 time")
	case c.to.IsZero():
		return invalid("to", "must be given, as an RFC 3339 time")
	case !c.from.Before(c.to):
		return invalid("from", "must be before to")
	case c.to.Sub(c.from) > s.cfg.MaxWindow:
		return invalid("to", fmt.Sprintf("must be at most %s after from", s.cfg.MaxWindow))
	case c.status != backend.StatusAny && c.status != backend.StatusError && c.status != backend.StatusOK:
		return invalid("status", `must be "error", "ok" or nothing`)
	case !shortText(c.tenant):
		return notShort("tenant")
	case !shortText(c.service):
		return notShort("service")
	case !shortText(c.reason):
		return notShort("reason")
	case !s.cfg.ReasonOptional && utf8.RuneCountInString(strings.TrimSpace(c.reason)) < minReason:
		return invalid("reason", fmt.Sprintf("must have at least %d characters: say why, or name a ticket", minReason))
	}
	return nil
}

// shortText reports whether s is one printable line of bounded length.
func shortText(s string) bool {
	return len(s) <= maxText && utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

func notShort(field string) *Refusal {
	return invalid(field, fmt.Sprintf("must be a line of at most %d bytes", maxText))
}

func (s *Service) check(r *Request) *Refusal {
	if bad := s.checkScope(scope{r.Domain, r.Tenant, r.Service, r.Reason, r.From, r.To, r.Status}); bad != nil {
		return bad
	}
	switch {
	case strings.TrimSpace(string(r.ID)) == "":
		return invalid("id", "must be given")
	case len(r.ID) > maxID:
		return invalid("id", fmt.Sprintf("must be at most %d bytes", maxID))
	case r.Limit < 0 || r.Limit > maxLimit:
		return invalid("limit", fmt.Sprintf("must be 1 to %d", maxLimit))
	case r.Limit == 0:
		r.Limit = defaultLimit
	}
	return nil
}

func (s *Service) checkImpact(r *ImpactRequest) *Refusal {
	if bad := s.checkScope(scope{r.Domain, r.Tenant, r.Service, r.Reason, r.From, r.To, r.Status}); bad != nil {
		return bad
	}
	for _, id := range r.IDs {
		if len(id) > maxID {
			return invalid("ids", fmt.Sprintf("each must be at most %d bytes", maxID))
		}
	}
	switch {
	case len(r.IDs) > maxKnownIDs:
		return invalid("ids", fmt.Sprintf("must be at most %d; for more there is privacyctl resolve", maxKnownIDs))
	case r.MinDurationMS < 0 || r.MinDurationMS > int64(s.cfg.MaxWindow/time.Millisecond):
		return invalid("min_duration_ms", "must not be negative, nor longer than the longest window")
	case r.Limit < 0 || r.Limit > maxImpact:
		return invalid("limit", fmt.Sprintf("must be 1 to %d", maxImpact))
	case r.Limit == 0:
		r.Limit = defaultImpact
	}
	return nil
}
