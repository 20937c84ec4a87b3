package redact

import "strings"

// isUser reports whether text[start:end] is what programs write with an @ and people do not: an algorithm of SSH, a user at a
// host in a prompt or behind ssh, an expression.
func isUser(text string, start, at, end int) bool {
	local, domain := text[start:at], text[at+1:end]
	return isNoName(text, start, at, end) || isSSHName(local, domain) || isPrompt(text[end:]) || behindSSH(text[:start]) ||
		isCharacterClass(domain) || isNode(domain)
}

// isNode reports whether a domain is one of a cluster's own, where programs are and no mailboxes: rabbit@mq-0.mq.svc.cluster.local.
func isNode(domain string) bool {
	const cluster = ".cluster.local"
	return hasSuffixFold(domain, cluster)
}

// isNoName reports whether a local part is nothing but marks, as before a name in code: #{@url.host}, -@rule.names. In a
// mailbox they stand alone, in quotes, or are many.
func isNoName(text string, start, at, end int) bool {
	const many = 8
	if text[start:at] == "}" {
		return true // ${USER}@host
	}
	if end == len(text) && at < maxLocal && !strings.ContainsAny(text[:start], " \t\n\"(") || at-start >= many || text[start] == '"' && at-start > 2 {
		return false
	}
	for i := start; i < at; i++ {
		if isWord(text[i]) || text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// sshDomains are those of the names that implementations of SSH gave their own algorithms and extensions (RFC 4251 section 6).
var sshDomains = words("openssh.com libssh.org lysator.liu.se")

func isSSHName(local, domain string) bool {
	return sshDomains.has(domain) && (strings.ContainsAny(local, "-"+digits) || local == "zlib")
}

// isPrompt reports whether what follows user@host is a directory: of a shell's prompt, or of a remote copy.
func isPrompt(rest string) bool {
	return len(rest) > 2 && rest[0] == ':' && (rest[1] == '~' && strings.IndexByte("$#/ ", rest[2]) >= 0 || rest[1] == '/' && isLetter(rest[2]))
}

// sshCommands take user@host.
var sshCommands = words("ssh scp sftp ssh-copy-id autossh mosh")

// behindSSH reports whether a command of SSH stands before, with nothing but options and their values between.
func behindSSH(before string) bool {
	const most, longest = 8, 128 // words and bytes that are looked at
	if !strings.HasSuffix(before, " ") {
		return false
	}
	rest := before[max(0, len(before)-longest):]
	wasValue := false
	for range most {
		rest = strings.TrimRight(rest, " ")
		i := strings.LastIndexAny(rest, " \t\n'\"`($") + 1
		word := rest[i:]
		switch {
		case word == "":
			return false
		case sshCommands.has(word[strings.LastIndexByte(word, '/')+1:]):
			return !wasValue
		case word[0] == '-':
			wasValue = false
		case wasValue:
			return false
		default:
			wasValue = true
		}
		rest = rest[:i]
	}
	return false
}

// isCharacterClass reports whether a domain is a class of a regular expression: [A-Z0-9.-].
func isCharacterClass(domain string) bool {
	return domain[0] == '[' && (strings.Contains(domain, "A-Z") || strings.Contains(domain, "a-z") || strings.Contains(domain, "0-9"))
}
