package lookup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/audit"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/metadata"
	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// Service answers lookups. Each goes the same way, from the server, the page or
// the command line: may this actor, not too often, is the request sound, what
// do the backends say, and is it on record. It is safe for concurrent use.
type Service struct {
	cfg         *Config
	identifiers map[string]IdentifierConfig
	ring        func() *hashing.Ring
	sources     []source
	scrubber    *redact.Scrubber
	limiter     *limiter
	recorder    *recorder
	logger      *zap.Logger
	telemetry   *metadata.TelemetryBuilder
	close       []func() error
}

// source is a backend with what the configuration adds to it.
type source struct {
	backend.Backend
	link string // template of the backend's own page; may be empty
}

// NewService opens the keyring, the audit log and the backends. extensions may
// authenticate requests to backends; nil if there are none. Close the service
// after use.
func NewService(ctx context.Context, cfg *Config, set component.TelemetrySettings, extensions map[component.ID]component.Component) (s *Service, err error) {
	s = &Service{cfg: cfg, identifiers: withBuiltin(cfg.Identifiers), logger: set.Logger, limiter: newLimiter(cfg.RateLimit.PerMinute)}
	defer func() {
		if err != nil {
			// Half a service would be taken for one that runs.
			s, err = nil, errors.Join(err, s.Close())
		}
	}()
	if s.scrubber, err = redact.New(redact.Settings{Protected: isPseudonym}); err != nil {
		return s, err
	}
	keys, err := cfg.Keyring.Open(set.Logger)
	if err != nil {
		return s, fmt.Errorf("keyring: %w", err)
	}
	s.ring = keys.Ring
	s.close = append(s.close, keys.Close)

	log, err := audit.Open(audit.Settings{Path: cfg.Audit.Path, MaxBytes: int64(cfg.Audit.MaxMegabytes) << 20})
	if err != nil {
		return s, fmt.Errorf("audit::path: %w", err)
	}
	s.close = append(s.close, log.Close)

	if s.telemetry, err = metadata.NewTelemetryBuilder(set); err != nil {
		return s, err
	}
	s.close = append(s.close, func() error { s.telemetry.Shutdown(); return nil })
	s.recorder = newRecorder(log, set.Logger, s.telemetry)

	for i := range cfg.Backends {
		b, err := cfg.Backends[i].open(ctx, extensions, set)
		if err != nil {
			return s, err
		}
		s.sources = append(s.sources, source{b, cfg.Backends[i].link()})
	}
	return s, nil
}

// Close lets go of files.
func (s *Service) Close() error {
	var errs []error
	for _, c := range slices.Backward(s.close) {
		errs = append(errs, c())
	}
	s.close = nil
	return errors.Join(errs...)
}

// Domains are the domains that can be asked for, sorted.
func (s *Service) Domains() []string { return slices.Sorted(maps.Keys(s.identifiers)) }

// Head is the end of the audit chain, as "SEQ:HASH". Kept elsewhere it proves
// later that no record before it is gone.
func (s *Service) Head() (string, error) {
	h, err := s.recorder.log.Head()
	return h.String(), err
}

func (s *Service) backendNames() []string {
	var names []string
	for _, b := range s.sources {
		names = append(names, b.Name())
	}
	return names
}

// admit checks what every action checks first: role, then rate.
func (s *Service) admit(a Actor, needed ...Role) *Refusal {
	for _, r := range needed {
		if !a.May(r) {
			return denied(r)
		}
	}
	if !s.limiter.allow(a.Name) {
		return limited(s.cfg.RateLimit.PerMinute)
	}
	return nil
}

// measure is deferred with the start of an action.
func (s *Service) measure(ctx context.Context, action Action, start time.Time) {
	s.telemetry.PrivacyLookupDuration.Record(ctx, time.Since(start).Seconds(),
		metric.WithAttributes(attribute.String("action", string(action))))
}

// Lookup returns the traces of an ID. An error is a [*Refusal].
func (s *Service) Lookup(ctx context.Context, a Actor, req Request) (*Answer, error) {
	defer s.measure(ctx, ActionLookup, time.Now())
	entry := audit.Entry{
		Actor: a.Name, Client: a.Client, Role: string(RoleLookup), Action: string(ActionLookup),
	}
	bad := s.admit(a, RoleLookup)
	if bad == nil {
		bad = s.check(&req)
	}
	if bad != nil {
		return nil, s.recorder.refuse(ctx, entry, bad)
	}
	warnings := s.takeDomain(&req)
	pseudonyms := s.pseudonyms(req)
	entry.Domain, entry.Tenant, entry.From, entry.To = req.Domain, req.Tenant, req.From.UTC(), req.To.UTC()
	entry.Reason = s.cleanReason(req.Reason, req.ID)
	entry.Pseudonyms, entry.Backends = pseudonyms, s.backendNames()
	if len(pseudonyms) == 0 {
		return nil, s.recorder.refuse(ctx, entry, invalid("from", "no key was in force in this window, so no pseudonyms can stand there"))
	}

	q := backend.Query{
		Domain: req.Domain, Pseudonyms: pseudonyms, Attributes: s.identifiers[req.Domain].Attributes,
		From: req.From, To: req.To, Status: req.Status, Service: req.Service, Limit: req.Limit,
	}
	found := s.ask(ctx, q)
	if found.failed() {
		return nil, s.recorder.refuse(ctx, entry, noBackend())
	}
	answer := &Answer{Pseudonyms: pseudonyms, Traces: found.traces, Queries: queriesOf(q), Warnings: append(found.warnings, warnings...)}
	if len(found.traces) == 0 {
		s.hint(ctx, req, answer)
	}
	entry.Results, entry.Newest = len(answer.Traces), answer.Newest
	if bad := s.recorder.allow(ctx, entry); bad != nil {
		return nil, bad
	}
	return answer, nil
}

// hintWindow is how far back the newest trace is looked for if none was found.
const hintWindow = 30 * 24 * time.Hour

// hint tells someone who found nothing where to look.
func (s *Service) hint(ctx context.Context, req Request, answer *Answer) {
	window := fmt.Sprintf("no traces between %s and %s UTC", req.From.UTC().Format(hintTime), req.To.UTC().Format(hintTime))
	wide := req
	wide.From, wide.To = req.To.Add(-hintWindow), time.Now()
	if wide.To.Before(req.To) {
		wide.To = req.To
	}
	found := s.ask(ctx, backend.Query{
		Domain: req.Domain, Pseudonyms: s.pseudonyms(wide), Attributes: s.identifiers[req.Domain].Attributes,
		From: wide.From, To: wide.To, Limit: 1,
	})
	if len(found.traces) == 0 {
		answer.hint = window + ", and none in the 30 days before that either"
	} else {
		answer.Newest = found.traces[0].Start
		answer.hint = fmt.Sprintf("%s; the newest for this customer is from %s UTC", window, answer.Newest.Format(hintTime))
	}
	answer.Warnings = append(answer.Warnings, answer.hint)
}

const hintTime = "2006-01-02 15:04"
