package redact

import (
	"maps"
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// A command takes a password in an argument that does not say so: behind a short flag, or by its position.
type command struct {
	flags    string // the flags before it, in their case; it may hang on the flag
	glued    bool   // it must: after the flag alone the program asks for it
	pair     string // the bytes of which one stands between the user and the password, in one argument
	position int    // among the arguments that are no flags, from 1, if there is no flag for it
	only     string // a flag without which there is no password
	mark     byte   // what the argument must begin with
	cookies  string // the flag before cookies
}

// programs are the command lines and statements that do, by the words they begin with, after their manuals.
var programs = func() map[string]command {
	all := map[string]command{}
	for _, row := range []struct {
		names string // with commas between
		command
	}{
		{"mysql, mysqldump, mysqladmin, mysqlimport, mysqlcheck, mariadb, mariadb-dump, mariadb-admin, " +
			"7z a, 7z x, 7z e, 7za", command{flags: "-p", glued: true}},
		{"mongo, mongosh, mongodump, mongorestore, mongoexport, mongoimport, mongostat, psexec, sshpass, " +
			"docker login, podman login, az login, twine upload", command{flags: "-p"}},
		{"winrs", command{flags: "-p -password"}},
		{"redis-cli", command{flags: "-a"}},
		{"sqlcmd, osql, bcp, zip, unzip", command{flags: "-P"}},
		{"ldapsearch, ldapadd, ldapmodify, ldapdelete, ldapwhoami", command{flags: "-w"}},
		{"ldappasswd", command{flags: "-w -s -a"}},
		{"curl", command{flags: "-u --user -U --proxy-user", pair: ":", cookies: "-b"}},
		{"http -a, http --auth, --basic-auth, --proxy-user", command{position: 1, pair: ":"}},
		{"etcdctl", command{flags: "--user", pair: ":"}},
		{"addauth digest", command{position: 1, pair: ":"}},
		{"nickserv :identify, nickserv identify", command{position: 1}},
		{"mc alias set", command{position: 4}},
		{"lftp", command{flags: "-u --user", pair: ","}},
		{"smbclient, rpcclient", command{flags: "-U --user", pair: "%"}},
		{"htpasswd", command{position: 3, only: "b"}},
		{"net use, net user, rabbitmqctl add_user, rabbitmqctl change_password, " +
			"rabbitmqctl authenticate_user", command{position: 2}},
		{"aws ssm put-parameter, keyvault secret set", command{flags: "--value"}},
		{"gh secret set", command{flags: "--body -b"}},
		{"vault login, requirepass, masterauth, bindpw, snmp-server community, isakmp key, " +
			"tacacs-server key, radius-server key", command{position: 1}},
		{"poetry config", command{position: 3}},
		{"acl setuser", command{mark: '>'}},
	} {
		for name := range strings.SplitSeq(row.names, ", ") {
			all[name] = row.command
		}
	}
	return all
}()

func commandDetectors() []*detector {
	return []*detector{
		{name: "password", literals: slices.Sorted(maps.Keys(programs)), find: findCommand, follows: takesArguments},
		{name: "password", literals: slices.Concat(pipes, userPipes), find: findPiped},
	}
}

// takesArguments reports whether arguments may follow: after a blank, in a list of quoted words, after .exe.
func takesArguments(rest string) bool {
	if hasPrefixFold(rest, ".exe") {
		rest = rest[len(".exe"):]
	}
	return len(rest) > 1 && (rest[0] == ' ' || rest[0] == '=' || rest[0] == '"' || rest[0] == '\'' || rest[0] == '\\')
}

// maxCommand bounds how far the arguments of a command are looked at, in bytes.
const maxCommand = 512

// findCommand masks the password of a command line, or of the list of its words.
func findCommand(w *work, at int) {
	text := w.text
	if at < w.secrets.until || at > 0 && (wordByte(text[at-1]) || text[at-1] == '.') || !w.spend(at, costName+costValue) {
		return
	}
	c, p, ok := commandAt(text, at)
	if !ok {
		return
	}
	limit := min(len(text), at+maxCommand)
	position, found := 0, c.only == ""
	for p < limit && w.spend(at, costLook) {
		a := argumentAt(text, p, limit)
		if a.start >= a.end || !w.spend(at, a.next-p) {
			return
		}
		p = a.next
		switch arg := text[a.start:a.end]; {
		case c.mark != 0:
			if arg[0] == c.mark {
				w.addSecretArgument(a.start+1, a.end)
			}
		case arg[0] == '-' || arg[0] == '/' && position > 0 && c.flags == "":
			found = found || c.only != "" && strings.Contains(arg, c.only)
			if c.cookies != "" && arg == c.cookies {
				a = argumentAt(text, p, limit)
				w.cookiesIn(a.start, a.end)
			} else if c.behindFlag(w, a, limit) {
				return
			}
		default:
			if assigns(arg) && c.pair == "" {
				continue // username=bob
			}
			if position++; position == c.position && found {
				c.add(w, a)
				return
			}
		}
	}
}

// commandAt returns the longest command whose name stands at at, and where its arguments begin.
func commandAt(text string, at int) (c command, p int, ok bool) {
	for end := min(len(text), at+longestEntry); end > at; end-- {
		if end < len(text) && (isWord(text[end]) || text[end] == '_') {
			continue
		}
		var buffer [longestEntry]byte
		if c, ok = programs[string(appendLower(buffer[:0], text[at:end]))]; ok { // the compiler makes no string for it
			if hasPrefixFold(text[end:], ".exe") {
				end += len(".exe")
			}
			return c, end, true
		}
	}
	return c, at, false
}

// behindFlag masks what the flag a says, or the argument after it. It returns true if a was the flag.
func (c *command) behindFlag(w *work, a argument, limit int) bool {
	text := w.text
	for flag := range strings.FieldsSeq(c.flags) {
		rest, ok := strings.CutPrefix(text[a.start:a.end], flag)
		if !ok || rest != "" && strings.HasPrefix(flag, "--") && rest[0] != '=' {
			continue
		}
		if rest == "" {
			if !c.glued {
				if next := argumentAt(text, a.next, limit); next.start < next.end && text[next.start] != '-' {
					c.add(w, next)
				}
			}
			return true
		}
		a.start += len(flag)
		if rest[0] == '=' || rest[0] == ':' {
			a.start++
		}
		c.add(w, a)
		return true
	}
	return false
}

// add masks an argument, or the part of it behind the user.
func (c *command) add(w *work, a argument) {
	if c.pair != "" {
		i := strings.IndexAny(w.text[a.start:a.end], c.pair)
		if i < 0 || strings.HasPrefix(w.text[a.start+i:a.end], "://") || !isUserName(w.text[a.start:a.start+i]) {
			return
		}
		a.start += i + 1
		if digitsOnly(w.text[a.start:a.end]) && a.end-a.start <= len("65535") && digitsOnly(w.text[a.start-i-1:a.start-1]) {
			return // the numbers of a user and a group
		}
	}
	if a.start < a.end && isQuote(w.text[a.start]) {
		if end, from, ok := quotedEnd(w.text, a.start); ok {
			a.start, a.end = from, end
		}
	}
	w.addSecretArgument(a.start, a.end)
}

func isUserName(s string) bool { return s != "" && !strings.ContainsAny(s, `/"'`) }

// addSecretArgument adds an argument unless it stands for a secret only: a variable, a mask, a share.
func (w *work) addSecretArgument(start, end int) {
	if start >= end {
		return
	}
	if secretByte(w.text[end-1]) { // the rest of a command is not looked at: it may end within the argument
		end = tokenEnd(w.text, end)
	}
	s := w.text[start:end]
	if s[0] == '-' || s[0] == '\\' && len(s) > 1 || strings.HasPrefix(s, "//") ||
		placeholderValue(s, true) || stateWords.has(s) || codeLike(s) || w.ours(s) || !w.spend(start, costAdd) {
		return
	}
	w.secrets.until = max(w.secrets.until, end)
	w.add(start, end, "argument")
}

// An argument is a word of a command line, without its quotes.
type argument struct{ start, end, next int }

var beforeArgument, afterArgument = byteset.Of(" \t=\"',["), byteset.Of("|;)]")

// argumentAt reads the next word from p: up to a blank, or within quotes, which may be escaped. The words of a list have
// commas between. start equals end where the command ends.
func argumentAt(text string, p, limit int) argument {
	for p < limit && (beforeArgument.Has(text[p]) || text[p] == '\\' && p+1 < limit && isQuote(text[p+1])) {
		if end, from, ok := quotedEnd(text[:limit], p); ok && from < end && strings.Trim(text[from:end], " ,") != "" {
			for p = end; p < limit && text[p] == '\\'; {
				p++
			}
			return argument{from, end, p + 1}
		}
		p++
	}
	start := p
	for p < limit && text[p] > ' ' && !afterArgument.Has(text[p]) {
		if isQuote(text[p]) && p > start {
			if end, from, ok := quotedEnd(text[:limit], p); ok && from < end && text[from] != ',' { // -p'secret'
				p = end + 1
				continue
			}
			return argument{start, p, p}
		}
		p++
	}
	return argument{start, p, p}
}

// pipes are commands that take a password from their input: echo secret | sudo -S. Those of userPipes take user:password.
var (
	pipes     = []string{"| sudo -s", "|sudo -s", "--password-stdin"}
	userPipes = []string{"| chpasswd", "| sudo chpasswd"}
)

// findPiped masks what is echoed into the command at at.
func findPiped(w *work, at int) {
	const farthest, echo = 256, "echo "
	before := w.text[max(0, at-farthest):at]
	if !w.spend(at, costName+costValue+len(before)) || !strings.Contains(before, echo) {
		return
	}
	before = before[strings.LastIndexByte(before, '\n')+1:]
	from := at - len(before)
	i := strings.LastIndex(before, echo)
	if i < 0 || strings.Count(before[i:], "|") > 1 {
		return
	}
	a := argumentAt(w.text, from+i+len(echo), at)
	if a.start < a.end && w.text[a.start] == '-' { // -n
		a = argumentAt(w.text, a.next, at)
	}
	if slices.ContainsFunc(userPipes, func(pipe string) bool { return hasPrefixFold(w.text[at:], pipe) }) {
		if i := strings.IndexByte(w.text[a.start:a.end], ':'); i > 0 {
			w.addSecretArgument(a.start+i+1, a.end)
		}
		return
	}
	if a.start < a.end && (mixed(w.text[a.start:a.end]) || !hasPrefixFold(w.text[at:], "|")) {
		w.addSecretArgument(a.start, a.end)
	}
}
