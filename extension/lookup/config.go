package lookup

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"

	privacyprocessor "github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Config is what a user writes under `extensions: privacy_lookup:`.
type Config struct {
	// ServerConfig is where and how the lookup is served: `endpoint` (default
	// 127.0.0.1:8889), `tls`, `auth`, `cors`, timeouts. An endpoint that is not
	// on loopback needs both `tls` and `auth`.
	ServerConfig confighttp.ServerConfig `mapstructure:",squash"`

	// Keyring holds the keys the processor writes with. Required. Name the
	// processor's file here: both then share one ring and one watch.
	Keyring privacyprocessor.KeyringConfig `mapstructure:"keyring"`

	// Identifiers says per domain under which attribute keys the pseudonyms
	// stand and whether the processor folds case there. It adds to the built-in
	// domains and to the attributes of each.
	Identifiers []IdentifierConfig `mapstructure:"identifiers"`

	// Backends are asked together. At least one.
	Backends []BackendConfig `mapstructure:"backends"`

	// Audit is where requests are recorded. Required: no audit, no answer.
	Audit AuditConfig `mapstructure:"audit"`

	// Access says which authenticated people may do what. Without `auth`, which
	// is possible on loopback only, everyone on this machine may do everything.
	Access AccessConfig `mapstructure:"access"`

	// RateLimit slows enumeration down: every lookup is a re-identification.
	RateLimit RateLimitConfig `mapstructure:"rate_limit"`

	// ReasonOptional lets requests come without a reason or ticket. Default
	// false: each audit record says why.
	ReasonOptional bool `mapstructure:"reason_optional"`

	// Timeout bounds one request to all backends. Default 20s. A backend that is
	// not done by then is left out, with a warning.
	Timeout time.Duration `mapstructure:"timeout"`

	// MaxWindow is the longest time window of one request. Default 744h, a month.
	MaxWindow time.Duration `mapstructure:"max_window"`
}

// IdentifierConfig is one domain, in the words of the processor's `identifiers`.
type IdentifierConfig struct {
	// Domain is the family in which equal IDs have equal pseudonyms.
	Domain string `mapstructure:"domain"`
	// Attributes are further attribute keys that backends are asked for.
	// Wildcards are of no use here: trace stores want whole keys.
	Attributes []string `mapstructure:"attributes"`
	// Fold must be what the processor's configuration says for this domain.
	Fold bool `mapstructure:"fold"`
}

// AuditConfig is the audit log's place and size.
type AuditConfig struct {
	// Path is the file that records are appended to, mode 0600. Required.
	Path string `mapstructure:"path"`
	// MaxMegabytes is the size at which the file is set aside as
	// NAME-000001.jsonl and so on, the chain going on in a new one. Default 100.
	// Old files are never deleted.
	MaxMegabytes int `mapstructure:"max_megabytes"`
}

// RateLimitConfig bounds what one actor may ask.
type RateLimitConfig struct {
	// PerMinute is the number of requests in any 60 seconds. Default 60.
	PerMinute int `mapstructure:"per_minute"`
}

// Role is something a person may be allowed to do.
type Role string

// The roles. Each allows one thing; none includes another.
const (
	// RoleLookup allows to find the traces of a given ID.
	RoleLookup Role = "lookup"
	// RoleImpact allows to see which pseudonyms were affected by an incident.
	RoleImpact Role = "impact"
	// RoleResolve allows to match those pseudonyms against a list of IDs.
	RoleResolve Role = "resolve"
	// RoleAudit allows to read the audit log.
	RoleAudit Role = "audit"
)

var roles = []Role{RoleLookup, RoleImpact, RoleResolve, RoleAudit}

// Validate refuses a role that does not exist.
func (r Role) Validate() error {
	if !slices.Contains(roles, r) {
		return fmt.Errorf("must be one of %q, got %q", roles, string(r))
	}
	return nil
}

// AccessConfig turns what the authenticator knows into roles. Default deny.
type AccessConfig struct {
	// ActorAttribute is the authenticator's attribute that names the person in
	// the audit log. By default the first of subject, username, sub, email.
	ActorAttribute string `mapstructure:"actor_attribute"`
	// RoleAttribute is the authenticator's attribute (for OIDC: a claim) whose
	// values are looked up in Grants. By default membership.
	RoleAttribute string `mapstructure:"role_attribute"`
	// Grants gives roles to values of RoleAttribute.
	Grants map[string][]Role `mapstructure:"grants"`
	// Actors gives roles to single people, by the name in the audit log.
	Actors map[string][]Role `mapstructure:"actors"`
}

var (
	_ component.Config = (*Config)(nil)

	backendName  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	attributeKey = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$`)
)

// Validate reports all that is wrong with the configuration.
func (c *Config) Validate() error {
	return errors.Join(
		c.validateEndpoint(),
		c.validateIdentifiers(),
		c.validateBackends(),
		c.validateLimits(),
	)
}

// validateEndpoint holds the line between this machine and the network: what
// anyone on the network can reach needs encryption and a name.
func (c *Config) validateEndpoint() error {
	endpoint := c.ServerConfig.NetAddr.Endpoint
	if endpoint == "" {
		return errors.New("endpoint: must be given, for example 127.0.0.1:8889")
	}
	if isLoopback(endpoint) || (c.ServerConfig.TLS.HasValue() && c.ServerConfig.Auth.HasValue()) {
		return nil
	}
	return fmt.Errorf("endpoint: must be on loopback (127.0.0.1:8889) unless both tls and auth are configured, got %q", endpoint)
}

// isLoopback reports whether only this machine can reach endpoint. Names other
// than localhost resolve to whatever a resolver says, so they do not count.
func isLoopback(endpoint string) bool {
	host, _, err := net.SplitHostPort(endpoint)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

func (c *Config) validateIdentifiers() error {
	var errs []error
	for i, id := range c.Identifiers {
		path := fmt.Sprintf("identifiers::%d", i)
		if err := hashing.ValidateDomain(id.Domain); err != nil {
			errs = append(errs, fmt.Errorf("%s::domain: %w", path, err))
		}
		if len(id.Attributes) == 0 {
			errs = append(errs, fmt.Errorf("%s::attributes: must name at least one attribute key", path))
		}
		for _, a := range id.Attributes {
			if !attributeKey.MatchString(a) {
				errs = append(errs, fmt.Errorf("%s::attributes: must be a whole attribute key of letters, digits, '.', '_' and '-', got %q", path, a))
			}
		}
	}
	return errors.Join(errs...)
}

func (c *Config) validateBackends() error {
	var errs []error
	if len(c.Backends) == 0 {
		errs = append(errs, errors.New("backends: must name at least one"))
	}
	seen := map[string]bool{}
	for i, b := range c.Backends {
		if seen[b.Name] {
			errs = append(errs, fmt.Errorf("backends::%d::name: must be unique, got %q twice", i, b.Name))
		}
		seen[b.Name] = true
	}
	return errors.Join(errs...)
}

func (c *Config) validateLimits() error {
	var errs []error
	if c.Audit.Path == "" {
		errs = append(errs, errors.New("audit::path: must be given: without an audit record there is no answer"))
	} else if filepath.Clean(c.Audit.Path) == "." {
		errs = append(errs, fmt.Errorf("audit::path: must be a file, got %q", c.Audit.Path))
	}
	if c.Audit.MaxMegabytes < 1 {
		errs = append(errs, fmt.Errorf("audit::max_megabytes: must be at least 1, got %d", c.Audit.MaxMegabytes))
	}
	if c.RateLimit.PerMinute < 1 {
		errs = append(errs, fmt.Errorf("rate_limit::per_minute: must be at least 1, got %d", c.RateLimit.PerMinute))
	}
	if c.Timeout <= 0 {
		errs = append(errs, fmt.Errorf("timeout: must be above 0, got %s", c.Timeout))
	}
	if c.MaxWindow <= 0 {
		errs = append(errs, fmt.Errorf("max_window: must be above 0, got %s", c.MaxWindow))
	}
	return errors.Join(errs...)
}

func createDefaultConfig() component.Config {
	server := confighttp.NewDefaultServerConfig()
	server.NetAddr.Endpoint = "127.0.0.1:8889"
	// A slow body must not hold a connection for ever; confighttp has no limit.
	server.ReadTimeout = 30 * time.Second
	server.ReadHeaderTimeout = 10 * time.Second
	// Longer than Timeout, so that an answer with warnings still goes out.
	server.WriteTimeout = 45 * time.Second
	// A list of 10,000 known IDs fits.
	server.MaxRequestBodySize = 1 << 20
	server.CORS = configoptional.None[confighttp.CORSConfig]()
	return &Config{
		ServerConfig: server,
		Audit:        AuditConfig{MaxMegabytes: 100},
		Access:       AccessConfig{RoleAttribute: "membership"},
		RateLimit:    RateLimitConfig{PerMinute: 60},
		Timeout:      20 * time.Second,
		MaxWindow:    31 * 24 * time.Hour,
	}
}
