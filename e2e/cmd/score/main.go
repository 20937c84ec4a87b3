// Command score measures detection: it runs the built distribution, lets the
// scorer of a labeled corpus send its cases through, and fails if a figure is
// below thresholds.json. `make score` calls it.
//
// The corpus is no part of the project. Its folder holds visible.jsonl and
// score.py, which needs Python 3.
package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
)

// timeout bounds all runs together.
const timeout = 30 * time.Minute

//go:embed thresholds.json
var thresholds []byte

func main() {
	root := flag.String("root", "..", "the repository")
	corpus := flag.String("corpus", os.Getenv("PRIVACY_CORPUS"), "folder of the corpus; default: $PRIVACY_CORPUS or ../shared/corpus beside the repository")
	reports := flag.String("reports", "", "folder for reports and failures; default: run/score in the repository")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	s := scorer{root: *root, corpus: *corpus, reports: *reports}
	if s.corpus == "" {
		s.corpus = filepath.Join(s.root, "..", "shared", "corpus")
	}
	if s.reports == "" {
		s.reports = filepath.Join(s.root, "run", "score")
	}
	if err := s.all(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "score:", err)
		stop()
		os.Exit(1) //nolint:gocritic // both contexts are of no use to a process that ends
	}
}

type scorer struct{ root, corpus, reports string }

// all makes every run of thresholds.json, also after one has failed.
func (s scorer) all(ctx context.Context) error {
	var runs []run
	if err := json.Unmarshal(thresholds, &runs); err != nil {
		return fmt.Errorf("read thresholds: %w", err)
	}
	if _, err := os.Stat(filepath.Join(s.corpus, "score.py")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no corpus in %s: say where it is with PRIVACY_CORPUS", s.corpus)
	}
	if err := os.MkdirAll(s.reports, 0o750); err != nil {
		return fmt.Errorf("make report folder: %w", err)
	}
	var low []error
	for _, r := range runs {
		fmt.Printf("\n== %s (level: %s)\n", r.Name, r.Level)
		rep, err := s.measure(ctx, r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
		low = append(low, r.check(rep))
	}
	return errors.Join(low...)
}

// measure sends the cases through a collector of its own.
func (s scorer) measure(ctx context.Context, r run) (*report, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	base := filepath.Join(s.reports, r.Name)
	output := base + ".traces.jsonl"
	c, err := collector.Start(ctx, collector.Settings{
		Binary: filepath.Join(s.root, "dist", "otelcol-privacy"),
		Configs: []string{
			filepath.Join(s.root, "examples", "minimal", "collector.yaml"),
			"yaml:service::telemetry::metrics::level: none",
			"yaml:processors::privacy::level: " + r.Level,
		},
		Env: []string{"PRIVACY_KEY_K1=hex:" + hex.EncodeToString(secret), "OUTPUT=" + output},
	})
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.Stop() }()

	args := append([]string{
		filepath.Join(s.corpus, "score.py"), "--cases", filepath.Join(s.corpus, "visible.jsonl"),
		"--url", "http://" + c.HTTP, "--out", output, "--json", base + ".json", "--failures", base + ".failures.jsonl",
	}, r.Args...)
	score := exec.CommandContext(ctx, "python3", args...) //nolint:gosec // the developer's own corpus
	score.Stdout, score.Stderr = os.Stdout, os.Stderr
	if err := score.Run(); err != nil {
		return nil, fmt.Errorf("run score.py: %w", err)
	}
	data, err := os.ReadFile(base + ".json")
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	var rep report
	if err := json.Unmarshal(data, &rep); err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	return &rep, nil
}

// A run is one entry of thresholds.json: the least that each figure may be.
type run struct {
	Name     string
	Level    string
	Args     []string           // for score.py
	Headline map[string]float64 // by name in the report
	Kinds    map[string]float64 // recall by kind
	Carriers map[string]float64 // recall by encoding or carrier
	Kept     float64            // harmless part that is kept beside findings
}

// A report is the part of score.py's report that has thresholds.
type report struct {
	Missing   int
	Headline  map[string]float64
	Kinds     map[string]figure
	Encodings map[string]figure
}

type figure struct {
	N           int
	Recall      float64
	ContextKept *float64 `json:"context_kept"`
}

// kept is the harmless part that is kept beside findings, the mean over all cases.
func (r *report) kept() (share float64, ok bool) {
	n := 0
	for _, f := range r.Kinds {
		if f.ContextKept != nil {
			share += *f.ContextKept * float64(f.N)
			n += f.N
		}
	}
	return share / float64(max(n, 1)), n > 0
}

func (r run) check(rep *report) error {
	var low []error
	least := func(what string, want, got float64, measured bool) {
		switch {
		case !measured:
			low = append(low, fmt.Errorf("%s: %s was not measured", r.Name, what))
		case got < want:
			low = append(low, fmt.Errorf("%s: %s is %s, must be at least %s", r.Name, what, decimal(got), decimal(want)))
		}
	}
	if rep.Missing > 0 {
		low = append(low, fmt.Errorf("%s: %d cases did not come back", r.Name, rep.Missing))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Headline)) {
		got, ok := rep.Headline[name]
		least(name, r.Headline[name], got, ok)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Kinds)) {
		got, ok := rep.Kinds[name]
		least("recall of "+name, r.Kinds[name], got.Recall, ok)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Carriers)) {
		got, ok := rep.Encodings[name]
		least("recall in "+name, r.Carriers[name], got.Recall, ok)
	}
	if r.Kept > 0 {
		got, ok := rep.kept()
		least("harmless part kept beside findings", r.Kept, got, ok)
	}
	return errors.Join(low...)
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 4, 64) }
