package redact

import "slices"

// A secretWord is a word that names secrets.
type secretWord struct {
	word   string
	trust  trust
	inside bool // other letters may stand right before it: mypassword
}

// secretWords are such words by their first byte, which tells most of them from what stands in a text; longest first.
type secretWords [256][]secretWord

var passwordWords = new(secretWords).
	with(passwordName, true, "passphrase", "passwords", "password", "passwort", "passcode", "passwd", "kennwort").
	with(passwordName, false, "contraseña", "contrasena", "contraseñas", "senha", "wachtwoord", "passe", "passord", "heslo").
	with(passwordName, false, "security answer", "security_answer", "secret answer", "secret_answer").
	with(passwordName, false, "salasana", "adgangskode", "lösenord", "hasło", "пароль", "密码", "パスワード").
	with(secretName, false, "parola"). // also any word
	with(passwordName, false, "pass", "pwd", "pw")

var otherWords = new(secretWords).
	with(secretName, true, "secretkey", "secrete", "secret", "token", "apikey", "accesskey", "accountkey", "privatekey").
	with(secretName, false, "psk").
	with(weakName, false, "csrf", "xsrf", "salt").
	with(weakName, false, "code_verifier", "code verifier", "codeverifier", "saml_response", "samlresponse", "saml_assertion", "client_assertion", "jwt_assertion").
	with(weakName, false, "key", "auth", "credentials", "credential", "creds", "cred").
	with(weakName, true, "access", "private")

// allWords are both.
var allWords = passwordWords.and(otherWords)

func (l *secretWords) with(t trust, inside bool, words ...string) *secretWords {
	for _, word := range words {
		l[word[0]] = append(l[word[0]], secretWord{word, t, inside})
	}
	return l
}

func (l *secretWords) and(other *secretWords) *secretWords {
	var all secretWords
	for first := range all {
		all[first] = slices.Concat(l[first], other[first])
	}
	return &all
}

// at are the words that begin with this byte, in any case.
func (l *secretWords) at(first byte) []secretWord {
	if 'A' <= first && first <= 'Z' {
		first |= 0x20
	}
	return l[first]
}

// notSecretAfter are the words after a keyword that make a name speak about a secret, not hold it: token_type.
var notSecretAfter = words(`id ids name names type types count counts total length len size limit limits usage used url uri urls
	endpoint endpoints path paths file filename dir field fields label alias version expiry expires expire expiration expired
	expiring ttl age policy policies scope scopes prefix suffix format algorithm alg algo provider source ref manager store
	storetype index status state valid validity validation required enabled disabled attempt attempts error errors min max strength
	rotation exchange request response server issuer audience budget rate per pool cache validator generator handler filter factory
	middleware controller method class bucket stream parser position offset event events space spaces board boards word words ring
	rings frame frames pair pairs press pressed down up note stone selector mesh tab tool kind mode role group owner schema usages
	hint page form reset recovery header exception failure warning change changed update updated created removed template templates
	metadata encryption command callback supports service services svc worker workers proxy operator sdk plugin cli daemon util
	utils helper helpers library module complexity stdin prompt arn arns fail failed success result results check checks description
	summary title comment message help supported signing kid kty`)

// notSecretBefore are the words before "key" that make it no secret.
var notSecretBefore = words(`primary foreign public partition sort cache routing ordering object idempotency row group
	index map hash hot natural bucket composite unique message event record registry translation locale resource metric
	attribute config configuration setting lookup query dict state entity dedup dedupe shard cluster pub property
	sequence range issuer item sub parent child lock job queue topic tag label field column table answer menu arrow enter
	shift home rapid redis memcached mon don tur hoc joc co mi keyword correlation trace span span-id order tenant
	session-cache turn next last first the a this that by each with of on in any for and or no per from hotkey`)

// secretBefore are the words before "key" that make it one.
var secretBefore = words(`api access secret private license licence auth account encryption decryption signing shared
	master service app application consumer client subscription admin ssh storage hmac deploy insert ingest ingestion
	write webhook security functions function rsa dsa ecdsa aes cloud iam sas host sharedaccess accesskey
	publishable integration data send personal user root crypto cipher symmetric session jwt cookie salt`)
