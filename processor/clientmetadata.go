package processor

import (
	"context"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/client"
	"google.golang.org/grpc/metadata"
)

// ClientMetadata says which metadata of the client's request is sanitized for
// the components that come after the processor.
type ClientMetadata uint8

// The choices. Authorization headers pass unless all is sanitized: an exporter
// may have to hand them on.
const (
	BaggageMetadata ClientMetadata = iota // W3C baggage, and its predecessor of Jaeger
	AllMetadata                           // every key, by the policy of headers
	NoMetadata
)

// takes tells whether the key is to be sanitized.
func (c ClientMetadata) takes(key string) bool {
	switch c {
	case NoMetadata:
		return false
	case AllMetadata:
		return true
	default:
		key = strings.ToLower(key)
		return key == "baggage" || strings.HasPrefix(key, "uberctx-")
	}
}

// Context returns ctx as the components after the processor may see it: what
// rides in the request's metadata is sanitized in both places where a component
// can read it, [client.Info] and the incoming metadata of gRPC. Identifiers are
// written with the key of now. If nothing changes, and with report_only, it is
// ctx itself. Where the tenant is an attribute of the resource a request has
// none, and its identifiers are masked.
//
// It must be derived after the processor has read the tenant from the request.
func (p *Processor) Context(ctx context.Context, signal string) (safe context.Context) {
	if p.clientMetadata == NoMetadata {
		return ctx
	}
	info := client.FromContext(ctx)
	incoming, _ := metadata.FromIncomingContext(ctx)
	if !p.anyTaken(info, incoming) {
		return ctx
	}
	w := p.walker()
	safe = ctx
	defer func() {
		if recover() != nil {
			p.report.failedClosed(ctx, signal, "client_metadata", 1)
			if p.reportOnly {
				safe = ctx
				return
			}
			// Nothing of the request may pass that could not be read.
			safe = metadata.NewIncomingContext(ctx, metadata.MD{})
			safe = client.NewContext(safe, client.Info{Addr: info.Addr, Auth: info.Auth})
		}
	}()
	w.begin(ctx)
	rec := w.record(0, w.request)
	rec.Trace = recordGroup(0)
	w.session.Begin(rec)
	for key := range info.Metadata.Keys() {
		w.learnHeader(key, info.Metadata.Get(key))
	}
	for key, values := range incoming {
		w.learnHeader(key, values)
	}
	w.session.Begin(rec) // now with what is known
	if values, changed := w.metadataOf(p.clientMetadata, info); changed {
		info.Metadata = client.NewMetadata(values)
		safe = client.NewContext(safe, info)
	}
	if incoming, changed := w.incoming(p.clientMetadata, incoming); changed {
		safe = metadata.NewIncomingContext(safe, incoming)
	}
	p.report.changed(ctx, signal, w.session.Tally())
	w.end()
	p.release(w)
	if p.reportOnly {
		return ctx
	}
	return safe
}

func (p *Processor) anyTaken(info client.Info, incoming metadata.MD) bool {
	for key := range info.Metadata.Keys() {
		if p.clientMetadata.takes(key) {
			return true
		}
	}
	for key := range incoming {
		if p.clientMetadata.takes(key) {
			return true
		}
	}
	return false
}

// metadataOf is the safe form of the metadata in a request.
func (w *walker) metadataOf(which ClientMetadata, info client.Info) (safe map[string][]string, changed bool) {
	safe = make(map[string][]string)
	for key := range info.Metadata.Keys() {
		safe[key] = info.Metadata.Get(key)
		changed = which.takes(key) && w.header(key, safe[key]) || changed
	}
	return safe, changed
}

// incoming is the safe form of the metadata of a gRPC call.
func (w *walker) incoming(which ClientMetadata, md metadata.MD) (safe metadata.MD, changed bool) {
	safe = make(metadata.MD, len(md))
	for key, values := range md {
		safe[key] = slices.Clone(values)
		changed = which.takes(key) && w.header(key, safe[key]) || changed
	}
	return safe, changed
}

// learnHeader tells the session the identifiers that a header names.
func (w *walker) learnHeader(key string, values []string) {
	d := w.session.DecideAnew(headerKey + key)
	if !d.Learns() {
		return
	}
	for _, v := range values {
		w.session.Learn(d, v)
	}
}

// headerKey makes the name of a header an attribute key of the conventions.
const headerKey = "http.request.header."

// header rewrites the values of one key, and tells whether there was a need to.
func (w *walker) header(key string, values []string) (changed bool) {
	d, key := w.session.DecideAnew(headerKey+key), w.session.DecideAnew(key).Key
	for i, v := range values {
		if safe := w.session.Text(clientMetadata, d, key, v); safe != v {
			values[i], changed = safe, true
		}
	}
	return changed
}
