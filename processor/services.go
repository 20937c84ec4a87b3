package processor

import (
	"context"
	"strings"
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/otel/attribute"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// Bounds of what is counted by service.
const (
	maxServices    = 256 // different names; all further ones are otherService
	maxServiceName = 128 // bytes of a name; a longer one is otherService
	otherService   = "other"
)

// services counts records and replaced values by service. The name of a service
// is an identity that the policy never touches, and the only text of the
// telemetry that a metric shows: only if no detector finds anything in it, and
// only so many different ones.
type services struct {
	policy *policy.Policy
	mu     sync.RWMutex
	known  map[serviceKey]set
	names  map[string]bool
}

type serviceKey struct{ signal, name string }

// serviceName is the name of the service that r tells of, or empty.
func serviceName(r pcommon.Resource) string {
	v, ok := r.Attributes().Get("service.name")
	if !ok || v.Type() != pcommon.ValueTypeStr {
		return ""
	}
	return v.Str()
}

// of is the attribute set of a service. For a known one it does not allocate.
func (s *services) of(signal, name string) set {
	s.mu.RLock()
	o, ok := s.known[serviceKey{signal, name}]
	s.mu.RUnlock()
	if ok {
		return o
	}
	shown := s.shown(name)
	if shown == otherService && name != otherService {
		return s.of(signal, otherService)
	}
	o = newSet(attribute.String("signal", signal), attribute.String("service", shown))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[serviceKey{strings.Clone(signal), shown}] = o
	return o
}

// shown is the name under which a service is counted.
func (s *services) shown(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "" || name == otherService || s.names[name] {
		return strings.Clone(name)
	}
	if len(name) > maxServiceName || len(s.names) == maxServices || !s.policy.Clean(name) {
		return otherService
	}
	name = strings.Clone(name)
	s.names[name] = true
	return name
}

// byService reports what was done below each resource of a batch.
func (r *reporter) byService(ctx context.Context, signal string, resources []resourceState) {
	for i := range resources {
		if resources[i].records == 0 {
			continue
		}
		o := r.services.of(signal, resources[i].service)
		r.metrics.ProcessorPrivacyServiceRecords.Add(ctx, int64(resources[i].records), o.add...)
		// Also if it is 0: an alert watches for the series that stops to grow.
		r.metrics.ProcessorPrivacyServiceValues.Add(ctx, int64(resources[i].values), o.add...)
	}
}
