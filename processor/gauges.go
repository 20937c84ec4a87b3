package processor

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Reloads tells how often a changed keyring took effect, and how often it was refused.
type Reloads func() (loaded, failed int64)

// Observe registers what is measured only when somebody reads the metrics: the
// state of the keyring, as the processor of a signal sees it, and the estimates
// of distinct identifiers. It is called once, before the first batch.
func (p *Processor) Observe(signalName string, reloads Reloads) error {
	t, signal := p.report.metrics, attribute.String("signal", signalName)
	keys := func(each func(metric.Int64Observer, *hashing.Ring, time.Time)) metric.Int64Callback {
		return func(_ context.Context, o metric.Int64Observer) error {
			each(o, p.ring(), p.now())
			return nil
		}
	}
	return errors.Join(
		t.RegisterProcessorPrivacyKeyActiveCallback(keys(func(o metric.Int64Observer, ring *hashing.Ring, now time.Time) {
			active := ring.At(now, now)
			for _, k := range ring.Keys() {
				o.Observe(boolean(k == active), ofKey(signal, k))
			}
		})),
		t.RegisterProcessorPrivacyKeyAgeCallback(keys(func(o metric.Int64Observer, ring *hashing.Ring, now time.Time) {
			if k := ring.At(now, now); k != nil {
				age := int64(0)
				if !k.ActiveFrom().IsZero() {
					age = int64(now.Sub(k.ActiveFrom()).Seconds())
				}
				o.Observe(age, ofKey(signal, k))
			}
		})),
		t.RegisterProcessorPrivacyKeysUsableCallback(keys(func(o metric.Int64Observer, ring *hashing.Ring, now time.Time) {
			usable, _ := count(ring, now)
			o.Observe(usable, metric.WithAttributes(signal))
		})),
		t.RegisterProcessorPrivacyKeysScheduledCallback(keys(func(o metric.Int64Observer, ring *hashing.Ring, now time.Time) {
			_, scheduled := count(ring, now)
			o.Observe(scheduled, metric.WithAttributes(signal))
		})),
		t.RegisterProcessorPrivacyKeyringReloadsCallback(func(_ context.Context, o metric.Int64Observer) error {
			loaded, failed := reloads()
			o.Observe(loaded, metric.WithAttributes(signal, attribute.String("outcome", "loaded")))
			o.Observe(failed, metric.WithAttributes(signal, attribute.String("outcome", "failed")))
			return nil
		}),
		t.RegisterProcessorPrivacyDistinctIdentifiersCallback(func(_ context.Context, o metric.Int64Observer) error {
			for domain, e := range p.policy.Distinct().All() {
				o.Observe(int64(e.Identifiers), metric.WithAttributes(signal, attribute.String("domain", domain)))
			}
			return nil
		}),
		t.RegisterProcessorPrivacyDistinctPseudonymsCallback(func(_ context.Context, o metric.Int64Observer) error {
			for domain, e := range p.policy.Distinct().All() {
				o.Observe(int64(e.Pseudonyms), metric.WithAttributes(signal, attribute.String("domain", domain)))
			}
			return nil
		}),
	)
}

func ofKey(signal attribute.KeyValue, k *hashing.Key) metric.ObserveOption {
	return metric.WithAttributes(signal, attribute.String("key_id", k.ID()), attribute.String("fingerprint", k.Fingerprint()))
}

// count tells how many keys may write now, and how many will later.
func count(ring *hashing.Ring, now time.Time) (usable, scheduled int64) {
	for _, k := range ring.Keys() {
		switch {
		case k.Revoked():
		case k.ActiveFrom().After(now):
			scheduled++
		default:
			usable++
		}
	}
	return usable, scheduled
}

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
