package privacyprocessor

import (
	"bufio"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

// TestSignals runs the logs and metrics that real SDKs made through the
// processor with nothing but a keyring configured: no planted value is left, a
// second pass changes nothing, and a user has one pseudonym in both signals.
func TestSignals(t *testing.T) {
	recordings, err := filepath.Glob("testdata/signals-*")
	require.NoError(t, err)
	require.NotEmpty(t, recordings)
	for _, dir := range recordings {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var want planted
			require.NoError(t, json.NewDecoder(unpacked(t, filepath.Join(dir, "planted.json.gz"))).Decode(&want))
			var before, after strings.Builder
			texts := make(map[string]bool)
			for signal, begin := range map[string]func(*testing.T, *confmap.Conf) rewriter{"logs": startLogs, "metrics": startMetrics} {
				rewrite := begin(t, confmap.New())
				lines := bufio.NewScanner(unpacked(t, filepath.Join(dir, signal+".jsonl.gz")))
				lines.Buffer(nil, 16<<20)
				for lines.Scan() {
					before.Write(lines.Bytes())
					got := rewrite(t, lines.Bytes())
					after.Write(got)
					for _, text := range saidIn(t, got) {
						undo(text, texts, 3)
					}
					require.Equal(t, string(got), string(rewrite(t, got)), "a second pass changes the output")
				}
				require.NoError(t, lines.Err())
			}
			checkPlanted(t, want, before.String(), texts)
			require.Len(t, pseudonymsOf(after.String()), users(want))
		})
	}
}

// checkPlanted fails for each form of a planted value that is left in texts,
// and for one that never was in the recording: it would prove nothing.
func checkPlanted(t *testing.T, want planted, before string, texts map[string]bool) {
	t.Helper()
	var all strings.Builder
	for text := range texts {
		all.WriteString(text + "\x00")
	}
	for _, v := range want.Values {
		for _, f := range v.Forms {
			if f.Form == "raw" && !strings.Contains(before, f.Text) {
				t.Errorf("%s %q was never in the recording", v.Class, f.Text)
			}
			if strings.Contains(all.String(), f.Text) {
				t.Errorf("%s %s, form %s, is left: %q", v.Scope, v.Class, f.Form, f.Text)
			}
		}
	}
	for _, text := range want.MustSurvive {
		if !strings.Contains(all.String(), text) {
			t.Errorf("%q must survive", text)
		}
	}
}

func users(want planted) (n int) {
	for _, v := range want.Values {
		if v.Class == "user_id" {
			n++
		}
	}
	return n
}

var userAttribute = regexp.MustCompile(`"key": "user\.id",\s+"value": \{\s+"stringValue": "(user_k1_[a-z2-7]{26})"`)

// pseudonymsOf are the different values of user.id in a text of OTLP JSON.
func pseudonymsOf(text string) map[string]bool {
	found := make(map[string]bool)
	for _, match := range userAttribute.FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
	return found
}
