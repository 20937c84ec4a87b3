package lookup

import (
	"fmt"
	"net/http"
)

// Decision is what became of a request; it stands in the audit log and in the
// metric.
type Decision string

// The decisions.
const (
	DecisionAllowed Decision = "allowed"
	DecisionDenied  Decision = "denied"  // the actor lacks the role
	DecisionLimited Decision = "limited" // too many requests
	DecisionInvalid Decision = "invalid" // the request cannot be understood
	DecisionFailed  Decision = "failed"  // no backend answered, or no audit record could be written
)

// Refusal is why a request has no answer, in words for the one who asked. It
// never quotes what was sent.
type Refusal struct { //nolint:errname // it is an answer first
	Decision Decision
	// Status is the HTTP status that fits.
	Status int
	// Cause is a word or two for the audit log.
	Cause string
	// Message is a sentence for the person.
	Message string
}

func (r *Refusal) Error() string { return r.Message }

func invalid(field, must string) *Refusal {
	return &Refusal{DecisionInvalid, http.StatusBadRequest, field, field + ": " + must}
}

func denied(role Role) *Refusal {
	return &Refusal{
		DecisionDenied, http.StatusForbidden, "no role " + string(role),
		fmt.Sprintf("you need the role %q for this; ask whoever runs the collector for it", role),
	}
}

func limited(perMinute int) *Refusal {
	return &Refusal{
		DecisionLimited, http.StatusTooManyRequests, "rate limit",
		fmt.Sprintf("you may ask %d times a minute; wait a little and try again", perMinute),
	}
}

func noAudit() *Refusal {
	return &Refusal{
		DecisionFailed, http.StatusServiceUnavailable, "audit",
		"the audit log cannot be written, so no answer may be given; tell whoever runs the collector",
	}
}

func noBackend() *Refusal {
	return &Refusal{
		DecisionFailed, http.StatusBadGateway, "backends",
		"none of the trace stores answered; try again, or tell whoever runs the collector",
	}
}
