package lookup

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

const (
	titleLookup = "Find a customer's traces"
	titleImpact = "Who was affected"
)

// pages serves the views for people. They ask the same service as the API.
type pages struct {
	*handler
	view *page.View
}

func (p *pages) register(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.lookupForm)
	mux.HandleFunc("POST /{$}", p.lookupAnswer)
	mux.HandleFunc("GET /impact", p.impactForm)
	mux.HandleFunc("POST /impact", p.impactAnswer)
	mux.HandleFunc("GET /assets/page.css", p.style)
}

func (p *pages) style(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(p.view.Style())
}

func (p *pages) frame(r *http.Request, title string) page.Frame {
	return page.Frame{
		Title: title, Actor: p.actor(r).Name, Local: !p.secured,
		Domains: p.service.Domains(), Zones: zones,
	}
}

func (p *pages) lookupForm(w http.ResponseWriter, r *http.Request) {
	p.writeLookup(w, http.StatusOK, page.LookupPage{
		Frame: p.frame(r, titleLookup),
		Form:  page.LookupForm{When: nowIn(time.UTC), Domain: "user"},
	})
}

func (p *pages) lookupAnswer(w http.ResponseWriter, r *http.Request) {
	out := page.LookupPage{Frame: p.frame(r, titleLookup), Form: page.LookupForm{When: nowIn(time.UTC), Domain: "user"}}
	a := p.actor(r)
	if bad := p.readForm(w, r, a, RoleLookup, maxLookupBody); bad != nil {
		out.Problem = bad.Message
		p.writeLookup(w, bad.Status, out)
		return
	}
	f := r.PostForm
	id := RawID(f.Get("id"))
	out.Form = page.LookupForm{
		// The reason comes back in the field; the ID that someone put there does not.
		When: whenOf(f), Domain: f.Get("domain"), Reason: p.service.cleanReason(f.Get("reason"), id),
		Tenant: f.Get("tenant"), Status: f.Get("status"), Service: f.Get("service"),
	}
	from, to, zone, bad := window(out.Form.When)
	if bad != nil {
		out.Problem = p.refused(r, bad)
		p.writeLookup(w, bad.Status, out)
		return
	}
	req := Request{
		Domain: out.Form.Domain, ID: id, From: from, To: to, Tenant: out.Form.Tenant,
		Status: backend.Status(out.Form.Status), Service: out.Form.Service, Reason: f.Get("reason"),
	}
	answer, err := p.service.Lookup(r.Context(), a, req)
	if why := (*Refusal)(nil); errors.As(err, &why) {
		out.Problem = sentence(why.Message)
		p.writeLookup(w, why.Status, out)
		return
	}
	// Searching again goes by pseudonym: the raw ID is not sent back.
	out.Form.ID = strings.Join(answer.Pseudonyms, " ")
	out.Answer = viewOf(answer, from, to, zone, out.Form.Reason)
	if !answer.Newest.IsZero() {
		out.Form.Date, out.Form.Time = clock(answer.Newest.In(zone))
	}
	p.writeLookup(w, http.StatusOK, out)
}

// readForm reads nothing of an actor without the role.
func (p *pages) readForm(w http.ResponseWriter, r *http.Request, a Actor, needed Role, limit int64) *Refusal {
	if !a.May(needed) {
		bad := denied(needed)
		return &Refusal{bad.Decision, bad.Status, bad.Cause, p.refused(r, bad)}
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(limit) //nolint:gosec // the body is bounded above
	}
	if err != nil || r.URL.RawQuery != "" {
		bad := invalid("form", "must arrive whole, in the body, and not be too large")
		return &Refusal{bad.Decision, bad.Status, bad.Cause, p.refused(r, bad)}
	}
	return nil
}

// refused records a refusal that the service did not see and returns its words.
func (p *pages) refused(r *http.Request, why *Refusal) string {
	return sentence(p.record(r, why).Message)
}

func (p *pages) writeLookup(w http.ResponseWriter, status int, out page.LookupPage) {
	p.write(w, status, func(w http.ResponseWriter) error { return p.view.Lookup(w, out) })
}

// write sends a page, or none: it is rendered as a whole before it is sent.
func (p *pages) write(w http.ResponseWriter, status int, render func(http.ResponseWriter) error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	w.WriteHeader(status)
	if err := render(w); err != nil {
		p.service.logger.Error("page cannot be written", zap.Error(err))
	}
}

// sentence makes a message of ours read as one on a page.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
