package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// comments rewrites the key='value' pairs that sqlcommenter puts into comments: each is judged as a member.
func (r *Scrubber) comments(p *Pass, text string) string {
	start := strings.Index(text, "/*")
	if start < 0 || p.Member == nil {
		return text
	}
	w := rewriter{src: text}
	for start >= 0 && start < len(text) {
		end := strings.Index(text[start:], "*/")
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		r.commentPairs(p, &w, start, end)
		if start = strings.Index(text[end:], "/*"); start >= 0 {
			start += end
		}
	}
	return w.String()
}

func (r *Scrubber) commentPairs(p *Pass, w *rewriter, start, end int) {
	for i := start; i < end; i++ {
		if w.src[i] != '=' || i+1 >= end || w.src[i+1] != '\'' {
			continue
		}
		nameStart := i
		for nameStart > start && (isTokenByte(w.src[nameStart-1]) || w.src[nameStart-1] == '.' || w.src[nameStart-1] == '%') {
			nameStart--
		}
		stop := strings.IndexByte(w.src[i+2:end], '\'')
		if stop < 0 || nameStart == i {
			continue
		}
		from, to := i+2, i+2+stop
		value := codec.Unescape(w.src[from:to], false)
		if safe, ok := p.judge(codec.Unescape(w.src[nameStart:i], false), value); ok && safe != value {
			w.replace(from, to, codec.Userinfo(safe))
		}
		i = to
	}
}
