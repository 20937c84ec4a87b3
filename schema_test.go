package privacyprocessor

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"
	"go.yaml.in/yaml/v3"
)

// schema is the part of JSON Schema that config.schema.yaml uses.
type schema struct {
	Description string             `yaml:"description"`
	Type        string             `yaml:"type"`
	Default     any                `yaml:"default"`
	Enum        []string           `yaml:"enum"`
	Opaque      bool               `yaml:"x-opaque"`
	Properties  map[string]*schema `yaml:"properties"`
	Items       *schema            `yaml:"items"`
	Values      yaml.Node          `yaml:"additionalProperties"`
}

// TestSchema compares config.schema.yaml with Config by reflection: names,
// types, closed sets and defaults, and that every option is described.
func TestSchema(t *testing.T) {
	text, err := os.ReadFile("config.schema.yaml")
	require.NoError(t, err)
	var s schema
	require.NoError(t, yaml.Unmarshal(text, &s))
	compareStruct(t, "", &s, reflect.ValueOf(createDefaultConfig()).Elem())
}

func compareStruct(t *testing.T, path string, s *schema, v reflect.Value) {
	t.Helper()
	var fields []string
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get(confmap.MapstructureTag)
		if name == "" {
			continue
		}
		fields = append(fields, name)
		option := s.Properties[name]
		if !assert.NotNil(t, option, "%s%s is not in the schema", path, name) {
			continue
		}
		assert.NotEmpty(t, option.Description, "%s%s has no description", path, name)
		compareValue(t, path+name, option, v.Field(i))
	}
	assert.ElementsMatch(t, fields, sortedKeys(s.Properties), "options under %q", path)
}

// closedSets are the closed sets, by their types.
var closedSets = map[reflect.Type][]string{
	reflect.TypeFor[Action](): plainWords(actions),
	reflect.TypeFor[Mode]():   plainWords(modes),
	reflect.TypeFor[Level]():  plainWords(levels),
	reflect.TypeFor[Check]():  plainWords(checks),

	reflect.TypeFor[ClientMetadata](): plainWords(clientMetadatas),
	reflect.TypeFor[Summary]():        plainWords(summaries),
}

func plainWords[T ~string](set []T) []string {
	out := make([]string, len(set))
	for i, w := range set {
		out[i] = string(w)
	}
	return out
}

// texts are the types that are written as text and decode themselves.
var texts = map[reflect.Type]bool{reflect.TypeFor[Pattern](): true, reflect.TypeFor[Time](): true}

func compareValue(t *testing.T, path string, s *schema, v reflect.Value) {
	t.Helper()
	typ := decodedType(v.Type())
	assert.Equal(t, typ == reflect.TypeFor[configopaque.String](), s.Opaque, "%s: x-opaque", path)
	assert.Equal(t, closedSets[typ], s.Enum, "%s: enum", path)
	switch {
	case texts[typ] || typ.Kind() == reflect.String:
		assert.Equal(t, "string", s.Type, path)
		if typ.Kind() == reflect.String && v.String() != "" {
			assert.Equal(t, v.String(), s.Default, "%s: default", path)
		} else {
			assert.Nil(t, s.Default, "%s: default", path)
		}
	case typ.Kind() == reflect.Bool:
		assert.Equal(t, "boolean", s.Type, path)
		assert.Equal(t, v.Bool(), s.Default, "%s: default", path)
	case typ.Kind() == reflect.Float64:
		assert.Equal(t, "number", s.Type, path)
		assert.Equal(t, v.Float(), s.Default, "%s: default", path) //nolint:testifylint // written, not computed.
	case typ.Kind() == reflect.Slice:
		assert.Equal(t, "array", s.Type, path)
		compareItem(t, path+"[]", s.Items, reflect.Zero(typ.Elem()))
	case typ.Kind() == reflect.Map:
		assert.Equal(t, "object", s.Type, path)
		var values schema
		require.NoError(t, s.Values.Decode(&values))
		compareItem(t, path+"{}", &values, reflect.Zero(typ.Elem()))
	case typ.Kind() == reflect.Struct:
		compareItem(t, path, s, reflect.Zero(typ))
	default:
		t.Errorf("%s: the schema has no word for %s", path, typ)
	}
}

func compareItem(t *testing.T, path string, s *schema, v reflect.Value) {
	t.Helper()
	if v.Kind() == reflect.Struct && !texts[v.Type()] {
		assert.Equal(t, "object", s.Type, path)
		compareStruct(t, path+".", s, v)
		return
	}
	compareValue(t, path, s, v)
}

// TestSchemaTakesGoodConfigs holds every good configuration against the schema.
func TestSchemaTakesGoodConfigs(t *testing.T) {
	text, err := os.ReadFile("config.schema.yaml")
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("config.schema.yaml", plain(t, text)))
	compiledSchema, err := compiler.Compile("config.schema.yaml")
	require.NoError(t, err)
	for _, path := range configs(t, "good") {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NoError(t, compiledSchema.Validate(plain(t, text)), filepath.Base(path))
	}
}

// plain reads YAML in the types of JSON; times become the text that they were.
func plain(t *testing.T, text []byte) any {
	t.Helper()
	var n yaml.Node
	require.NoError(t, yaml.NewDecoder(bytes.NewReader(text)).Decode(&n))
	untimed(&n)
	var v any
	require.NoError(t, n.Decode(&v))
	return v
}

func untimed(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, child := range n.Content {
		untimed(child)
	}
}
