package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestPolicyScripts runs testdata/policy/*.txtar: the commands about policies
// and telemetry files, with their exit codes.
func TestPolicyScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/policy",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			// The secret of every configuration here; it guards nothing.
			env.Setenv("PRIVACY_KEY_K1", "hex:6e1c97d0b0a4f35a8c2de1f9450b7733fa918c64de0275b1a8f46390c7d25e1b")
			servePages(env)
			return nil
		},
	})
}

// servePages serves a collector's metrics page as $PAGE, and one that has no
// metrics of ours as $OTHER.
func servePages(env *testscript.Env) {
	mux := http.NewServeMux()
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "../../internal/report/testdata/page.txt")
	})
	mux.HandleFunc("/other", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "otelcol_process_uptime 1\n")
	})
	server := httptest.NewServer(mux)
	env.Defer(server.Close)
	env.Setenv("PAGE", server.URL+"/metrics")
	env.Setenv("OTHER", server.URL+"/other")
}

// exits fails if a command ends with another code: exits 2 privacyctl check.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%v ends with %d, want %d", args[1:], got, want)
	}
}
