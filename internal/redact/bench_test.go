package redact

import (
	"strings"
	"testing"
)

// spanTexts are the string attributes of a typical HTTP server span, nothing to hide in them.
var spanTexts = []struct{ kind, key, text string }{
	{"", "http.request.method", "GET"},
	{"url", "url.full", "https://shop.example.com/api/v2/products?category=garden&page=2&sort=price_asc"},
	{"url", "url.path", "/api/v2/products"},
	{"url", "url.query", "category=garden&page=2&sort=price_asc"},
	{"", "url.scheme", "https"},
	{"", "server.address", "shop.example.com"},
	{"", "http.route", "/api/v2/products"},
	{"", "network.protocol.version", "1.1"},
	{"", "user_agent.original", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"},
	{"query", "db.query.text", "SELECT id, name, price FROM products WHERE category = $1 ORDER BY price LIMIT $2"},
	{"", "db.system.name", "postgresql"},
	{"", "db.collection.name", "products"},
	{"", "code.function.name", "com.example.shop.catalog.ProductController.list"},
	{"", "thread.name", "http-nio-8080-exec-7"},
	{"", "http.request.header.accept", "application/json, text/plain, */*"},
	{"", "http.response.header.content-type", "application/json; charset=utf-8"},
	{"baggage", "baggage", "region=eu,experiment=checkout-v2,synthetic=false"},
	{"", "feature_flag.key", "new-product-list"},
	{"", "messaging.message.id", "0af7651916cd43dd8448eb211c80319c"},
	{"", "span", "GET /api/v2/products"},
}

func scrubSpan(r *Scrubber, p *Pass) bool {
	same := true
	for _, s := range spanTexts {
		got := ""
		switch s.kind {
		case "url":
			got = r.URL(p, s.key, s.text)
		case "query":
			got = r.Query(p, s.key, s.text)
		case "baggage":
			got = r.Baggage(p, s.key, s.text)
		default:
			got = r.Scrub(p, s.key, s.text)
		}
		same = same && got == s.text
	}
	return same
}

// BenchmarkSpan is the cost of all texts of a span without findings; bytes per second are of those texts.
func BenchmarkSpan(b *testing.B) {
	r, p := newScrubber(b, Settings{Off: []string{"secret"}}), new(Pass)
	size := 0
	for _, s := range spanTexts {
		size += len(s.text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		scrubSpan(r, p)
	}
}

// BenchmarkSweep is the fast path alone.
func BenchmarkSweep(b *testing.B) {
	r := newScrubber(b, Settings{})
	text := strings.Repeat(sample, 4)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for i := 0; i < len(text); i++ {
			i, _, _, _ = sweep(text, i, 0, &r.index.bits, 0, 0)
		}
	}
}

func BenchmarkScrub(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"short", "checkout"},
		{"agent", spanTexts[8].text},
		{"sample", sample},
		{"email", "could not send the receipt to bob@example.com: mailbox full"},
		{"json", `{"items":[{"sku":"WIDGET-1","quantity":2,"price":19.99}],"currency":"EUR","total":39.98}`},
		{"percent", "/search?q=garden%20chair%20wood&page=2"},
	} {
		b.Run(c.name, func(b *testing.B) {
			r, p := newScrubber(b, Settings{Off: []string{"secret"}}), new(Pass)
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				r.Scrub(p, "", c.text)
			}
		})
	}
}
