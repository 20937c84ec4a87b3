package policy

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

const (
	// maxUnnamed bounds how many attribute keys are told of, ever: what comes
	// after them is not news but an attack, or a program that makes up keys.
	maxUnnamed = 256
	// maxUnnamedKey is the longest key that is told of, in bytes.
	maxUnnamedKey = 128
)

// unnamed collects the attribute keys that nothing in the policy names. It is
// only asked when a decision is applied for the first time.
type unnamed struct {
	fresh atomic.Bool // there is something to take
	full  atomic.Bool // nothing is told of any more
	mu    sync.Mutex
	seen  map[string]bool
	list  []string
}

// note remembers key, once. It must be clean.
func (u *unnamed) note(key string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.seen[key] || u.full.Load() {
		return
	}
	if u.seen == nil {
		u.seen = make(map[string]bool)
	}
	key = strings.Clone(key)
	u.seen[key] = true
	u.list = append(u.list, key)
	u.fresh.Store(true)
	u.full.Store(len(u.seen) == maxUnnamed)
}

// Unnamed returns the attribute keys that nothing in the policy names and that
// it has not returned before: at most 256 in the life of a policy, and only keys
// in which no detector finds anything. Without news it is a load of one flag.
func (p *Policy) Unnamed() []string {
	if !p.unnamed.fresh.Load() {
		return nil
	}
	p.unnamed.mu.Lock()
	defer p.unnamed.mu.Unlock()
	list := p.unnamed.list
	p.unnamed.list = nil
	p.unnamed.fresh.Store(false)
	return list
}

// noteUnnamed notes the key that d is about, which nothing names, unless
// something is found in it: a detector's finding or an identifier of the trace.
// Digits are folded, so that keys with a number inside are told of once.
func (s *Session) noteUnnamed(d *Decision, key string) {
	if d.told.Swap(true) || len(key) > maxUnnamedKey || s.policy.unnamed.full.Load() {
		return
	}
	uncounted := redact.Pass{Known: s.pass.Known} // nothing is replaced here
	if s.policy.scrubber.Scrub(&uncounted, "", key) != key {
		return
	}
	s.policy.unnamed.note(strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return '#'
		}
		return r
	}, key))
}

// Clean tells whether no detector finds anything in text.
func (p *Policy) Clean(text string) bool { return p.scrubber.Scrub(nil, "", text) == text }
