package policy

// The words by which keys outside the built-in table are classed. A phrase is
// words with a space between; it must stand at the end of the key, where the
// noun is: `user.id` is an identifier, `user.id.type` is not.

// persons are the words for somebody whose ID is an identifier of domain user.
var persons = words(`user usr enduser customer cust member buyer purchaser shopper subscriber patient student
	employee person visitor author creator owner actor principal recipient sender player participant viewer
	follower guest passenger rider assignee reporter reviewer payer payee beneficiary cardholder seller resident
	citizen applicant contact profileuser appuser client_user doctor physician nurse teacher tutor pupil courier donor
	voter claimant borrower policyholder taxpayer`)

// accounts are the words for an account, domain account.
var accounts = words(`account acct`)

// sessions are the words for a session, domain session.
var sessions = words(`session sess`)

// devices are the words for somebody's device, domain device.
var devices = words(`device installation install`)

// ids are the words that make the word before them an identifier.
var ids = words(`id uuid guid uid identifier no num number ref reference pk oid`)

// compactIDs are those that also stand glued to it: `userid`, `accountid`.
var compactIDs = words(`id uuid guid identifier number ref`)

// qualifiers may stand between the two: `user_external_id`.
var qualifiers = words(`external internal public private pseudo legacy global unique app crm stripe tracking
	analytics hashed encrypted real original effective impersonated canonical auth0 firebase cognito profile object`)

// wrappers may follow an identifier's name: encodings of JSON say a value's type
// there, as SQS does (`UserId.StringValue`) and MongoDB (`user_id.$numberLong`).
var wrappers = words(`value raw string long`)

// identifierPhrases are identifiers with a name of their own, by domain.
var identifierPhrases = map[string][]string{
	"user": list(`distinct id|cognito identity id|id user|id customer|user sub|said|user key|userkey|sub|
		remote user|forwarded user|authenticated user|auth request user|client principal id|msisdn|
		customer key|member key|idp subject|subject id|user objectid|claims objectidentifier|nameidentifier|
		name identifier|nameid|saml name id|loyalty id|loyaltyid|loyalty card id|loyalty number|membership id|
		membershipid|membership number|client reference id`),
	"username": list(`user name|username|login name|loginname|login id|loginid|user login|userlogin|nickname|nick name|
		preferred username|sam account name|samaccountname|client principal name|user principal name|
		userprincipalname|user handle|enduser principal|user principal|security principal|principal name`),
	"account": list(`iban account|id account`),
	"session": list(`sessionid|sessid|phpsessid|jsessionid|aspsessionid|connect sid|sid`),
	"device": list(`advertising id|advertisingid|idfa|idfv|gaid|adid|imei|imsi|meid|iccid|mac address|macaddress|
		anonymous id|anonymousid|visitor token`),
}

// leafPhrases name an identifier only where a plain value stands, as in
// `?customer=42`; maps of that name hold other things too.
var leafPhrases = map[string][]string{
	"user":    list(`user|enduser|customer|current user|customerref`),
	"session": list(`session`),
}

// machineWords before `user` mean a share of time, or an account of a server.
var machineWords = words(`cpu time mode state db database system sys mysql pg postgres postgresql sql redis mongodb
	rabbitmq ftp smtp run as kernel memory load`)

// uidOwners are the words before `uid` that make it somebody's; a bare `uid` is,
// one of a Kubernetes object or a dashboard is not.
var uidOwners = words(`x app auth firebase current login my ldap req api jwt token claims`)

// servers are those of them before `user` that leave no doubt, so that `{"db": {"user": "app"}}` is no person either.
var servers = words(`cpu db database sys system sql mysql pg postgres postgresql redis mongodb rabbitmq ftp smtp kernel`)

// things are the words before `uid` that make it the ID of an object, where the
// whole path is known: Kubernetes has `metadata.uid` and `ownerReferences.uid`,
// Grafana `datasource.uid`.
var things = words(`metadata object ref reference references resource pod node namespace volume claim job deployment
	dashboard panel datasource folder alert rule`)

// secretPhrases name secrets, to be masked.
var secretPhrases = list(`password|passwd|passwort|pwd|passphrase|passcode|password hash|secret|token|api key|
	csrf|xsrf|csrfmiddlewaretoken|authorization|authorisation|www authenticate|proxy authenticate|
	proxy auth|basic auth|x auth|http auth|authentication info|credential|creds|cred|private key|private pem|
	secret key|access key|access key id|secret access key|key secret|encryption key|decryption key|signing key|
	auth key|master key|license key|account key|shared key|subscription key|ssh key|service key|hmac key|
	aes key|rsa key|session key|storage key|deploy key|consumer key|admin key|webhook key|write key|
	function key|functions key|jwt|jwe|jws|bearer|otp|totp|otp code|mfa code|2fa code|verification code|
	one time code|one time password|security code|card code|cvv|cvc|csc|pin code|card pin|psk|mnemonic|
	seed phrase|recovery phrase|recovery code|backup code|saml response|saml assertion|client assertion|
	jwt assertion|secret answer|security answer|secret question answer|
	security question answer|storepass|keypass|dbpass|rootpass|userpass|bindpw|rootpw|userpw|dbpw|
	app key|secret key base|oauth code|oauth verifier|code verifier|pkce verifier|password digest|password salt|
	snmp community|nt hash|atm pin|sim pin|bank pin|puk code|stripe key|tls key|ssl key|hub signature|
	shared access signature|sas token|htpasswd|client cert|forwarded client cert|client principal|unlock code|
	auth code|authorization code|access tokens|refresh tokens|auth tokens|api tokens|bearer tokens|
	session tokens|device tokens|id tokens`)

// gluedSecrets are the secrets whose names are also written as one word with what
// they belong to: `dbpassword`, `confirmnewpassword`.
var gluedSecrets = list(`password|passwd|passwort|passphrase|pwd|secret|token`)

// gluedOwners are what they belong to. Of other words it cannot be told where one
// ends: `nopassword`, `resetpassword` are none.
var gluedOwners = words(`db database user usr member customer account acct client admin administrator root sa super my owner guest
	device security sas login auth sys system service svc app application api web bot server host cluster node master primary
	db2 mysql mariadb mssql sql oracle pg pgsql postgres postgresql redis mongo mongodb rabbitmq rabbit amqp mqtt kafka
	elastic elasticsearch neo4j influx influxdb clickhouse
	smtp imap pop3 mail email ftp sftp ldap bind ssh ssl tls http https proxy vpn vnc rdp wifi wlan snmp radius
	key keystore truststore store cert certificate private signing encryption webhook jwt hmac shared consumer session
	cookie oauth sso access refresh id bearer csrf xsrf
	old new current confirm confirmation repeat retype verify second initial default temp temporary plain
	connection conn wp wordpress jenkins git github gitlab bitbucket docker registry nexus maven npm pypi slack
	telegram discord`)

// wholeSecrets are secrets only as the whole key: inside a longer one they mean
// too much else (`render_pass`, `gpio.pin`).
var wholeSecrets = words(`pass pin passw pw`)

// passOwners make `pass` a password where they stand before it: `db_pass`.
var passOwners = words(`user db database smtp ftp sftp imap pop3 mysql pg postgres postgresql redis mongo mongodb rabbitmq
	amqp mail email admin root login auth basic http proxy ldap sql ssh ssl keystore truststore wifi wp my`)

// flagWords before the name of a secret make it a switch: `has_password`, `requires_api_key`. What it holds is scanned. To
// enable is none of them: `enable_password` is that of a router.
var flagWords = words(`has requires needs skip allow`)

// tokenCounters before `token` mean a piece of text or a page, not a secret.
var tokenCounters = words(`max min per next prev previous page paging pagination continuation stop input output prompt
	completion total reasoning first last cached unk pad eos bos num sequence lock cancellation sync cursor
	fencing skip elevated progress done result watch idempotency`)

// cookiePhrases are masked whole.
var cookiePhrases = list(`cookie|set cookie|setcookie|cookie2|set cookie2`)

// carriers may follow a secret's name without making it something else.
var carriers = words(`value raw text plain plaintext b64 base64 encoded header string str new old current confirm
	confirmation again repeat`)

// emailPhrases are scanned, and masked as a whole if an `@` is in them.
var emailPhrases = list(`email|mail|e mail|email address|emailaddress|mail address|mailaddress|e mail address|upn|
	email id|emailid|from email|mailto|emails|user mail|usermail|useremail`)

// ipPhrases are addresses of clients.
var ipPhrases = list(`client ip|clientip|client addr|client address|remote ip|remoteip|remote addr|remoteaddr|
	remote address|forwarded for|real ip|realip|connecting ip|user ip|userip|visitor ip|caller ip|customer ip|
	client ips|ip address of client|envoy external address`)

// urlPhrases are read as URLs, so that their query is judged by names.
var urlPhrases = list(`url|uri|href|referer|referrer|connection string|connectionstring|connstr|dsn`)

// Personal data that level strict adds, by the name in the placeholder.
var strictPhrases = map[string][]string{
	"name": list(`first name|firstname|last name|lastname|full name|fullname|given name|givenname|family name|
		familyname|surname|middle name|middlename|maiden name|customer name|patient name|employee name|
		cardholder name|recipient name|sender name|contact name`),
	"birth_date": list(`date of birth|dateofbirth|dob|birth date|birthdate|birthday`),
	"phone": list(`phone|phone number|phonenumber|mobile number|mobilenumber|telephone|telephone number|
		cell phone|cellphone|fax number`),
	"national_id": list(`ssn|social security number|socialsecuritynumber|passport number|passportnumber|national id|
		nationalid|tax id|taxid|nino|driver license|drivers license|driver license number`),
	"address":  list(`street address|streetaddress|home address|billing address|shipping address|mailing address`),
	"location": list(`latitude|longitude|lat|lon|lng|postal code|postalcode|zip code|zipcode|postcode`),
}

// cloudWords begin the keys of an operator's own accounts, which are no user's.
var cloudWords = words(`cloud aws gcp azure google alibaba tencent oci ibm`)

// machineAccounts before `account` mean one of those as well.
var machineAccounts = words(`service storage cloud aws gcp azure google cosmos automation integration batch
	sso`)

// machineUsers begin keys whose user IDs are numbers of the operating system
// or objects of an orchestrator.
var machineUsers = words(`process container os linux unix posix k8s kubernetes`)
