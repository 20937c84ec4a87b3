// Package workload makes the traces that the benchmarks run on: the same spans
// from the same seed, shaped after the semantic conventions. Start with [Traces].
package workload

import (
	"fmt"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Variant says how much of the workload has something to hide.
type Variant string

// The three variants of every table.
const (
	// Clean holds nothing to replace: its identifiers are pseudonyms already,
	// as a gateway behind agents sees them.
	Clean Variant = "clean"
	// Normal holds raw user, account and session IDs on every span, an email on
	// 2 % and a secret on 1 % of the spans.
	Normal Variant = "normal"
	// Dirty holds ten times the emails and secrets of Normal.
	Dirty Variant = "dirty"
)

// Variants lists all variants in the order of the tables.
var Variants = []Variant{Clean, Normal, Dirty}

// Settings shapes a batch. The zero value of a field means its default.
type Settings struct {
	Variant   Variant
	Spans     int     // 512
	Resources int     // 8
	Users     int     // distinct users, 200
	Trace     int     // spans of a trace, which are one user's, 16
	Dirt      float64 // share of spans with an email; half of it with a secret; by Variant
	Seed      uint64
}

func (s Settings) withDefaults() Settings {
	if s.Variant == "" {
		s.Variant = Normal
	}
	if s.Spans == 0 {
		s.Spans = 512
	}
	if s.Resources == 0 {
		s.Resources = 8
	}
	if s.Users == 0 {
		s.Users = 200
	}
	if s.Trace == 0 {
		s.Trace = 16 // what a request through three services leaves
	}
	if s.Dirt == 0 {
		s.Dirt = map[Variant]float64{Clean: 0, Normal: 0.02, Dirty: 0.2}[s.Variant]
	}
	return s
}

// Traces returns one batch. Equal settings give equal batches.
func Traces(s Settings) ptrace.Traces {
	s = s.withDefaults()
	g := &generator{Settings: s, rand: rand.New(rand.NewPCG(s.Seed, 1))} //nolint:gosec // a workload wants repeatable numbers, not secret ones.
	td := ptrace.NewTraces()
	td.ResourceSpans().EnsureCapacity(s.Resources)
	scopes := make([]ptrace.ScopeSpans, s.Resources)
	for i := range scopes {
		rs := td.ResourceSpans().AppendEmpty()
		g.resource(rs.Resource().Attributes(), i)
		scopes[i] = rs.ScopeSpans().AppendEmpty()
		scopes[i].Scope().SetName("go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp")
		scopes[i].Scope().SetVersion("0.70.0")
	}
	for i := range s.Spans {
		if i%s.Trace == 0 {
			g.newTrace()
		}
		g.span(scopes[i%s.Resources].Spans().AppendEmpty(), i)
	}
	return td
}

type generator struct {
	Settings
	rand    *rand.Rand
	trace   pcommon.TraceID
	user    string
	account string
	session string
}

func (g *generator) newTrace() {
	for i := range g.trace {
		g.trace[i] = byte(g.rand.UintN(256))
	}
	n := g.rand.IntN(g.Users)
	if g.Variant == Clean {
		g.user = "user_k1_" + body(n, "lhfin5bga4by6bin2xpgu7mzp4")
		g.account = "account_k1_" + body(n, "dzj667htl7smxo2jeymlqexmp4")
		g.session = "session_k1_" + body(n, "j6gubirlo5re7ativh5axngfla")
		return
	}
	g.user = fmt.Sprintf("usr_%08x", uint32(n)*2654435761)
	g.account = fmt.Sprintf("acct_%08x", uint32(n/3)*2246822519)
	g.session = fmt.Sprintf("sess_%016x", g.rand.Uint64())
}

// body varies a pseudonym's body with n. Its last letter stands for the last two
// bits only: a changed one would be no pseudonym.
func body(n int, from string) string {
	b := []byte(from)
	for i := len(b) - 2; n > 0; i-- {
		b[i] = byte('a' + n%26)
		n /= 26
	}
	return string(b)
}

// hit is true for the given share of calls.
func (g *generator) hit(share float64) bool { return g.rand.Float64() < share }

var start = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func (g *generator) span(sp ptrace.Span, i int) {
	sp.SetTraceID(g.trace)
	sp.SetSpanID([8]byte{byte(i >> 8), byte(i), 1, 2, 3, 4, 5, 6})
	if i%g.Trace > 0 {
		sp.SetParentSpanID([8]byte{byte((i - 1) >> 8), byte(i - 1), 1, 2, 3, 4, 5, 6})
	}
	at := start.Add(time.Duration(i) * time.Millisecond)
	sp.SetStartTimestamp(pcommon.NewTimestampFromTime(at))
	sp.SetEndTimestamp(pcommon.NewTimestampFromTime(at.Add(23 * time.Millisecond)))
	switch i % 4 {
	case 0:
		g.server(sp)
	case 1:
		g.client(sp)
	case 2:
		g.database(sp)
	default:
		g.internal(sp)
	}
	attrs := sp.Attributes()
	attrs.PutStr("user.id", g.user)
	attrs.PutStr("session.id", g.session)
	attrs.PutStr("user.tier", "enterprise")
	if g.hit(0.1) {
		g.exception(sp)
	}
	if g.hit(0.1) {
		link := sp.Links().AppendEmpty()
		link.SetTraceID(g.trace)
		link.SetSpanID([8]byte{9, 9, 9, 9, 9, 9, 9, 9})
		link.Attributes().PutStr("messaging.operation.type", "receive")
	}
	if g.hit(g.Dirt) {
		attrs.PutStr("app.note", fmt.Sprintf("confirmation sent to jane.doe%d@example.com by worker 7", g.rand.IntN(1000)))
	}
	if g.hit(g.Dirt / 2) {
		attrs.PutStr("app.debug", "retry with api_key="+g.secret()+" after 3 attempts")
	}
}
