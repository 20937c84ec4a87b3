package lookup

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/audit"
)

const (
	defaultRecords = 100
	maxRecords     = 1_000
)

// Records returns the last n audit records, oldest first. Reading them is on
// record too. An error is a [*Refusal].
func (s *Service) Records(ctx context.Context, a Actor, n int) ([]json.RawMessage, error) {
	defer s.measure(ctx, ActionAudit, time.Now())
	entry := audit.Entry{Actor: a.Name, Client: a.Client, Role: string(RoleAudit), Action: string(ActionAudit)}
	if bad := s.admit(a, RoleAudit); bad != nil {
		return nil, s.recorder.refuse(ctx, entry, bad)
	}
	if n < 1 || n > maxRecords {
		return nil, s.recorder.refuse(ctx, entry, invalid("limit", "must be 1 to "+strconv.Itoa(maxRecords)))
	}
	lines, err := s.recorder.log.Tail(n)
	if err != nil {
		return nil, s.recorder.refuse(ctx, entry, noAudit())
	}
	out := make([]json.RawMessage, 0, len(lines))
	for _, l := range lines {
		out = append(out, json.RawMessage(l))
	}
	entry.Results = len(out)
	if bad := s.recorder.allow(ctx, entry); bad != nil {
		return nil, bad
	}
	return out, nil
}

func (h *handler) audit(w http.ResponseWriter, r *http.Request) {
	n := defaultRecords
	if text := r.URL.Query().Get("limit"); text != "" {
		n, _ = strconv.Atoi(text) // 0 is refused below
	}
	records, err := h.service.Records(r.Context(), h.actor(r), n)
	writeAnswer(w, struct {
		Records []json.RawMessage `json:"records"`
	}{records}, err)
}
