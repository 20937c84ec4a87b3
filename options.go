package privacyprocessor

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otel-privacy/privacyprocessor/internal/nearest"
)

// checkOptions compares what was written with the options of config, before it
// is decoded: the decoder names an unknown option without a hint at the one that
// was meant, and quotes what stands where a secret should.
func checkOptions(raw map[string]any, config any) error {
	return errors.Join(checkValue(nil, raw, reflect.TypeOf(config))...)
}

var secretType = reflect.TypeFor[configopaque.String]()

// checkValue compares one value with the type it will be decoded into.
func checkValue(path []any, raw any, t reflect.Type) []error {
	t = decodedType(t)
	switch raw := raw.(type) {
	case map[string]any:
		if t.Kind() == reflect.Struct {
			return checkFields(path, raw, t)
		}
	case []any:
		if t.Kind() != reflect.Slice {
			break
		}
		var errs []error
		for i, e := range raw {
			errs = append(errs, checkValue(append(slices.Clip(path), i), e, t.Elem())...)
		}
		return errs
	}
	if _, text := raw.(string); t == secretType && raw != nil && !text {
		return []error{at(fmt.Errorf("must be text, got %T", raw), path...)}
	}
	return nil
}

// checkFields compares the options in raw with the fields of a struct.
func checkFields(path []any, raw map[string]any, t reflect.Type) []error {
	fields := make(map[string]reflect.Type)
	for field := range t.Fields() {
		if name := field.Tag.Get(confmap.MapstructureTag); name != "" {
			fields[name] = field.Type
		}
	}
	var errs []error
	for _, name := range sortedKeys(raw) {
		field, ok := fields[name]
		here := append(slices.Clip(path), name)
		if !ok {
			errs = append(errs, at(fmt.Errorf("unknown option%s", nearest.Hint(name, sortedKeys(fields))), here...))
			continue
		}
		errs = append(errs, checkValue(here, raw[name], field)...)
	}
	return errs
}

// decodedType is the type that a value for t is decoded into: what a pointer
// points to, and what an optional section holds.
func decodedType(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/configoptional") {
		if value, ok := t.FieldByName("value"); ok {
			return decodedType(value.Type)
		}
	}
	return t
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
