package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

const (
	exitFailed  = 1
	exitMisused = 2
)

// hintError is an error with the advice what to do about it.
type hintError struct {
	error
	hint string
}

func (e *hintError) Unwrap() error { return e.error }

func hint(err error, format string, args ...any) error {
	return &hintError{err, fmt.Sprintf(format, args...)}
}

// misuseError is a call that the command does not understand.
type misuseError struct{ error }

func (e *misuseError) Unwrap() error { return e.error }

func misuse(err error) error { return &misuseError{err} }

// report prints err the one way all commands do and returns the exit code.
func report(w io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintf(w, "privacyctl: %v\n", err)
	if h := (*hintError)(nil); errors.As(err, &h) {
		printHint(w, h.hint)
	}
	if m := (*misuseError)(nil); errors.As(err, &m) {
		return exitMisused
	}
	return exitFailed
}

// warn prints what does not stop a command, and a hint if there is one.
func warn(c *cobra.Command, message, hint string) {
	fmt.Fprintf(c.ErrOrStderr(), "privacyctl: warning: %s\n", message)
	if hint != "" {
		printHint(c.ErrOrStderr(), hint)
	}
}

func printHint(w io.Writer, hint string) { fmt.Fprintf(w, "privacyctl: hint: %s\n", hint) }

// newGroup is a command that only holds others: without a subcommand it shows
// its help, with an unknown one it fails.
func newGroup(use, short string) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		// Cobra sets this only on its own path to an unknown command.
		SuggestionsMinimumDistance: 2,
		Args:                       cobra.ArbitraryArgs, // judged below, so that the error is ours
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			err := fmt.Errorf("there is no command %q", c.CommandPath()+" "+args[0])
			if like := c.SuggestionsFor(args[0]); len(like) > 0 {
				return misuse(hint(err, "did you mean %s?", strings.Join(like, " or ")))
			}
			return misuse(hint(err, "see %s --help", c.CommandPath()))
		},
	}
}
