package processor

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

const signalProfiles = "profiles"

// Profiles sanitizes pd in place and returns it, under the terms of
// [Processor.Traces]. The original payload of a profile, in a format that the
// processor cannot read, is removed.
func (p *Processor) Profiles(ctx context.Context, pd pprofile.Profiles) (pprofile.Profiles, error) {
	return sanitize(ctx, p, signalProfiles, pd, pprofile.NewProfiles, (*walker).profiles)
}

// profiles walks a batch twice, and returns the number of its profiles. All
// profiles share one dictionary, so the whole batch knows what one of them
// knows; the dictionary is written with the key of the earliest profile.
func (w *walker) profiles(pd pprofile.Profiles) int {
	w.inline(pd.Dictionary())
	first, dictionary := pcommon.Timestamp(0), &resourceState{owner: w.request}
	for i, rp := range pd.ResourceProfiles().All() {
		r := w.enter(rp.Resource(), earliestProfile(rp))
		r.record.Trace = recordGroup(0)
		w.learnResourceProfiles(r, rp)
		first = earlier(first, earliestProfile(rp))
		if i > 0 && dictionary.owner != r.owner {
			// What the profiles share cannot be the one's and the other's.
			dictionary.owner = owner{reason: reasonTenant}
			continue
		}
		dictionary.owner = r.owner
	}
	dictionary.record = w.record(first, dictionary.owner)
	dictionary.record.Trace = recordGroup(0)
	w.learnDictionary(dictionary, pd.Dictionary())
	w.session.Begin(dictionary.record)
	w.dictionary(pd.Dictionary())
	profiles := 0
	for i, rp := range pd.ResourceProfiles().All() {
		r, before := &w.resources[i], w.session.Tally().Total()
		n := w.resourceProfiles(r, rp)
		w.leave(r, n, before)
		profiles += n
	}
	forgetStrings(pd)
	w.plan.mustBeDone()
	return profiles
}

func earliestProfile(rp pprofile.ResourceProfiles) (first pcommon.Timestamp) {
	for _, sp := range rp.ScopeProfiles().All() {
		for _, p := range sp.Profiles().All() {
			first = earlier(first, p.Time())
		}
	}
	return first
}

func (w *walker) learnResourceProfiles(r *resourceState, rp pprofile.ResourceProfiles) {
	w.learning = true
	w.session.BeginLearning(r.record)
	w.learnAttributes(resourceAttributes, rp.Resource().Attributes())
	for _, sp := range rp.ScopeProfiles().All() {
		w.learnAttributes(scopeAttributes, sp.Scope().Attributes())
	}
	w.learning = false
}

// learnDictionary learns from the attributes that profiles and samples refer to.
func (w *walker) learnDictionary(r *resourceState, d pprofile.ProfilesDictionary) {
	w.learning = true
	w.session.BeginLearning(r.record)
	for _, a := range d.AttributeTable().All() {
		key := stringAt(d, a.KeyStrindex())
		w.value(profileAttributes, w.session.DecideAnew(key), key, a.Value(), 0)
	}
	w.learning = false
}

// dictionary rewrites the tables that all profiles of a batch share.
func (w *walker) dictionary(d pprofile.ProfilesDictionary) {
	for _, a := range d.AttributeTable().All() {
		key := stringAt(d, a.KeyStrindex())
		decision := w.session.DecideAnew(key)
		if decision.Action == policy.Drop {
			// Others refer to it by its place in the table: only the value can go.
			w.session.Dropped(profileAttributes, decision)
			pcommon.NewValueEmpty().CopyTo(a.Value())
			continue
		}
		w.value(profileAttributes, decision, key, a.Value(), 0)
	}
	for i, s := range d.StringTable().All() {
		if safe := w.session.Free(profileStrings, s); safe != s {
			d.StringTable().SetAt(i, safe)
		}
	}
}

// stringAt is the i-th string of a dictionary, or empty.
func stringAt(d pprofile.ProfilesDictionary, i int32) string {
	if i < 0 || int(i) >= d.StringTable().Len() {
		return ""
	}
	return d.StringTable().At(int(i))
}

func (w *walker) resourceProfiles(r *resourceState, rp pprofile.ResourceProfiles) (profiles int) {
	w.session.Begin(r.record)
	w.resource(rp.Resource())
	rewrite(rp.SchemaUrl(), rp.SetSchemaUrl, resourceSchemaURL, w.session.URL)
	for _, sp := range rp.ScopeProfiles().All() {
		w.scope(sp.Scope())
		rewrite(sp.SchemaUrl(), sp.SetSchemaUrl, scopeSchemaURL, w.session.URL)
		for _, p := range sp.Profiles().All() {
			rewrite(p.OriginalPayloadFormat(), p.SetOriginalPayloadFormat, profilePayload, w.session.Free)
			if p.OriginalPayload().Len() > 0 {
				w.session.Opaque(profilePayload, reasonPayload)
				p.OriginalPayload().FromRaw(nil)
			}
			profiles++
		}
	}
	return profiles
}

// reasonPayload is why the original payload of a profile is removed.
const reasonPayload policy.Reason = "opaque_payload"
