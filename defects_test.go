package privacyprocessor

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

// TestPseudonymsAreTakenForNothingElse makes 20,000 pseudonyms: all differ, and
// no detector, that of card numbers above all, finds anything in one of them,
// wherever it stands. Of as many digests in hexadecimal, hundreds would be
// taken for cards.
func TestPseudonymsAreTakenForNothingElse(t *testing.T) {
	const users = 20_000
	p := start(t, confmap.New(), processortest.NewNopSettings(metadata.Type))
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range users {
		span := spans.AppendEmpty()
		span.SetTraceID([16]byte{1, byte(i >> 16), byte(i >> 8), byte(i)})
		if i%2 == 0 {
			span.Attributes().PutInt("user.id", int64(i))
		} else {
			span.Attributes().PutStr("user.id", strconv.Itoa(i))
		}
	}
	seen := make(map[string]bool, users)
	for _, span := range p.sanitize(t, td).ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		id, _ := span.Attributes().Get("user.id")
		require.True(t, strings.HasPrefix(id.Str(), "user_k1_"), id.Str())
		seen[id.Str()] = true
	}
	require.Len(t, seen, users, "two users share a pseudonym")

	again := ptrace.NewTraces()
	spans = again.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for pseudonym := range seen {
		span := spans.AppendEmpty()
		span.SetName("GET /users/" + pseudonym)
		span.Attributes().PutStr("user.id", pseudonym)
		span.Attributes().PutStr("note", "card or token? "+pseudonym+", neither")
	}
	before := wire(t, again)
	require.Equal(t, before, wire(t, p.sanitize(t, again)), "a pseudonym was taken for something else")
}

// TestTextThatIsNoSQLLeavesNothing shows that a query text which cannot be read
// does not pass as it came.
func TestTextThatIsNoSQLLeavesNothing(t *testing.T) {
	p := start(t, confmap.New(), processortest.NewNopSettings(metadata.Type))
	for _, text := range []string{
		"select * from users where name = 'Quetzal77Blue",
		`select "a" 'b' $q$ Quetzal77Blue`,
		"/* Quetzal77Blue",
		"{'find': 'users', 'filter': {'name': 'Quetzal77Blue'",
		"INSERT INTO t VALUES ('x\\', 'Quetzal77Blue')",
	} {
		td := ptrace.NewTraces()
		span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.Attributes().PutStr("db.query.text", text)
		out := string(wire(t, p.sanitize(t, td)))
		if strings.Contains(out, "Quetzal77Blue") {
			got, _ := span.Attributes().Get("db.query.text")
			t.Errorf("%q became %q", text, got.Str())
		}
	}
}
