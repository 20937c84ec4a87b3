package lookup

import (
	"bufio"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

func (p *pages) impactForm(w http.ResponseWriter, r *http.Request) {
	p.writeImpact(w, http.StatusOK, page.ImpactPage{Frame: p.frame(r, titleImpact), Form: emptyImpact()})
}

func emptyImpact() page.ImpactForm {
	return page.ImpactForm{When: nowIn(time.UTC), Domain: "user", Status: string(backend.StatusError)}
}

func (p *pages) impactAnswer(w http.ResponseWriter, r *http.Request) {
	out := page.ImpactPage{Frame: p.frame(r, titleImpact), Form: emptyImpact()}
	a := p.actor(r)
	if bad := p.readForm(w, r, a, RoleImpact, p.cfg.ServerConfig.MaxRequestBodySize); bad != nil {
		out.Problem = bad.Message
		p.writeImpact(w, bad.Status, out)
		return
	}
	f := r.PostForm
	out.Form = page.ImpactForm{
		When: whenOf(f), Domain: f.Get("domain"), Reason: f.Get("reason"),
		Tenant: f.Get("tenant"), Status: f.Get("status"), Service: f.Get("service"),
	}
	from, to, zone, bad := window(out.Form.When)
	var ids []RawID
	if bad == nil {
		ids, bad = knownIDs(r)
	}
	if slower := f.Get("slower"); slower != "" && bad == nil {
		var err error
		if out.Form.MinDuration, err = strconv.ParseInt(slower, 10, 64); err != nil {
			bad = invalid("slower than", "must be a number of milliseconds")
		}
	}
	if bad != nil {
		out.Problem = p.refused(r, bad)
		p.writeImpact(w, bad.Status, out)
		return
	}
	req := ImpactRequest{
		Domain: out.Form.Domain, From: from, To: to, Tenant: out.Form.Tenant, Status: backend.Status(out.Form.Status),
		Service: out.Form.Service, MinDurationMS: out.Form.MinDuration, IDs: ids, Reason: out.Form.Reason,
	}
	out.Form.Reason = p.service.cleanReason(out.Form.Reason, ids...)
	answer, err := p.service.Impact(r.Context(), a, req)
	if why := (*Refusal)(nil); errors.As(err, &why) {
		out.Problem = sentence(why.Message)
		p.writeImpact(w, why.Status, out)
		return
	}
	out.Answer = impactView(answer, from, to, zone, len(ids) > 0)
	p.writeImpact(w, http.StatusOK, out)
}

func (p *pages) writeImpact(w http.ResponseWriter, status int, out page.ImpactPage) {
	p.write(w, status, func(w http.ResponseWriter) error { return p.view.Impact(w, out) })
}

// knownIDs reads the first column of the lines in the field and in the file.
func knownIDs(r *http.Request) ([]RawID, *Refusal) {
	ids := appendIDs(nil, bufio.NewScanner(strings.NewReader(r.PostForm.Get("ids"))))
	if r.MultipartForm == nil {
		return ids, nil
	}
	for _, header := range r.MultipartForm.File["file"] {
		file, err := header.Open()
		if err != nil {
			return nil, invalid("file", "cannot be read")
		}
		in := bufio.NewScanner(file)
		ids = appendIDs(ids, in)
		if err := errors.Join(in.Err(), file.Close()); err != nil {
			return nil, invalid("file", "must be text with one ID a line")
		}
	}
	return ids, nil
}

func appendIDs(ids []RawID, in *bufio.Scanner) []RawID {
	for in.Scan() && len(ids) <= maxKnownIDs {
		id, _, _ := strings.Cut(in.Text(), ",")
		if id = strings.Trim(strings.TrimSpace(id), `"`); id != "" {
			ids = append(ids, RawID(id))
		}
	}
	return ids
}

func impactView(a *ImpactAnswer, from, to time.Time, zone *time.Location, asked bool) *page.ImpactAnswer {
	out := &page.ImpactAnswer{
		Window: between(from, to, zone), Traces: a.Traces, Resolved: a.Resolved, Asked: asked, Warnings: a.Warnings,
	}
	for _, c := range a.Affected {
		most := float64(a.Affected[0].Traces) // sorted
		out.Bars = append(out.Bars, page.Bar{
			Pseudonym: c.Pseudonym, ID: c.ID, Traces: c.Traces, Errors: c.Errors,
			First: c.First.In(zone), Last: c.Last.In(zone),
			Width: 100 * float64(c.Traces) / most, ErrorWidth: 100 * float64(c.Errors) / most,
		})
	}
	return out
}
