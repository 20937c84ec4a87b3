package lookup

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

var _ confmap.Unmarshaler = (*Config)(nil)

// Unmarshal reads the configuration and refuses options that do not exist. The
// HTTP settings share their level with ours and read it themselves, so the
// decoder does not notice such options: a typing error in `auth` would leave
// the lookup open.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	errs := []error{unknownOptions("", conf.ToStringMap(), reflect.TypeFor[Config]())}
	list, _ := conf.Get("backends").([]any)
	for i, entry := range list {
		if m, ok := entry.(map[string]any); ok {
			errs = append(errs, unknownOptions(fmt.Sprintf("backends::%d::", i), m, reflect.TypeFor[BackendConfig]()))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return conf.Unmarshal(c)
}

func unknownOptions(path string, have map[string]any, t reflect.Type) error {
	known := map[string]bool{}
	addOptions(known, t)
	var errs []error
	for _, k := range slices.Sorted(maps.Keys(have)) {
		if !known[k] {
			errs = append(errs, fmt.Errorf("%s%s: there is no such option", path, k))
		}
	}
	return errors.Join(errs...)
}

// addOptions adds the options of the struct t, those of squashed fields too.
func addOptions(known map[string]bool, t reflect.Type) {
	for f := range t.Fields() {
		name, squash, _ := strings.Cut(f.Tag.Get("mapstructure"), ",")
		switch {
		case squash == "squash":
			addOptions(known, f.Type)
		case name != "":
			known[name] = true
		}
	}
}
