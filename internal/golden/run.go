// Package golden runs a policy over recorded telemetry and holds what comes out
// against what was expected, field by field.
//
// A case is a folder:
//
//	input.json       telemetry: JSON, JSON lines (.jsonl) or protobuf (.binpb)
//	expected.json    what must come out, in the same form
//	config.yaml      a configuration of its own (optional)
//	forbidden.txt    texts that must not come out, one a line (optional)
//	allowed.txt      texts that may, although the policy removes them somewhere (optional)
//
// Start with [Find] and [Run]. Beside the comparison, each run asserts that
// nothing leaks: what the policy replaced somewhere in the input must stand
// nowhere in the output, in no encoding, whatever the expected file says.
package golden

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Processor is what a case is sent through.
type Processor interface {
	Apply(ctx context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error)
}

// Settings are the choices of a run.
type Settings struct {
	// Update writes what came out as what is expected.
	Update bool
	// Classified says whether a rule names the attribute key. Nil: not asked.
	Classified func(attributeKey string) bool
}

// Result is the outcome of one case. It passed if all of it is empty.
type Result struct {
	Case         Case
	Err          error
	Diffs        []Diff
	Leaks        []Leak
	Unclassified []string
	Order        bool   // the fields are right, their order is not
	OtherKey     string // ID of the key if nothing differs but the pseudonyms that it made, all of them
	Updated      bool   // the expected file was written anew
	Duration     time.Duration
}

// Passed says that the case is as it should be.
func (r *Result) Passed() bool {
	return r.Err == nil && len(r.Diffs) == 0 && len(r.Leaks) == 0 && len(r.Unclassified) == 0 && !r.Order
}

// Run sends the input of a case through p.
func Run(ctx context.Context, c Case, p Processor, s Settings) (r Result) {
	start := time.Now()
	r.Case = c
	defer func() { r.Duration = time.Since(start) }()
	input, format, err := readAll(c.Input)
	if err != nil {
		r.Err = fmt.Errorf("read input: %w", err)
		return r
	}
	before, err := flattenAll(input)
	if err != nil {
		r.Err = err
		return r
	}
	output := make([]otlpfile.Telemetry, len(input))
	for i, t := range input {
		if output[i], err = p.Apply(ctx, t); err != nil {
			r.Err = fmt.Errorf("record %d: %w", i+1, err)
			return r
		}
	}
	after, err := flattenAll(output)
	if err != nil {
		r.Err = err
		return r
	}
	texts := without(Replaced(before, after), c.Allowed)
	r.Leaks = findLeaks(append(texts, c.Forbidden...), after)
	r.Unclassified = unclassified(before, s.Classified)
	if s.Update && len(r.Leaks) == 0 {
		r.Updated, r.Err = update(c.Expected, format, output)
		return r
	}
	r.compare(before, after, output)
	return r
}

func flattenAll(records []otlpfile.Telemetry) ([]Field, error) {
	var all []Field
	for i, t := range records {
		fields, err := Flatten(i+1, t)
		if err != nil {
			return nil, err
		}
		all = append(all, fields...)
	}
	return all, nil
}

// compare holds the output against the expected file.
func (r *Result) compare(before, after []Field, output []otlpfile.Telemetry) {
	expected, _, err := readAll(r.Case.Expected)
	if errors.Is(err, os.ErrNotExist) {
		err = errors.New("the expected file is missing; --update writes it")
	}
	if err != nil {
		r.Err = err
		return
	}
	want, err := flattenAll(expected)
	if err != nil {
		r.Err = err
		return
	}
	r.Diffs = compare(before, want, after)
	r.OtherKey = otherKey(want, after, r.Diffs)
	if len(r.Diffs) == 0 {
		r.Order = !equal(expected, output)
	}
}

func equal(a, b []otlpfile.Telemetry) bool {
	return slices.EqualFunc(a, b, func(a, b otlpfile.Telemetry) bool {
		x, errA := a.Encode(otlpfile.Proto)
		y, errB := b.Encode(otlpfile.Proto)
		return errA == nil && errB == nil && a.Signal == b.Signal && bytes.Equal(x, y)
	})
}

// update writes the expected file unless it says the same already.
func update(path string, format otlpfile.Format, output []otlpfile.Telemetry) (bool, error) {
	if expected, _, err := readAll(path); err == nil && equal(expected, output) {
		return false, nil
	}
	return true, writeAll(path, format, output)
}

// unclassified are the attribute keys that no rule names.
func unclassified(fields []Field, classified func(string) bool) []string {
	if classified == nil {
		return nil
	}
	var keys []string
	for i := range fields {
		if key := fields[i].Attribute; key != "" && !slices.Contains(keys, key) && !classified(key) {
			keys = append(keys, key)
		}
	}
	return keys
}
