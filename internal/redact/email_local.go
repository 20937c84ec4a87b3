package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// localStart returns the offset of the local part that ends at at; at itself if there is none.
//
// Of the characters that RFC 5322 allows in an atom, those that more often separate (= & ? / # | { } and quotes) are
// taken only where nothing else stands before the @.
func localStart(text string, at int) int {
	start := at
	for start > 0 && at-start < maxLocal {
		if start < at && text[start] == '"' && strings.IndexByte(".)", text[start-1]) < 0 {
			break // nothing but a dot or a comment goes before a quoted string
		}
		next := localBefore(text, start)
		if next == start {
			break
		}
		start = next
	}
	start = trimLocal(text, start, at)
	if start == at {
		for start > 0 && at-start < maxLocal && strings.IndexByte("=&?/#|{}'`", text[start-1]) >= 0 {
			start--
		}
		if start > 0 && text[start-1] == ':' {
			return at // ://@ is no local part
		}
	}
	return start
}

// localBefore returns the start of the piece of a local part that ends at i, or i.
func localBefore(text string, i int) int {
	switch c := text[i-1]; {
	case isWord(c), strings.IndexByte(".!$%*+-^_~", c) >= 0:
		if c != '.' && !isWord(c) && i > 1 && text[i-2] == '\\' {
			return i - 2
		}
		return i - 1
	case c == '\'':
		// O'Brien, but not the opening quote.
		if i > 1 && isLetter(text[i-2]) && i < len(text) && isLetter(text[i]) {
			return i - 1
		}
	case c >= utf8.RuneSelf:
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return i - size
		}
	case c == '"':
		// A quoted string is a whole word of the local part: a dot, a comment or the @ follows.
		if i < len(text) && strings.IndexByte("@.(", text[i]) >= 0 {
			return quotedStart(text, i)
		}
	case c == ')':
		return commentStart(text, i)
	case i > 1 && text[i-2] == '\\' && c != '\n' && c != '\\':
		return i - 2 // a quoted pair outside of quotes, obsolete
	}
	return i
}

// quotedStart returns the start of the quoted string that ends at i, or i.
func quotedStart(text string, i int) int {
	for j := i - 2; j >= 0 && i-j < maxLocal; j-- {
		switch {
		case text[j] == '\n':
			return i
		case text[j] == '"' && (j == 0 || text[j-1] != '\\'):
			return j
		}
	}
	return i
}

func commentStart(text string, i int) int {
	depth := 0
	for j := i - 1; j >= 0 && i-j < maxLocal; j-- {
		switch text[j] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				if !isLetter(text[j+1]) && text[j+1] < utf8.RuneSelf {
					return i // the arguments of a call
				}
				return j
			}
		case '\n':
			return i
		}
	}
	return i
}

// trimLocal moves start behind what only looks like a local part: a dot, an escape sequence, text of another script
// that runs into it without a space.
func trimLocal(text string, start, at int) int {
	for start < at && text[start] == '.' {
		start++
	}
	if start > 0 && start < at && text[start-1] == '\\' && strings.IndexByte("nrt", text[start]) >= 0 {
		start++
	}
	for i := at - 1; i >= start; i-- {
		switch c := text[i]; {
		case c == '%' && isEscapedSeparator(text[i:at]):
			return i + 3
		case c >= utf8.RuneSelf && i+1 < at && text[i+1] < utf8.RuneSelf:
			r, _ := utf8.DecodeLastRuneInString(text[:i+1])
			if !unicode.Is(unicode.Latin, r) && isWord(text[i+1]) {
				return i + 1
			}
		}
	}
	return start
}

// isEscapedSeparator reports whether s starts with a percent-encoded byte that ends a local part, such as %20 or %3D. The
// decoded view sees the rest.
func isEscapedSeparator(s string) bool {
	if len(s) < 4 || !isHex(s[1]) || !isHex(s[2]) {
		return false
	}
	c := codec.Unhex(s[1])<<4 | codec.Unhex(s[2])
	return c < utf8.RuneSelf && !isWord(c) && strings.IndexByte(".!$*+-^_~", c) < 0
}

// isRemote reports whether text[start:end] is a user at a host that is no mailbox: in a URL, a remote of a version
// control system, a scoped package.
func isRemote(text string, start, at, end int) bool {
	local := text[start:at]
	if strings.HasSuffix(text[:start], "://") {
		return !strings.HasSuffix(text[:start], "mailto://")
	}
	if start > 0 && text[start-1] == ':' && isPassword(text, start) {
		return true
	}
	if local == "git" && (end < len(text) && text[end] == ':' || forges.has(text[at+1:end])) {
		return true // also in what the host answers: git@github.com: Permission denied
	}
	if end+1 < len(text) && text[end] == ':' && text[end+1] != ' ' {
		switch local {
		case "git", "hg", "svn", "ssh":
			return true
		}
		return isPath(text[end+1:])
	}
	if end < len(text) && text[end] == '/' {
		return local == "git" || local == "hg" || local == "svn"
	}
	return false
}

var besideUserinfo = byteset.Of(" \t\n\"'<>/")

// isPassword reports whether what stands behind the colon before start is the password of a URL, whose own detector is at work.
func isPassword(text string, start int) bool {
	i := start
	for i > 0 && start-i < maxLocal && !besideUserinfo.Has(text[i-1]) {
		i--
	}
	return strings.HasSuffix(text[:i], "://")
}

// forges are hosts of repositories where the user git is nobody's mailbox.
var forges = words(`github.com gitlab.com bitbucket.org ssh.dev.azure.com codeberg.org ssh.github.com altssh.gitlab.com
	altssh.bitbucket.org gitee.com`)

// isPath reports whether what follows user@host: is the path of a repository: owner/name, ends in .git.
func isPath(rest string) bool {
	const longest = 128
	end := 0
	for end < len(rest) && end < longest && entries[rest[end]]&(classSpace|classQuote|classAt) == 0 && rest[end] != '<' {
		end++
	}
	rest = rest[:end]
	return strings.Contains(rest, ".git") || strings.IndexByte(rest, '/') > 0 && !isDigit(rest[0])
}
