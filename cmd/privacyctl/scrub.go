package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
	"github.com/otel-privacy/privacyprocessor/internal/scrub"
)

// scrubFlags are the choices of `privacyctl scrub`.
type scrubFlags struct {
	processor *processorFlags
	input     string
	output    string
	workers   int
}

func newScrub() *cobra.Command {
	f := &scrubFlags{}
	c := &cobra.Command{
		Use:   "scrub --config collector.yaml [--input FILE] [--output FILE]",
		Short: "Send stored telemetry through a policy",
		Long: `Scrub sends files of OTLP telemetry through the processor as the collector's own
configuration configures it: to sanitize stored traces anew after a change of the
policy, or to share traces safely.

It reads JSON, JSON lines and length-delimited protobuf as the file exporter
writes it, packed by gzip or zstd or not; which one it is, is told by the
content. It writes the same form, in the same order, one record at a time. The
output takes its final name only when it is complete: a truncated or corrupt
record stops the run and leaves whatever stood under that name as it was. Each
record is one batch, as it was for the collector that wrote it.`,
		Example: `  privacyctl scrub --config collector.yaml --input traces.jsonl --output scrubbed.jsonl
  kubectl logs deploy/collector | privacyctl scrub --config collector.yaml > scrubbed.jsonl
  privacyctl scrub --config collector.yaml --input traces.jsonl.gz --output traces.jsonl.gz`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	f.processor = addProcessorFlags(c)
	c.Flags().StringVar(&f.input, "input", "-", "`file` to read; - is standard input")
	c.Flags().StringVar(&f.output, "output", "-", "`file` to write; - is standard output; may be the input file")
	c.Flags().IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "`number` of records to process at a time")
	_ = c.MarkFlagRequired("config")
	return c
}

func (f *scrubFlags) run(c *cobra.Command) error {
	if f.workers < 1 {
		return misuse(fmt.Errorf("--workers must be at least 1, got %d", f.workers))
	}
	// An interrupt ends the run like an error: nothing half-written stays.
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second one ends the program at once, should the first wait for input.
	context.AfterFunc(ctx, stop)
	p, err := f.processor.start(ctx, c.ErrOrStderr())
	if err != nil {
		return err
	}
	defer func() { _ = p.Shutdown(context.WithoutCancel(ctx)) }()
	in, size, err := f.open(c)
	if err != nil {
		return misuse(err)
	}
	defer in.Close()
	out, err := f.create(c)
	if err != nil {
		return misuse(fmt.Errorf("write output: %w", err))
	}
	defer out.Abort()
	records, read, err := f.scrub(ctx, c, p, in, size, out)
	switch {
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted")
	case err != nil:
		return err
	}
	if err := out.Commit(); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	if f.output != "-" {
		fmt.Fprintf(c.ErrOrStderr(), "scrubbed %d records, %d bytes\n", records, read)
	}
	warnFailedClosed(c, p.FailedClosed())
	return nil
}

// failClosedHints say what to do about the reasons that a configuration causes.
var failClosedHints = map[string]string{
	string(policy.ReasonNoKey): "no key of the ring was in force at the time of their records: see active_from in privacyctl keys list",
	"no_tenant":                "their records name no tenant, or one that is not allowed",
}

// warnFailedClosed tells that placeholders stand where pseudonyms were to be:
// in a file nobody would see it before the first search for one.
func warnFailedClosed(c *cobra.Command, byReason map[string]int64) {
	for _, reason := range slices.Sorted(maps.Keys(byReason)) {
		warn(c, fmt.Sprintf("values masked because they could not be judged (%s): %d", reason, byReason[reason]), failClosedHints[reason])
	}
}

// scrub does the work between an open input and an open output.
func (f *scrubFlags) scrub(ctx context.Context, c *cobra.Command, p scrub.Processor, in io.Reader, size int64, out io.Writer) (records int, read int64, err error) {
	reader, err := otlpfile.NewReader(f.name(), in)
	if err != nil {
		return 0, 0, err
	}
	defer reader.Close()
	writer, err := otlpfile.NewWriter(out, reader.Format())
	if err != nil {
		return 0, 0, err
	}
	show := progress(c, size)
	records, err = scrub.Run(ctx, f.name(), reader, p, writer, scrub.Settings{
		Workers: f.workers, Encoding: reader.Format().Encoding, Done: func() { show.set(reader.Consumed()) },
	})
	show.clear()
	if err != nil {
		return records, 0, err
	}
	return records, reader.Consumed(), writer.Close()
}

// name is the input in messages.
func (f *scrubFlags) name() string {
	if f.input == "-" {
		return "standard input"
	}
	return f.input
}

// open returns the input and its size, -1 if that is not known.
func (f *scrubFlags) open(c *cobra.Command) (io.ReadCloser, int64, error) {
	if f.input == "-" {
		return io.NopCloser(c.InOrStdin()), -1, nil
	}
	file, err := os.Open(f.input)
	if err != nil {
		return nil, 0, fmt.Errorf("read input: %w", err)
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, 0, errors.Join(err, file.Close())
	case info.IsDir():
		return nil, 0, errors.Join(fmt.Errorf("--input must be a file, got the folder %s", f.input), file.Close())
	case !info.Mode().IsRegular():
		return file, -1, nil
	}
	return file, info.Size(), nil
}

// output is where the scrubbed file goes.
type output interface {
	io.Writer
	Commit() error
	Abort()
}

// stream is an output that has no name to protect.
type stream struct{ io.Writer }

func (stream) Commit() error { return nil }
func (stream) Abort()        {}

func (f *scrubFlags) create(c *cobra.Command) (output, error) {
	if f.output == "-" {
		return stream{c.OutOrStdout()}, nil
	}
	// Through a link, the file that it leads to is written, not the link.
	name := f.output
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	return otlpfile.CreateBeside(name)
}

// meter shows on a terminal how far the input was read.
type meter struct{ bar *progressbar.ProgressBar }

// meterInterval is how often the screen is written.
const meterInterval = 100 * time.Millisecond

func progress(c *cobra.Command, size int64) meter {
	screen, ok := c.ErrOrStderr().(*os.File)
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		return meter{}
	}
	return meter{progressbar.NewOptions64(size,
		progressbar.OptionSetWriter(screen),
		progressbar.OptionSetDescription("scrubbing"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(meterInterval),
		progressbar.OptionClearOnFinish(),
	)}
}

func (m meter) set(n int64) {
	if m.bar != nil {
		_ = m.bar.Set64(n)
	}
}

func (m meter) clear() {
	if m.bar != nil {
		_ = m.bar.Clear()
	}
}
