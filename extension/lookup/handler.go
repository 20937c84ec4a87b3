package lookup

import (
	"crypto/tls"
	_ "embed"
	"encoding/json"
	"errors"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/audit"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

//go:embed openapi.json
var openAPI []byte

const (
	pathLookup  = "/api/v1/lookup"
	pathImpact  = "/api/v1/impact"
	pathAudit   = "/api/v1/audit"
	pathOpenAPI = "/api/v1/openapi.json"

	// maxLookupBody bounds the body of a lookup: an ID, a reason and a few words.
	maxLookupBody = 32 << 10
)

// contentPolicy lets the page load its own style sheet, send its own forms, and
// nothing else: no script at all.
const contentPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// handler serves the API and the page.
type handler struct {
	service *Service
	cfg     *Config
	secured bool // an authenticator says who asks
	next    http.Handler
}

func newHandler(s *Service, cfg *Config) (*handler, error) {
	h := &handler{service: s, cfg: cfg, secured: cfg.ServerConfig.Auth.HasValue()}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathLookup, h.lookup)
	mux.HandleFunc("POST "+pathImpact, h.impact)
	mux.HandleFunc("GET "+pathAudit, h.audit)
	mux.HandleFunc("GET "+pathOpenAPI, h.openAPI)
	pages := &pages{handler: h, view: page.New()}
	pages.register(mux)

	origins := http.NewCrossOriginProtection()
	if cors := cfg.ServerConfig.CORS.Get(); cors != nil {
		for _, o := range cors.AllowedOrigins {
			if err := origins.AddTrustedOrigin(o); err != nil {
				return nil, errors.New("cors::allowed_origins: must be whole origins such as https://desk.example.com")
			}
		}
	}
	origins.SetDenyHandler(http.HandlerFunc(h.refuseOrigin))
	h.next = origins.Handler(mux)
	return h, nil
}

// ServeHTTP sets the headers of every answer, and turns away what a browser was
// tricked into sending.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if recover() != nil {
			// The panic's text may hold what was sent: it is not logged.
			h.service.logger.Error("lookup request panicked", zap.String("pattern", r.Pattern))
			http.Error(w, "internal error", http.StatusInternalServerError)
		}
	}()
	setSecurityHeaders(w.Header(), r.TLS)
	if !h.secured && !ownHost(r.Host) {
		// Without an authenticator the name in Host is all that tells our own page
		// from a foreign one whose name was rebound to 127.0.0.1.
		h.refuse(w, r, &Refusal{DecisionDenied, http.StatusForbidden, "host", "this address is not that of the lookup"})
		return
	}
	h.next.ServeHTTP(w, r)
}

func setSecurityHeaders(header http.Header, secure *tls.ConnectionState) {
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", contentPolicy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	if secure != nil {
		header.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// ownHost reports whether the Host header names this machine.
func ownHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func (h *handler) actor(r *http.Request) Actor {
	a := h.cfg.Access.actor(r.Context())
	if !h.secured {
		return Local(a.Client)
	}
	return a
}

// refuse records and answers a refusal that the service did not see.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, why *Refusal) {
	writeRefusal(w, h.record(r, why))
}

func (h *handler) record(r *http.Request, why *Refusal) *Refusal {
	a := h.actor(r)
	return h.service.recorder.refuse(r.Context(), audit.Entry{
		Actor: a.Name, Client: a.Client, Action: string(actionOf(r.URL.Path)),
	}, why)
}

// refuseEarly answers what the authenticator or the decompressor refused. Their
// words may quote a credential, so they are not passed on.
func (h *handler) refuseEarly(w http.ResponseWriter, r *http.Request, _ string, status int) {
	setSecurityHeaders(w.Header(), r.TLS)
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", h.challenge())
		h.refuse(w, r, &Refusal{DecisionDenied, status, "not authenticated", "you must log in for this"})
		return
	}
	h.refuse(w, r, &Refusal{DecisionInvalid, status, "body", "the request's body cannot be read"})
}

// challenge makes a browser ask for a name and a password where the
// authenticator wants these; other ways of logging in stand before the lookup.
func (h *handler) challenge() string {
	if auth := h.cfg.ServerConfig.Auth.Get(); auth != nil && auth.Config.AuthenticatorID.Type().String() == "basicauth" {
		return `Basic realm="lookup", charset="UTF-8"`
	}
	return `Bearer realm="lookup"`
}

func (h *handler) refuseOrigin(w http.ResponseWriter, r *http.Request) {
	h.refuse(w, r, &Refusal{DecisionDenied, http.StatusForbidden, "foreign origin", "this request came from another site"})
}

func actionOf(path string) Action {
	switch path {
	case pathLookup, "/":
		return ActionLookup
	case pathImpact, "/impact":
		return ActionImpact
	case pathAudit:
		return ActionAudit
	}
	return ActionPage
}

func (h *handler) lookup(w http.ResponseWriter, r *http.Request) {
	a := h.actor(r)
	var req Request
	if bad := readJSON(w, r, a, RoleLookup, maxLookupBody, &req); bad != nil {
		h.refuse(w, r, bad)
		return
	}
	answer, err := h.service.Lookup(r.Context(), a, req)
	writeAnswer(w, answer, err)
}

func (h *handler) impact(w http.ResponseWriter, r *http.Request) {
	a := h.actor(r)
	var req ImpactRequest
	if bad := readJSON(w, r, a, RoleImpact, h.cfg.ServerConfig.MaxRequestBodySize, &req); bad != nil {
		h.refuse(w, r, bad)
		return
	}
	answer, err := h.service.Impact(r.Context(), a, req)
	writeAnswer(w, answer, err)
}

func (h *handler) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openAPI)
}

// readJSON takes JSON alone: what a form of another site can send is none. It
// reads nothing of an actor without the role.
func readJSON(w http.ResponseWriter, r *http.Request, a Actor, needed Role, limit int64, into any) *Refusal {
	if !a.May(needed) {
		return denied(needed)
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &Refusal{DecisionInvalid, http.StatusUnsupportedMediaType, "content type", "Content-Type must be application/json"}
	}
	if r.URL.RawQuery != "" {
		// Whoever puts an ID there has it in logs on the way already.
		return invalid("URL", "must not have a query: everything goes in the body")
	}
	return decodeJSON(http.MaxBytesReader(w, r.Body, limit), into)
}

func writeAnswer(w http.ResponseWriter, answer any, err error) {
	if why, ok := errors.AsType[*Refusal](err); ok {
		writeRefusal(w, why)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the client is gone: it is on record all the same
}

func writeRefusal(w http.ResponseWriter, why *Refusal) {
	w.Header().Set("Content-Type", "application/json")
	if why.Decision == DecisionLimited {
		w.Header().Set("Retry-After", "60")
	}
	w.WriteHeader(why.Status)
	_ = json.NewEncoder(w).Encode(struct {
		Error    string    `json:"error"`
		Decision Decision  `json:"decision"`
		Time     time.Time `json:"time"`
	}{why.Message, why.Decision, time.Now().UTC()})
}
