package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// maxPage bounds what is read of a metrics page, in bytes.
const maxPage = 64 << 20

// ErrNoMetrics is the error about a page or a server that has no metrics of the
// processor.
var ErrNoMetrics = errors.New("must hold metrics of the privacy processor, got none")

// FromPage reads the collector's own metrics page: counters since its start.
func FromPage(ctx context.Context, address string, now time.Time) (*Figures, error) {
	source, err := shown(address)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("read metrics: %s must answer 200, got %d", source, resp.StatusCode)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(io.LimitReader(resp.Body, maxPage))
	if err != nil {
		return nil, fmt.Errorf("read metrics: %s must be a metrics page: %w", source, err)
	}
	f, found := &Figures{Source: source, Made: now}, false
	for name, family := range families {
		found = found || strings.HasPrefix(name, prefix)
		for _, m := range family.GetMetric() {
			s := sample{metric: name, labels: make(map[string]string)}
			for _, l := range m.GetLabel() {
				s.labels[l.GetName()] = l.GetValue()
			}
			s.value = m.GetCounter().GetValue() + m.GetGauge().GetValue() + m.GetUntyped().GetValue()
			f.add(s)
		}
	}
	if !found {
		return nil, fmt.Errorf("%s: %w", source, ErrNoMetrics)
	}
	f.sort()
	return f, nil
}

// shown is an address as a report and an error may show it: without a password,
// and without a query, which may hold a token.
func shown(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		// Not quoted, nor is the parser's error: it may hold a password.
		return "", errors.New("address must be a URL such as http://127.0.0.1:8888/metrics")
	}
	u.RawQuery, u.Fragment = "", ""
	return u.Redacted(), nil
}
