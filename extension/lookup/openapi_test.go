package lookup

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// TestOpenAPI holds what the handlers take and answer against the document that
// they serve.
func TestOpenAPI(t *testing.T) {
	r := start(t, files(t), nil)
	status, text := r.send(http.MethodGet, pathOpenAPI, "", nil, nil)
	require.Equal(t, http.StatusOK, status)
	schema := schemas(t, text)

	lookup := `{"domain":"user","id":70416177,"from":"` + dayFrom + `","to":"` + dayTo + `","status":"","service":"frontend","limit":3,"reason":"SHOP-14"}`
	failed := strings.Replace(lookupBody("H650-188620"), `"reason"`, `"status":"error","reason"`, 1)
	impact := `{"domain":"user","from":"` + dayFrom + `","to":"` + dayTo + `","min_duration_ms":1,"ids":["H650-188620",70416177],"reason":"SHOP-14"}`
	for _, c := range []struct {
		path, request, body, answer string
		status                      int
	}{
		{pathLookup, "LookupRequest", lookup, "LookupAnswer", http.StatusOK},
		{pathLookup, "LookupRequest", failed, "LookupAnswer", http.StatusOK},
		{pathLookup, "LookupRequest", lookupBody("nobody"), "LookupAnswer", http.StatusOK},
		{pathImpact, "ImpactRequest", impact, "ImpactAnswer", http.StatusOK},
		{pathLookup, "", `{}`, "Refusal", http.StatusBadRequest},
		{pathImpact, "", `{"domain":"user"}`, "Refusal", http.StatusBadRequest},
	} {
		if c.request != "" {
			require.NoError(t, schema(c.request, c.body), c.body)
		}
		status, text := r.post(c.path, c.body)
		require.Equal(t, c.status, status, text)
		require.NoError(t, schema(c.answer, text), text)
	}
	status, text = r.send(http.MethodGet, pathAudit+"?limit=5", "", nil, nil)
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, schema("AuditRecords", text), text)

	// What the document does not know, the handlers refuse, and the other way round.
	for _, bad := range []string{
		strings.Replace(lookup, `"limit":3`, `"limit":501`, 1),
		strings.Replace(lookup, `"limit":3`, `"limits":3`, 1),
		strings.Replace(lookup, `"status":""`, `"status":"broken"`, 1),
		strings.Replace(lookup, `"id":70416177,`, ``, 1),
		strings.Replace(lookup, `70416177`, `["70416177"]`, 1),
		strings.Replace(lookup, dayFrom, "yesterday", 1),
	} {
		require.Error(t, schema("LookupRequest", bad), bad)
		status, _ := r.post(pathLookup, bad)
		require.Equal(t, http.StatusBadRequest, status, bad)
	}
}

// schemas returns a function that checks a text against a schema of document.
func schemas(t *testing.T, document string) func(name, text string) error {
	t.Helper()
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("openapi.json", tree))
	return func(name, text string) error {
		s, err := c.Compile("openapi.json#/components/schemas/" + name)
		require.NoError(t, err)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
		if err != nil {
			return err
		}
		return s.Validate(value)
	}
}

// TestOpenAPIPaths finds every path of the document served, and no other method.
func TestOpenAPIPaths(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]any
	}
	require.NoError(t, json.Unmarshal(openAPI, &doc))
	require.Len(t, doc.Paths, 4)
	r := start(t, files(t), nil)
	for path, methods := range doc.Paths {
		for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			status, _ := r.send(m, path, "application/json", strings.NewReader("{}"), nil)
			_, known := methods[strings.ToLower(m)]
			require.Equal(t, known, status != http.StatusMethodNotAllowed, "%s %s: %d", m, path, status)
		}
	}
}
