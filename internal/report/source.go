package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/api"
	prom "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// maxPage bounds what is read of a metrics page, in bytes.
const maxPage = 64 << 20

// errNoMetrics is what a page or a server without our metrics is answered with.
var errNoMetrics = errors.New("must hold metrics of the privacy processor, got none")

// FromPage reads the collector's own metrics page: counters since its start.
func FromPage(ctx context.Context, url string, now time.Time) (*Figures, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // nothing was written
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("read metrics: %s must answer 200, got %d", url, resp.StatusCode)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(io.LimitReader(resp.Body, maxPage))
	if err != nil {
		return nil, fmt.Errorf("read metrics: %s: %w", url, err)
	}
	f, found := &Figures{Source: url, Made: now}, false
	for name, family := range families {
		for _, m := range family.GetMetric() {
			s := sample{metric: name, labels: map[string]string{}}
			for _, l := range m.GetLabel() {
				s.labels[l.GetName()] = l.GetValue()
			}
			s.value = m.GetCounter().GetValue() + m.GetGauge().GetValue() + m.GetUntyped().GetValue()
			f.add(s)
			found = found || len(name) > len(prefix) && name[:len(prefix)] == prefix
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: %w", url, errNoMetrics)
	}
	f.sort()
	return f, nil
}

// counters and gauges are asked of a Prometheus server by name, with and
// without the suffix that some readers append.
var (
	counters = []string{records, values, failedClosed, unclassified, residual, sampled, svcRecords, svcValues, batches}
	gauges   = []string{keyAge, reportOnly}
)

// FromPrometheus asks a Prometheus server for the increase of all counters over
// the period that ends now, and for the times of residual findings.
func FromPrometheus(ctx context.Context, url string, period time.Duration, now time.Time) (*Figures, error) {
	client, err := api.NewClient(api.Config{Address: url})
	if err != nil {
		return nil, fmt.Errorf("ask prometheus: %w", err)
	}
	server := prom.NewAPI(client)
	f, found := &Figures{Source: url, Period: period, Made: now}, false
	ask := func(name, query string) error {
		v, _, err := server.Query(ctx, query, now)
		if err != nil {
			return fmt.Errorf("ask prometheus for %s: %w", name, err)
		}
		vector, ok := v.(model.Vector)
		if !ok {
			return fmt.Errorf("ask prometheus for %s: answer must be a vector, got %s", name, v.Type())
		}
		for _, e := range vector {
			s := sample{metric: name, labels: map[string]string{}, value: float64(e.Value)}
			for k, v := range e.Metric {
				s.labels[string(k)] = string(v)
			}
			f.add(s)
			found = true
		}
		return nil
	}
	for _, name := range counters {
		if err := ask(name, fmt.Sprintf(`increase({__name__=~"%s(_total)?"}[%s])`, name, model.Duration(period))); err != nil {
			return nil, err
		}
	}
	for _, name := range gauges {
		if err := ask(name, name); err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: %w", url, errNoMetrics)
	}
	if f.Remediation, err = episodes(ctx, server, period, now); err != nil {
		return nil, err
	}
	f.sort()
	return f, nil
}

// steps is in how many steps the period is searched for residual findings.
const steps = 1000

// episodes finds when residual findings began and when they ended. An episode
// is over when a step passes without a finding.
func episodes(ctx context.Context, server prom.API, period time.Duration, now time.Time) ([]Episode, error) {
	step := max(period/steps, time.Minute).Truncate(time.Second)
	query := fmt.Sprintf(`sum(increase({__name__=~"%s(_total)?"}[%s]))`, residual, model.Duration(2*step))
	v, _, err := server.QueryRange(ctx, query, prom.Range{Start: now.Add(-period), End: now, Step: step})
	if err != nil {
		return nil, fmt.Errorf("ask prometheus for the times of %s: %w", residual, err)
	}
	matrix, ok := v.(model.Matrix)
	if !ok || len(matrix) == 0 {
		return nil, nil
	}
	var found []Episode
	open := false
	for _, p := range matrix[0].Values {
		at := p.Timestamp.Time().UTC()
		switch {
		case p.Value > 0 && !open:
			found, open = append(found, Episode{From: at, To: at}), true
		case p.Value > 0:
			found[len(found)-1].To = at
		case open:
			found[len(found)-1].To, open = at, false
		}
	}
	return found, nil
}
