package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

// jaegerRequests bounds the requests of one lookup: API v1 wants one for each
// service, attribute and pseudonym.
const jaegerRequests = 300

// jaeger asks API v3. Versions 2.13 to 2.18 ignore its attribute filter; where
// foreign traces show that, API v1 is asked service by service. Versions after
// 2.20 have no v1, and need none.
type jaeger struct {
	name   string
	client client
}

// NewJaeger returns the backend for a Jaeger whose query API is at endpoint.
func NewJaeger(name, endpoint string, c *http.Client) Backend {
	return &jaeger{name: name, client: newClient(endpoint, c)}
}

func (j *jaeger) Name() string { return j.name }

func (j *jaeger) Find(ctx context.Context, q Query) (Answer, error) {
	a, err := j.findV3(ctx, q)
	var e *Error
	if errors.As(err, &e) && e.Fault == FaultRefused {
		return j.findV1(ctx, q) // a Jaeger of version 1
	}
	if err != nil {
		return Answer{}, err
	}
	foreign := foreignIn(a, q)
	if foreign == 0 {
		return a, nil
	}
	v1, err := j.findV1(ctx, q)
	if err != nil {
		a.Warnings = append(a.Warnings, "this Jaeger ignores attribute filters, so traces may be missing: update it to 2.19 or later")
		return a, nil //nolint:nilerr // what was found is an answer; the warning says what is missing
	}
	v1.Foreign += foreign
	return v1, nil
}

// foreignIn counts the traces of a that the filter should have left out.
func foreignIn(a Answer, q Query) int {
	n := 0
	for _, t := range a.Traces {
		if !q.Holds(t) {
			n++
		}
	}
	return n
}

// filters returns the attribute filters that together find every pseudonym.
// Members of one filter must all match, so each has one. The most usual
// attributes come first: there may be too many to ask for all.
func (q Query) filters() []map[string]string {
	if len(q.Pseudonyms) == 0 {
		return []map[string]string{nil}
	}
	var out []map[string]string
	for _, a := range q.Attributes {
		for _, p := range q.Pseudonyms {
			out = append(out, map[string]string{a: p})
		}
	}
	return out
}

func (j *jaeger) findV3(ctx context.Context, q Query) (Answer, error) {
	var out Answer
	set := summary.New(q.Domain)
	filters := q.filters()
	if len(filters) > jaegerRequests {
		filters = filters[:jaegerRequests]
		out.Warnings = append(out.Warnings, "too many keys and attributes to ask for all: narrow the window")
	}
	for _, filter := range filters {
		before := set.Len()
		if err := j.askV3(ctx, q, filter, set); err != nil {
			return Answer{}, err
		}
		if set.Len()-before >= q.Limit {
			out.Truncated = true
		}
		// One foreign trace says it all: more of the same would only cost.
		if out.Traces = set.Traces(); foreignIn(out, q) > 0 {
			return out, nil
		}
	}
	return out, nil
}

func (j *jaeger) askV3(ctx context.Context, q Query, filter map[string]string, set *summary.Set) error {
	query := url.Values{
		"query.start_time_min": {q.From.UTC().Format(time.RFC3339Nano)},
		"query.start_time_max": {q.To.UTC().Format(time.RFC3339Nano)},
		"query.num_traces":     {strconv.Itoa(q.Limit)},
	}
	if q.Service != "" {
		query.Set("query.service_name", q.Service)
	}
	if q.MinDuration > 0 {
		query.Set("query.duration_min", q.MinDuration.String())
	}
	if filter != nil {
		query.Set("query.attributes", mustJSON(filter))
	}
	body, status, err := j.client.get(ctx, "/api/v3/traces", query)
	switch {
	case err != nil:
		return err
	case status == http.StatusNotFound && isNoTraces(body):
		return nil
	case status != http.StatusOK:
		return refused(status)
	}
	return addV3(body, set)
}

// isNoTraces tells "No traces found" from a server that has no API v3.
func isNoTraces(body []byte) bool {
	var answer struct {
		Error struct {
			HTTPCode int `json:"httpCode"`
		} `json:"error"`
	}
	return json.Unmarshal(body, &answer) == nil && answer.Error.HTTPCode == http.StatusNotFound
}

// addV3 reads a stream of one or more results.
func addV3(body []byte, set *summary.Set) error {
	in := json.NewDecoder(bytes.NewReader(body))
	for {
		var answer struct {
			Result json.RawMessage `json:"result"`
		}
		err := in.Decode(&answer)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || answer.Result == nil {
			return garbage("traces")
		}
		td, err := decodeOTLP(answer.Result)
		if err != nil {
			return err
		}
		set.Add(td, nil)
	}
}

// findV1 asks each service, since API v1 has no search over all of them.
func (j *jaeger) findV1(ctx context.Context, q Query) (Answer, error) {
	services := []string{q.Service}
	if q.Service == "" {
		var err error
		if services, err = j.services(ctx); err != nil {
			return Answer{}, err
		}
	}
	var out Answer
	set := summary.New(q.Domain)
	asked, failed, left := 0, 0, false
	for _, filter := range q.filters() {
		for _, s := range services {
			if left = asked == jaegerRequests; left {
				break
			}
			asked++
			full, err := j.askV1(ctx, q, s, filter, set)
			if passing(err) {
				return Answer{}, err
			}
			if err != nil {
				failed++
			}
			out.Truncated = out.Truncated || full
		}
	}
	if failed > 0 {
		if failed == asked {
			return Answer{}, refused(http.StatusInternalServerError)
		}
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d of %d requests failed, so traces may be missing", failed, asked))
	}
	if left {
		out.Warnings = append(out.Warnings, "too many services, keys and attributes to ask for all: name a service or narrow the window")
	}
	out.Traces = set.Traces()
	return out, nil
}

func (j *jaeger) services(ctx context.Context) ([]string, error) {
	body, status, err := j.client.get(ctx, "/api/services", nil)
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, refused(status)
	}
	var answer struct {
		Data []string `json:"data"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, garbage("services")
	}
	return answer.Data, nil
}

// askV1 reports whether the answer was as long as the limit.
func (j *jaeger) askV1(ctx context.Context, q Query, service string, filter map[string]string, set *summary.Set) (full bool, err error) {
	query := url.Values{
		"service": {service},
		"start":   {strconv.FormatInt(q.From.UnixMicro(), 10)},
		"end":     {strconv.FormatInt(q.To.UnixMicro(), 10)},
		"limit":   {strconv.Itoa(q.Limit)},
	}
	if filter != nil {
		query.Set("tags", mustJSON(filter))
	}
	if q.MinDuration > 0 {
		query.Set("minDuration", q.MinDuration.String())
	}
	body, status, err := j.client.get(ctx, "/api/traces", query)
	if err != nil {
		return false, err
	}
	if status != http.StatusOK {
		return false, refused(status)
	}
	n, err := addV1(body, set)
	return n >= q.Limit, err
}

// JaegerQuery returns the search terms for Jaeger's own page, one of which
// fits at a time.
func JaegerQuery(q Query) []string {
	var out []string
	for _, f := range q.filters() {
		if f != nil {
			out = append(out, mustJSON(f))
		}
	}
	return out
}

// mustJSON encodes strings, which cannot fail.
func mustJSON(m map[string]string) string {
	text, err := json.Marshal(m)
	if err != nil {
		return "{}"
	}
	return string(text)
}
