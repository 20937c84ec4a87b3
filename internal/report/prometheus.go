package report

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/prometheus/client_golang/api"
	prom "github.com/prometheus/client_golang/api/prometheus/v1"
	"github.com/prometheus/common/model"
)

// What a Prometheus server is asked for, by name.
var (
	counters = []string{records, values, failedClosed, unclassified, residual, sampled, svcRecords, svcValues, batches}
	gauges   = []string{keyAge, reportOnly}
)

// ErrNoPrometheus is the error about an address at which something answers that
// has not the API of a Prometheus server.
var ErrNoPrometheus = errors.New("must be the address of a Prometheus server, got 404 from it")

// FromPrometheus asks a Prometheus server for the increase of all counters over
// the period that ends now, and for the times of residual findings.
func FromPrometheus(ctx context.Context, address string, period time.Duration, now time.Time) (*Figures, error) {
	source, err := shown(address)
	if err != nil {
		return nil, fmt.Errorf("ask prometheus: %w", err)
	}
	client, err := api.NewClient(api.Config{Address: address})
	if err != nil {
		return nil, fmt.Errorf("ask prometheus: %w", err)
	}
	s := server{api: prom.NewAPI(client), now: now, period: period}
	f, found := &Figures{Source: source, Period: Seconds(period), Made: now}, false
	for _, name := range counters {
		n, err := s.add(ctx, f, name, s.increase(name))
		if err != nil {
			return nil, err
		}
		found = found || n > 0
	}
	for _, name := range gauges {
		if _, err := s.add(ctx, f, name, series(name)); err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: %w", source, ErrNoMetrics)
	}
	if f.Remediation, err = s.episodes(ctx); err != nil {
		return nil, err
	}
	f.sort()
	return f, nil
}

// server is a Prometheus server and the period of the questions to it.
type server struct {
	api    prom.API
	now    time.Time
	period time.Duration
}

// series selects a metric, whatever its reader appends to the name.
func series(name string) string {
	return fmt.Sprintf(`{__name__=~"%s(_total|_seconds|_ratio)?"}`, name)
}

// increase asks how much a counter grew in the period. Prometheus' own increase
// takes the first value of a series for its start, but a counter of ours that
// is rarely used appears with its first event: a lone residual finding would not
// count. So the first value is added for a series that is younger than the
// period: its least value, which is lower only if the counter was reset.
func (s server) increase(name string) string {
	p, x := model.Duration(s.period), series(name)
	grown := fmt.Sprintf(`increase(%s[%s])`, x, p)
	born := fmt.Sprintf(`(min_over_time(%s[%s]) unless last_over_time(%s[1h] offset %s))`, x, p, x, p)
	return fmt.Sprintf(`%s + %s or %s or %s`, grown, born, grown, born)
}

// add puts the answer to a query into the figures that name belongs to, and
// returns the number of its series.
func (s server) add(ctx context.Context, f *Figures, name, query string) (int, error) {
	answer, _, err := s.api.Query(ctx, query, s.now)
	if e := (*prom.Error)(nil); errors.As(err, &e) && e.Type == prom.ErrClient && strings.HasSuffix(e.Msg, " 404") {
		return 0, fmt.Errorf("ask prometheus: %w", ErrNoPrometheus)
	}
	if err != nil {
		return 0, fmt.Errorf("ask prometheus for %s: %w", name, err)
	}
	vector, ok := answer.(model.Vector)
	if !ok {
		return 0, fmt.Errorf("ask prometheus for %s: answer must be a vector, got %s", name, answer.Type())
	}
	for _, e := range vector {
		// Rounded: Prometheus extrapolates to the ends of the period.
		one := sample{metric: name, labels: make(map[string]string), value: math.Round(float64(e.Value))}
		for k, v := range e.Metric {
			one.labels[string(k)] = string(v)
		}
		f.add(one)
	}
	return len(vector), nil
}

const (
	steps    = 1000        // into which the period is cut to search it for residual findings
	leastCut = time.Minute // a collector is not scraped much more often
)

// episodes finds when residual findings began and when they ended. An episode
// is over when a step passes without a finding.
func (s server) episodes(ctx context.Context) ([]Episode, error) {
	step := max(s.period/steps, leastCut).Truncate(time.Second)
	start := s.now.Add(-s.period)
	answer, _, err := s.api.QueryRange(ctx, series(residual), prom.Range{Start: start, End: s.now, Step: step})
	if err != nil {
		return nil, fmt.Errorf("ask prometheus for the times of %s: %w", residual, err)
	}
	matrix, ok := answer.(model.Matrix)
	if !ok {
		return nil, fmt.Errorf("ask prometheus for the times of %s: answer must be a matrix, got %s", residual, answer.Type())
	}
	return runs(findings(matrix, start), start, s.now, step), nil
}

// findings are the times, in Unix milliseconds, at which a counter had grown
// since the time before, or had appeared.
func findings(matrix model.Matrix, start time.Time) map[int64]bool {
	at := make(map[int64]bool)
	for _, counter := range matrix {
		last := model.SampleValue(0)
		for i, v := range counter.Values {
			old := i == 0 && v.Timestamp.Time().UnixMilli() <= start.UnixMilli() // who knows since when
			if v.Value != last && v.Value > 0 && !old {
				at[v.Timestamp.Time().UnixMilli()] = true
			}
			last = v.Value
		}
	}
	return at
}

// runs joins findings in consecutive steps to episodes.
func runs(at map[int64]bool, start, end time.Time, step time.Duration) []Episode {
	var list []Episode
	open := false
	for t := start; !t.After(end); t = t.Add(step) {
		switch found := at[t.UnixMilli()]; {
		case found && !open:
			list, open = append(list, Episode{From: t.UTC(), To: t.UTC(), Open: true}), true
		case open:
			e := &list[len(list)-1]
			e.To, e.Open = t.UTC(), found
			open = found
		}
	}
	return list
}
