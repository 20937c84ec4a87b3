// Package starter writes a Collector configuration to begin with: one that
// works as it stands and has every protection that needs no decision.
package starter

import (
	"bytes"
	_ "embed"
	"fmt"
	"net"
	"regexp"
	"slices"
	"text/template"
)

// Answers are what has to be decided.
type Answers struct {
	// Endpoint is where telemetry goes: host:port of an OTLP/gRPC server. Empty:
	// it is written to a file, to be looked at.
	Endpoint string
	// Level of the policy.
	Level string
	// TenantAttribute is the resource attribute with the tenant, or empty.
	TenantAttribute string
	// Keyring is the path of the keyring file.
	Keyring string
	// Listen is the address on which applications are listened to.
	Listen string
}

// Levels are the levels that can be chosen.
var Levels = []string{"default", "strict", "stricter"}

//go:embed collector.yaml.tmpl
var text string

var configuration = template.Must(template.New("collector.yaml").Parse(text))

var attributeKey = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

// Validate says what is wrong with an answer.
func (a *Answers) Validate() error {
	if a.Endpoint != "" {
		if host, port, err := net.SplitHostPort(a.Endpoint); err != nil || host == "" || port == "" {
			return fmt.Errorf("endpoint must be host:port, got %q", a.Endpoint)
		}
	}
	if net.ParseIP(a.Listen) == nil {
		return fmt.Errorf("listen must be an IP address, got %q", a.Listen)
	}
	if !slices.Contains(Levels, a.Level) {
		return fmt.Errorf("level must be one of %q, got %q", Levels, a.Level)
	}
	if a.TenantAttribute != "" && !attributeKey.MatchString(a.TenantAttribute) {
		return fmt.Errorf("tenant attribute must be an attribute key, got %q", a.TenantAttribute)
	}
	return nil
}

// Local says that the telemetry stays on this host, where it needs no TLS.
func (a *Answers) Local() bool {
	host, _, err := net.SplitHostPort(a.Endpoint)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// Configuration is the YAML for the answers.
func (a *Answers) Configuration() ([]byte, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := configuration.Execute(&b, a); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
