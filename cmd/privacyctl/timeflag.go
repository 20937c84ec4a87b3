package main

import (
	"errors"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/keyring"
)

// timeFlag is a time on the command line: as in a keyring file, or "now", or
// "+24h" or "-1h" for that much after or before now.
type timeFlag struct {
	text     string
	fixed    time.Time
	relative bool
	offset   time.Duration
}

func (f *timeFlag) String() string { return f.text }

func (f *timeFlag) Type() string { return "time" }

func (f *timeFlag) Set(text string) (err error) {
	*f = timeFlag{text: text}
	switch {
	case text == "now":
		f.relative = true
	case strings.HasPrefix(text, "+"), strings.HasPrefix(text, "-"):
		f.relative = true
		f.offset, err = time.ParseDuration(text)
	default:
		f.fixed, err = keyring.ParseTime(text)
	}
	if err != nil {
		return errors.New("must be a time such as 2026-01-01T00:00:00Z, with Z or an offset such as +02:00, a date such as 2026-01-01, now, +24h or -1h")
	}
	return nil
}

// at is the time meant, to the second; zero if the flag was not given.
func (f *timeFlag) at(now time.Time) time.Time {
	if f.relative {
		return now.Add(f.offset).UTC().Truncate(time.Second)
	}
	return f.fixed
}
