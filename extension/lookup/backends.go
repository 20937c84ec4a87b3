package lookup

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
)

// BackendType is the kind of a trace store.
type BackendType string

// The backends.
const (
	// BackendOTLPFile reads the files that the file exporter writes.
	BackendOTLPFile BackendType = "otlp_file"
	// BackendTempo asks Grafana Tempo.
	BackendTempo BackendType = "tempo"
	// BackendJaeger asks Jaeger.
	BackendJaeger BackendType = "jaeger"
)

var backendTypes = []BackendType{BackendOTLPFile, BackendTempo, BackendJaeger}

// Validate refuses a type that does not exist.
func (t BackendType) Validate() error {
	if !slices.Contains(backendTypes, t) {
		return fmt.Errorf("must be one of %q, got %q", backendTypes, string(t))
	}
	return nil
}

// BackendConfig is one trace store.
type BackendConfig struct {
	// Name stands in answers, metrics and the audit log. Required, unique.
	Name string `mapstructure:"name"`
	// Type is otlp_file, tempo or jaeger.
	Type BackendType `mapstructure:"type"`
	// Path of the files, for otlp_file; may hold wildcards. Rotated and
	// compressed files are read too.
	Path string `mapstructure:"path"`
	// UILink is the address of one trace on the backend's own page, with
	// {trace_id} in it. Jaeger has a default; others have no link without it.
	UILink string `mapstructure:"ui_link"`
	// ClientConfig is how a tempo or jaeger is reached: `endpoint`, `tls`, `auth`,
	// `headers`, `timeout`.
	ClientConfig confighttp.ClientConfig `mapstructure:",squash"`
}

const traceIDMark = "{trace_id}"

// Validate refuses settings that do not belong together.
func (c *BackendConfig) Validate() error {
	var errs []error
	if !backendName.MatchString(c.Name) {
		errs = append(errs, fmt.Errorf("name: must be 1 to 64 letters, digits, '.', '_' and '-', got %q", c.Name))
	}
	if c.UILink != "" {
		errs = append(errs, validateUILink(c.UILink))
	}
	if c.Type == BackendOTLPFile {
		if c.Path == "" {
			errs = append(errs, errors.New("path: must name the files"))
		} else if _, err := filepath.Match(c.Path, ""); err != nil {
			errs = append(errs, fmt.Errorf("path: must be a file name or pattern, got %q", c.Path))
		}
		return errors.Join(errs...)
	}
	if u, err := url.Parse(c.ClientConfig.Endpoint); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		errs = append(errs, errors.New("endpoint: must be the URL of the backend's HTTP API, such as http://127.0.0.1:3200"))
	}
	return errors.Join(errs...)
}

// validateUILink keeps script URLs off the page and the ID out of the host.
func validateUILink(link string) error {
	u, err := url.Parse(strings.ReplaceAll(link, traceIDMark, "0"))
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return errors.New("ui_link: must be an http or https URL")
	case !strings.Contains(link, traceIDMark):
		return errors.New("ui_link: must hold {trace_id}")
	}
	return nil
}

// link returns the template of the backend's own page, "" if it has none.
func (c *BackendConfig) link() string {
	if c.UILink == "" && c.Type == BackendJaeger {
		return strings.TrimRight(c.ClientConfig.Endpoint, "/") + "/trace/" + traceIDMark
	}
	return c.UILink
}

// open makes the backend; extensions may authenticate its requests.
func (c *BackendConfig) open(ctx context.Context, extensions map[component.ID]component.Component, set component.TelemetrySettings) (backend.Backend, error) {
	if c.Type == BackendOTLPFile {
		return backend.NewOTLPFile(c.Name, c.Path), nil
	}
	client, err := c.ClientConfig.ToClient(ctx, extensions, set)
	if err != nil {
		return nil, fmt.Errorf("backend %s: %w", c.Name, err)
	}
	if c.Type == BackendTempo {
		return backend.NewTempo(c.Name, c.ClientConfig.Endpoint, client), nil
	}
	return backend.NewJaeger(c.Name, c.ClientConfig.Endpoint, client), nil
}
