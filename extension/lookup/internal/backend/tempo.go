package backend

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

const (
	// tempoWindow is what Tempo takes in one search, 168 h, less a margin.
	tempoWindow = 160 * time.Hour
	// tempoFetches is how many traces are fetched at a time.
	tempoFetches = 8
	// tempoDelay is how long fresh spans are not found: query_end_cutoff.
	tempoDelay = time.Minute
)

// tempo searches by TraceQL, then fetches each trace that was found: a search
// answers with three spans a trace, which does not tell why it failed.
type tempo struct {
	name   string
	client client
}

// NewTempo returns the backend for a Tempo whose HTTP API is at endpoint.
func NewTempo(name, endpoint string, c *http.Client) Backend {
	return &tempo{name: name, client: newClient(endpoint, c)}
}

func (t *tempo) Name() string { return t.name }

func (t *tempo) Find(ctx context.Context, q Query) (Answer, error) {
	var out Answer
	ids := map[string]struct{}{}
	for to := q.To; to.After(q.From) && len(ids) < q.Limit; {
		from := to.Add(-tempoWindow)
		if from.Before(q.From) {
			from = q.From
		}
		if err := t.search(ctx, q, from, to, ids); err != nil {
			return Answer{}, err
		}
		to = from
	}
	out.Truncated = len(ids) >= q.Limit
	set := summary.New(q.Domain)
	missing, err := t.fetchAll(ctx, ids, set)
	if err != nil {
		return Answer{}, err
	}
	if missing > 0 {
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d traces were found but could not be fetched", missing))
	}
	if len(ids) == 0 && time.Since(q.To) < tempoDelay {
		out.Warnings = append(out.Warnings, "traces of the last minute may not be found yet: try again shortly")
	}
	out.Traces = set.Traces()
	return out, nil
}

type tempoSearch struct {
	Traces []struct {
		TraceID string `json:"traceID"`
	} `json:"traces"`
}

func (t *tempo) search(ctx context.Context, q Query, from, to time.Time, ids map[string]struct{}) error {
	body, status, err := t.client.get(ctx, "/api/search", url.Values{
		"q":     {TraceQL(q)},
		"limit": {strconv.Itoa(q.Limit)},
		"spss":  {"1"},
		// Whole seconds, rounded outward; the end is exclusive.
		"start": {strconv.FormatInt(from.Unix(), 10)},
		"end":   {strconv.FormatInt(to.Unix()+1, 10)},
	})
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return refused(status)
	}
	var found tempoSearch
	if err := json.Unmarshal(body, &found); err != nil {
		return garbage("search")
	}
	for _, tr := range found.Traces {
		id, err := fullTraceID(tr.TraceID)
		if err != nil {
			return err
		}
		ids[id] = struct{}{}
	}
	return nil
}

var shortTraceID = regexp.MustCompile(`^[0-9a-fA-F]{1,32}$`)

// fullTraceID puts back the leading zeros that Tempo leaves out. What is not an
// ID does not become part of a path.
func fullTraceID(id string) (string, error) {
	if !shortTraceID.MatchString(id) {
		return "", garbage("trace ID")
	}
	return strings.Repeat("0", 32-len(id)) + strings.ToLower(id), nil
}

// fetchAll adds every trace of ids to set and counts those it could not get.
func (t *tempo) fetchAll(ctx context.Context, ids map[string]struct{}, set *summary.Set) (missing int, err error) {
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		slots = make(chan struct{}, tempoFetches)
		first error
	)
	for id := range ids {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			td, err := t.fetch(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				missing++
				first = err
				return
			}
			set.Add(td, nil)
		}()
	}
	wg.Wait()
	if missing > 0 && missing == len(ids) {
		return missing, first
	}
	return missing, nil
}

func (t *tempo) fetch(ctx context.Context, id string) (ptrace.Traces, error) {
	body, status, err := t.client.get(ctx, "/api/v2/traces/"+id, nil)
	if err == nil && status == http.StatusNotFound {
		body, status, err = t.client.get(ctx, "/api/traces/"+id, nil) // before Tempo 2.7
	}
	if err != nil {
		return ptrace.Traces{}, err
	}
	if status != http.StatusOK {
		return ptrace.Traces{}, refused(status)
	}
	var answer struct {
		Trace   json.RawMessage `json:"trace"`
		Batches json.RawMessage `json:"batches"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return ptrace.Traces{}, garbage("trace")
	}
	if answer.Batches != nil {
		answer.Trace = json.RawMessage(`{"resourceSpans":` + string(answer.Batches) + `}`)
	}
	return decodeOTLP(answer.Trace)
}
