package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A metricsPage is what a collector tells of itself, series by series.
type metricsPage []metricSeries

type metricSeries struct {
	name   string
	labels map[string]string
	value  float64
}

var (
	sampleLine = regexp.MustCompile(`(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$`)
	labelPair  = regexp.MustCompile(`([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"`)
)

func readPage(ctx context.Context, t *testing.T, address string) metricsPage {
	t.Helper()
	return parsePage(t, fetch(ctx, t, "http://"+address+"/metrics"))
}

func parsePage(t *testing.T, text string) (page metricsPage) {
	t.Helper()
	for _, line := range sampleLine.FindAllStringSubmatch(text, -1) {
		s := metricSeries{name: line[1], labels: make(map[string]string)}
		for _, pair := range labelPair.FindAllStringSubmatch(line[2], -1) {
			s.labels[pair[1]] = pair[2]
		}
		var err error
		if s.value, err = strconv.ParseFloat(line[3], 64); err != nil {
			t.Fatalf("metrics page: %v", err)
		}
		page = append(page, s)
	}
	if len(page) == 0 {
		t.Fatal("the metrics page is empty")
	}
	return page
}

// fetch returns the body of a page that must be there.
func fetch(ctx context.Context, t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", url, resp.Status, err)
	}
	return string(body)
}

// of are the series of a metric that have the labels, "signal=traces,...".
func (p metricsPage) of(name, labels string) (found metricsPage) {
	for _, s := range p {
		fits := s.name == name
		for pair := range strings.SplitSeq(labels, ",") {
			k, v, ok := strings.Cut(pair, "=")
			fits = fits && (!ok || s.labels[k] == v)
		}
		if fits {
			found = append(found, s)
		}
	}
	return found
}

// sum adds up the series of a metric that have the labels.
func (p metricsPage) sum(name, labels string) (sum float64) {
	for _, s := range p.of(name, labels) {
		sum += s.value
	}
	return sum
}

// labeled tells whether a series of the metric has the label at all.
func (p metricsPage) labeled(name, label string) bool {
	return slices.ContainsFunc(p, func(s metricSeries) bool {
		_, ok := s.labels[label]
		return s.name == name && ok
	})
}

func (p metricsPage) String() string {
	var b strings.Builder
	for _, s := range p {
		if strings.Contains(s.name, "_privacy_") && !strings.Contains(s.name, "_bucket") {
			fmt.Fprintln(&b, s.name, s.labels, s.value)
		}
	}
	return b.String()
}
