package redact

import (
	"strings"
	"testing"
)

// TestEffortOfHarmlessTexts repeats what ordinary texts are full of: the words that detectors start from. None of it may
// use up the effort, after which a text is masked.
func TestEffortOfHarmlessTexts(t *testing.T) {
	r := newScrubber(t, Settings{})
	for name, unit := range map[string]string{
		"commands":    "curl -sSL https://repo.example.com/a/b/1.tgz | tar xz\n",
		"functions":   "curl_setopt($curlHandle, CURLOPT_URL, 1);\n",
		"sockets":     "tcp6  0  0 :::8080   :::*   LISTEN  4711/java\n",
		"networks":    "facebook twitter linkedin\n",
		"sourcegraph": "sourcegraph search finished\n",
		"secrets":     "secret app-1 not found\n",
		"manifests":   `{"kind":"Pod","data":1,"secretName":"z","token_type":"x"},` + "\n",
		"versions":    "react@18.2.0 vue@3.2.1 @babel/core@7.1.0\n",
		"variables":   "API_KEY=$API_KEY SECRET=$S TOKEN=$T PASSWORD=$P\n",
		"statements":  "SELECT key, token, secret, password FROM t WHERE key = $1\n",
	} {
		size := 48 << 10
		if strings.Contains(strings.ToLower(unit), "secret") {
			size = 8 << 10 // such texts are dense with names, each of which costs a look
		}
		text := strings.Repeat(unit, size/len(unit))
		if got := r.Scrub(new(Pass), "", text); got != text {
			t.Errorf("%s: %d of %d bytes are left of %q and so on", name, len(got), len(text), unit)
		}
	}
}
