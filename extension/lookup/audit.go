package lookup

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/audit"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/metadata"
)

// Action is what is asked for; it stands in the audit log and in metrics.
type Action string

// The actions.
const (
	ActionLookup  Action = "lookup"
	ActionImpact  Action = "impact"
	ActionResolve Action = "resolve"
	ActionAudit   Action = "audit"
	ActionPage    Action = "page"
)

// refusalsPerMinute is how many refusals of one actor are recorded singly; more
// are counted in the next record. A flood must not fill the disk.
const refusalsPerMinute = 60

// recorder writes down every decision.
type recorder struct {
	log       *audit.Log
	logger    *zap.Logger
	telemetry *metadata.TelemetryBuilder

	refusals   *limiter
	mu         sync.Mutex
	suppressed map[string]int
}

func newRecorder(log *audit.Log, logger *zap.Logger, t *metadata.TelemetryBuilder) *recorder {
	return &recorder{log: log, logger: logger, telemetry: t, refusals: newLimiter(refusalsPerMinute), suppressed: map[string]int{}}
}

// allow records an answer that may go out once allow returns nil.
func (r *recorder) allow(ctx context.Context, e audit.Entry) *Refusal {
	e.Decision = string(DecisionAllowed)
	if bad := r.append(e); bad != nil {
		r.count(ctx, e.Action, DecisionFailed)
		return bad
	}
	r.count(ctx, e.Action, DecisionAllowed)
	return nil
}

// refuse records that there is no answer, and returns why.
func (r *recorder) refuse(ctx context.Context, e audit.Entry, why *Refusal) *Refusal {
	r.count(ctx, e.Action, why.Decision)
	e.Decision, e.Cause, e.Results = string(why.Decision), why.Cause, 0
	kind := e.Actor + "\x00" + e.Decision
	if !r.refusals.allow(kind) {
		r.mu.Lock()
		r.suppressed[kind]++
		r.mu.Unlock()
		return why
	}
	r.mu.Lock()
	e.Suppressed = r.suppressed[kind]
	delete(r.suppressed, kind)
	r.mu.Unlock()
	if bad := r.append(e); bad != nil {
		return bad
	}
	return why
}

func (r *recorder) append(e audit.Entry) *Refusal {
	e.Time = time.Now().UTC()
	if err := r.log.Append(e); err != nil {
		r.logger.Error("audit record cannot be written; the request is refused", zap.Error(err))
		return noAudit()
	}
	return nil
}

func (r *recorder) count(ctx context.Context, action string, d Decision) {
	r.telemetry.PrivacyLookupRequests.Add(ctx, 1, metric.WithAttributes(
		attribute.String("action", action), attribute.String("decision", string(d)),
	))
}

// VerifyAudit reads the audit log at path and all files set aside, and returns
// what was read, in a line, and every place at which it is not what was
// written. anchors are ends of the chain noted elsewhere, as "SEQ:HASH".
func VerifyAudit(path string, anchors ...string) (summary string, faults []string, err error) {
	r, err := audit.Verify(path, anchors...)
	if err != nil {
		return "", nil, err
	}
	for _, f := range r.Faults {
		faults = append(faults, f.String())
	}
	files := "files"
	if r.Files == 1 {
		files = "file"
	}
	return fmt.Sprintf("%d records in %d %s, head %s", r.Records, r.Files, files, r.Head), faults, nil
}
