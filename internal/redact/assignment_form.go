package redact

import "strings"

// isFingerprint reports whether s is the ID of an OpenPGP key: capital hex digits of three sizes.
func isFingerprint(s string) bool {
	return (len(s) == 8 || len(s) == 16 || len(s) == 40) && isHexAll(s) && !strings.ContainsFunc(s, isSmall)
}

// assigns reports whether s is an assignment itself: partition=3, number="7"/.
func assigns(s string) bool {
	i := strings.IndexByte(s, '=')
	return i > 0 && i+1 < len(s) && s[i+1] != '=' && identifier(s[:i])
}

// isLabel reports whether s is a name of lower-case words: db-credentials-v2, registry.example.
func isLabel(s string) bool {
	s = strings.TrimPrefix(s, ".")
	parts, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && strings.IndexByte("-._/", s[i]) < 0 {
			continue
		}
		if p := s[from:i]; (!singleWord(p) || strings.ContainsFunc(p, isCapital)) && !shortVersion(p) {
			return false
		}
		parts, from = parts+1, i+1
	}
	return parts > 1
}

// shortVersion reports whether s is a small number, with a v before it or not.
func shortVersion(s string) bool {
	const longest = 3
	s = strings.TrimPrefix(s, "v")
	return s != "" && len(s) <= longest && digitsOnly(s)
}

// dottedName reports whether s is the path of a property: settings.localTime.
func dottedName(s string) bool {
	dots := 0
	for i := range len(s) {
		switch {
		case isLetter(s[i]):
		case s[i] == '.' && i+1 < len(s) && s[i+1] != '.':
			dots++
		default:
			return false
		}
	}
	return dots > 0
}

// isRelease reports whether s is a version: v1.2, 1.2.3-rc.1, of more than one number and small ones in front.
func isRelease(s string) bool {
	const longest = 4 // digits of its first numbers
	rest := strings.TrimPrefix(s, "v")
	enough := 2
	if len(rest) < len(s) {
		enough = 1
	}
	dots, digits := 0, 0
	for i := range len(rest) {
		switch c := rest[i]; {
		case isDigit(c):
			if digits++; digits > longest && dots < enough {
				return false
			}
		case c == '.' && digits > 0:
			dots, digits = dots+1, 0
		default:
			return dots >= enough && (c == '-' || c == '+' || isLetter(c))
		}
	}
	return dots >= enough && digits > 0
}

// isRange reports whether s is what a list of dependencies asks for: ^9.0.2, >=1.2.
func isRange(s string) bool {
	rest := strings.TrimLeft(s, "^~<>= ")
	return len(rest) < len(s) && isRelease("v"+rest)
}

// reference reports whether s names a variable or constant: PRIVATE_KEY_TYPES, next_page_token, accessToken.
func reference(s string) bool {
	lower, upper, joints, humps := false, false, 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isSmall(rune(c)):
			lower = true
		case isCapital(rune(c)):
			upper = true
			if i > 0 && isSmall(rune(s[i-1])) {
				humps++
			}
		case c == '_':
			joints++
		default:
			return false
		}
	}
	if !lower {
		return upper && joints > 0
	}
	return (joints > 0 || humps > 0 && camelCase(s)) && (containsFold(s, "token") || containsFold(s, "secret") || containsFold(s, "key"))
}

// isFile reports whether s is a path to a file with an extension.
func isFile(s string) bool {
	const longest = 5 // of an extension
	if s[0] != '/' && s[0] != '.' && s[0] != '~' && s[0] != '$' || !strings.Contains(s, "/") {
		return false
	}
	dot := strings.LastIndexByte(s, '.')
	ext := s[dot+1:]
	return dot > 0 && ext != "" && len(ext) <= longest && singleWord(ext)
}

// isPattern reports whether s is a regular expression: it holds classes of letters or digits.
func isPattern(s string) bool {
	if strings.IndexByte(s, '-') < 0 {
		return false
	}
	return strings.Contains(s, "[0-9]") || strings.Contains(s, "[a-z") || strings.Contains(s, "[A-Z") || strings.Contains(s, "a-zA-Z")
}

// isColor reports whether s is a color of a style sheet: #976806.
func isColor(s string) bool {
	const short, long, alpha = 4, 7, 9
	return s[0] == '#' && (len(s) == short || len(s) == long || len(s) == alpha) && isHexAll(s[1:])
}

// isEmptyNext reports whether s is the next name and its operator, as in TOKEN= SECRET= where none has a value.
func isEmptyNext(s string) bool {
	name, ok := strings.CutSuffix(s, "=")
	return ok && name != "" && (singleWord(name) || singleWord(strings.ReplaceAll(name, "_", "")))
}

// rootDirectories begin the paths of files on a machine, with an extension or without.
var rootDirectories = []string{"/etc/", "/var/", "/usr/", "/opt/", "/home/", "/root/", "/tmp/", "/run/", "/proc/", "/dev/", "/srv/", "/mnt/", `\registry\`, `c:\`}

// isSystemPath reports whether s begins as the path of a file or of a key in the registry of Windows does.
func isSystemPath(s string) bool {
	for _, directory := range rootDirectories {
		if hasPrefixFold(s, directory) {
			return true
		}
	}
	return false
}

// isProgram reports whether the name is the one of a program that writes to syslog, gpasswd[3246]: user bob added, or of the
// service that a module of PAM works for: pam_unix(passwd:chauthtok).
func isProgram(text string, n *name, v value) bool {
	const longestModule = 24
	if pid, ok := strings.CutSuffix(strings.TrimRight(text[n.end:v.start], " "), "]:"); ok && len(pid) > 2 && n.word == "passwd" {
		return pid[0] == '[' && digitsOnly(pid[1:])
	}
	return n.start > 0 && text[n.start-1] == '(' && strings.Contains(text[max(0, n.start-longestModule):n.start], "pam_")
}
