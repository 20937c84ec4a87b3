package redact

import "fmt"

// A shape is a token format that its vendor documents, or that is fixed by a standard, and that the gitleaks rules do
// not know, or know too narrowly. The pattern runs behind gates compiled from it, like those of gitleaks.
type shape struct {
	id      string
	pattern string
	entropy float64 // bits a byte that the token must exceed
}

var shapes = []shape{
	// AI services
	{"xai-key", `\bxai-[A-Za-z0-9_-]{40,}`, 3},
	{"openai-key", `\b(sk-[A-Za-z0-9_-]{16,}T3BlbkFJ[A-Za-z0-9_-]{16,})`, 3},
	{"openai-project-key", `\bsk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,}`, 3},
	{"sk-key", `\bsk-(?:ant-|or-v1-|lf-)?[A-Za-z0-9_-]{32,}`, 3.2},
	{"groq-key", `\bgsk_[A-Za-z0-9]{40,}`, 3},
	{"huggingface-token", `\b(?:hf|api_org)_[A-Za-z0-9]{30,}`, 0},
	{"replicate-token", `\br8_[A-Za-z0-9]{37}`, 3},
	{"jina-key", `\bjina_[A-Za-z0-9]{40,}`, 3},
	{"tavily-key", `\btvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}`, 3},
	{"firecrawl-key", `\bfc-[a-f0-9]{32}\b`, 3},
	{"pinecone-key", `\bpcsk_[A-Za-z0-9_]{40,}`, 3},
	{"langsmith-key", `\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}`, 3},
	{"nvidia-key", `\bnvapi-[A-Za-z0-9_-]{50,}`, 3},
	{"cerebras-key", `\bcsk-[a-z0-9]{40,}`, 3},
	{"fireworks-key", `\bfw_[A-Za-z0-9]{22,}`, 3},
	{"voiceflow-key", `\bVF\.(?:DM|WS)\.[A-Za-z0-9]{20,}\.[A-Za-z0-9]{16}`, 3},
	// Source and packages
	{"github-token", `\bgh[pousr]_[A-Za-z0-9_]{30,}`, 3},
	{"gitlab-token", `\bgl(?:pat|ptt|dt|rt|rtr|cbt|ft|imt|agent|oas|soat|ffct|bt|wt)-[A-Za-z0-9_.-]{16,}`, 2.5},
	{"npm-token", `\bnpm_[A-Za-z0-9]{36,}`, 3},
	{"npm-auth", `_auth(?:Token)?=([A-Za-z0-9+/=_-]{16,})`, 2.5},
	{"pypi-token", `\bpypi-AgE[A-Za-z0-9_-]{40,}`, 3},
	{"crates-token", `\bcio[A-Za-z0-9]{32}\b`, 3.5},
	{"nuget-key", `\boy2[a-z0-9]{43}\b`, 3},
	{"docker-token", `\bdckr_[po]at_[A-Za-z0-9_-]{24,}`, 3},
	{"docker-swarm-token", `\bSWMTKN-1-[a-z0-9]{40,}-[a-z0-9]{20,}`, 3},
	{"artifactory-key", `\bAKC[A-Za-z0-9]{10,}`, 0},
	{"artifactory-password", `\bAP[0-9][A-Za-z0-9]{8,}\b`, 0},
	{"artifactory-token", `\bcmVmd[A-Za-z0-9]{50,}`, 3},
	{"circleci-token", `\bCCI(?:PAT|PRJ)_[A-Za-z0-9]{20,}_[a-z0-9]{40}`, 3},
	{"buildkite-token", `\bbk(?:ua|aj|at|ct)_[a-f0-9]{40}`, 3},
	{"sonar-token", `\bsq[upa]_[a-f0-9]{40}\b`, 3},
	{"sourcegraph-token", `\bsg[pdkm]_(?:[A-Za-z0-9]+_)*[a-fA-F0-9]{40}`, 2.5},
	{"sourcegraph-license", `\bslk_[a-f0-9]{64}`, 3},
	{"snyk-token", `\bsnyk_(?:uat|sat)\.[a-f0-9]{8}\.[A-Za-z0-9._-]{20,}`, 3},
	// Clouds and infrastructure
	{"aws-key-id", `\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}\b`, 0},
	{"volcengine-key-id", `\bAKLT[A-Za-z0-9]{40,50}\b`, 3},
	{"yandex-iam-token", `\bt1\.[A-Za-z0-9_-]{20,}={0,2}\.[A-Za-z0-9_-]{60,}={0,2}`, 3},
	{"google-auth-code", `\b4/0A[A-Za-z0-9_-]{40,}`, 3},
	{"alibaba-key-id", `\bLTAI[A-Za-z0-9]{12,24}\b`, 3},
	{"tencent-key-id", `\bAKID[A-Za-z0-9]{32}\b`, 3},
	{"azure-devops-token", `\b[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{14,}AZDO[A-Za-z0-9]{4}`, 3},
	{"azure-key", `\b[A-Za-z0-9+/_-]{33,76}(?:AzFu|AzSe|\+ASt|ACDb|\+ACR|\+ABa|\+AEh|\+ASb|AIoT|AzCa|AzAp)[A-Za-z0-9+/_-]{4,8}(?:==?)?`, 4},
	{"google-oauth-token", `\bya29\.[A-Za-z0-9_-]{20,}`, 3},
	{"google-refresh-token", `\b1//0[A-Za-z0-9_-]{30,}`, 3.5},
	{"google-client-secret", `\bGOCSPX-[A-Za-z0-9_-]{20,}`, 3},
	{"google-api-key", `\bAIza[A-Za-z0-9_-]{35}`, 3},
	{"google-client-id", `\b([0-9]{8,16}-[a-z0-9]{24,40})\.apps\.googleusercontent\.com`, 0},
	{"digitalocean-token", `\bdo[opr]_v1_[a-f0-9]{64}`, 3},
	{"vault-namespace-token", `\bs\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{5}\b`, 3},
	{"vault-token", `\bhv[sbr]\.[A-Za-z0-9_-]{24,}`, 3},
	{"cloudflare-token", `\bcf(?:at|ut|k)_[A-Za-z0-9]{40,}`, 3},
	{"doppler-token", `\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}`, 3},
	{"dynatrace-token", `\bdt0[a-z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}`, 3},
	{"pulumi-token", `\bpul-[a-f0-9]{40}`, 3},
	{"tailscale-key", `\btskey-(?:[a-z]+-)?[A-Za-z0-9]{6,}-[A-Za-z0-9]{4,}`, 3},
	{"terraform-token", `\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}`, 3.5},
	{"netlify-token", `\bnfp_[A-Za-z0-9]{36}`, 3},
	{"render-key", `\brnd_[A-Za-z0-9]{28,}`, 3},
	{"neon-key", `\bnapi_[a-z0-9]{50,}`, 3},
	{"planetscale-token", `\bpscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.=-]{32,}`, 3},
	{"supabase-token", `\bsb(?:p|_secret|_publishable)_[A-Za-z0-9_-]{30,}`, 2.5},
	{"aiven-password", `\bAVNS_[A-Za-z0-9_-]{16,}`, 3},
	{"mongodb-service-account", `\bmdb_sa_sk_[A-Za-z0-9_-]{30,}`, 3},
	{"cockroach-key", `\bCCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}`, 3},
	{"elastic-key", `\bessu_[A-Za-z0-9+/=]{40,}`, 3},
	{"kubernetes-server-token", `\bK10[a-f0-9]{64}::[a-z]+:[a-f0-9]{32}`, 3},
	{"rancher-token", `\btoken-[a-z0-9]{5}:[a-z0-9]{54}\b`, 3},
	{"databricks-token", `\b(?:dapi|dose|dkea)[a-f0-9]{32}(?:-\d)?\b`, 3},
	// Observability
	{"newrelic-license", `\b([a-z0-9]{4}xx[a-f0-9]{26,32}NRAL|[a-f0-9]{36}NRAL)\b`, 2.5},
	{"newrelic-key", `\bNR(?:AK|II|IQ|JS|AA|RA|SP|BR)-[A-Za-z0-9_-]{19,}`, 3},
	{"grafana-token", `\bgl(?:c|sa)_[A-Za-z0-9+/_=]{32,}`, 3},
	{"sentry-token", `\bsntry[su]_[A-Za-z0-9+/=_-]{40,}`, 3},
	{"honeycomb-key", `\bhc[abc][ikm]c?_[a-z0-9]{50,}`, 3},
	{"datadog-token", `\bdd(?:app|pat|apm)_[A-Za-z0-9]{30,}`, 3},
	{"posthog-key", `\bph[cx]_[A-Za-z0-9]{40,}`, 3},
	{"logfire-token", `\bpylf_v\d_[a-z]{2}_[A-Za-z0-9]{40,}`, 3},
	// Communication
	{"slack-token", `\bxox[a-z](?:-[A-Za-z0-9]{4,}){2,}`, 2.5},
	{"slack-rotated-token", `\bxoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{100,}`, 3},
	{"slack-session", `\bxoxd-[A-Za-z0-9%+/=_-]{40,}`, 3},
	{"slack-app-token", `\bxapp-[A-Za-z0-9]+-[A-Za-z0-9/+-]{16,}`, 3},
	{"slack-webhook", `hooks\.slack\.com/(?:services|workflows|triggers|commands|actions)/([A-Za-z0-9+/]{24,})`, 0},
	{"teams-webhook", `(?:outlook\.office(?:365)?|webhook\.office)\.com/webhook(?:b2)?/([A-Za-z0-9@/-]{60,})`, 0},
	{"discord-webhook", `discord(?:app)?\.com/api/(?:v\d+/)?webhooks/([0-9]{16,20}/[A-Za-z0-9_-]{60,})`, 0},
	{"zapier-webhook", `hooks\.zapier\.com/hooks/catch/([A-Za-z0-9/]{12,})`, 0},
	// Their paths alone, as an attribute has them without the host.
	{"slack-webhook-path", `/services/(T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24})`, 0},
	{"discord-webhook-path", `/webhooks/([0-9]{16,20}/[A-Za-z0-9_-]{60,})`, 0},
	{"telegram-bot-path", `/bot([0-9]{8,10}:[A-Za-z0-9_-]{35})`, 3},
	{"teams-webhook-path", `/webhookb2/([A-Za-z0-9@/-]{60,})`, 0},
	{"zapier-webhook-path", `/hooks/catch/([0-9]{4,}/[A-Za-z0-9]{6,})`, 0},
	{"ifttt-webhook-path", `/with/key/([A-Za-z0-9_-]{20,})`, 3},
	{"mattermost-webhook-path", `/hooks/([a-z0-9]{26})\b`, 3},
	{"make-webhook", `hook\.(?:eu|us)\d\.make\.com/([a-z0-9]{32})`, 0},
	{"ifttt-webhook", `maker\.ifttt\.com/(?:use|trigger/[A-Za-z0-9_-]+(?:/json)?/with/key)/([A-Za-z0-9_-]{20,})`, 0},
	{"pagerduty-integration", `events\.pagerduty\.com/integration/([a-f0-9]{32})`, 0},
	{"opsgenie-webhook", `api\.(?:eu\.)?opsgenie\.com/v1/json/[a-z]+\?apiKey=([a-f0-9-]{36})`, 0},
	{"oracle-par", `oraclecloud\.com/p/([A-Za-z0-9_-]{32,})`, 0},
	{"telegram-bot", `(?:\b|bot)([0-9]{8,10}:AA[A-Za-z0-9_-]{33,34})`, 3},
	{"twilio-sid", `\b(?:AC|SK)[a-f0-9]{32}\b`, 2.5},
	{"sendgrid-key", `\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}`, 3},
	{"mailchimp-key", `\b[a-f0-9]{32}-us[0-9]{1,2}\b`, 2.5},
	{"mailgun-key", `\b(?:pub)?key-[a-f0-9]{32}\b`, 2.5},
	{"brevo-key", `\bx(?:keysib|smtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16}`, 3},
	{"figma-token", `\bfig[dou][a-z]*_[A-Za-z0-9_-]{38,}`, 3},
	{"frameio-token", `\bfio-u-[A-Za-z0-9_=-]{50,}`, 3},
	{"linear-token", `\blin_(?:api|oauth|wh)_[A-Za-z0-9]{32,}`, 3},
	{"notion-token", `\b(?:secret_[A-Za-z0-9]{43}\b|ntn_[A-Za-z0-9]{40,})`, 3.5},
	{"contentful-token", `\bCFPAT-[A-Za-z0-9_-]{40,}`, 3},
	{"atlassian-token", `\bAT(?:ATT3|CTT3|BB)[A-Za-z0-9_=.-]{20,}`, 3},
	{"trello-token", `\bATTA[a-f0-9]{64,}`, 3},
	{"asana-token", `\b[012]/[0-9]{15,17}(?:/[0-9]{15,17})?:[a-f0-9]{32}\b`, 3},
	{"teamwork-token", `\btkn\.v1_[A-Za-z0-9=_-]{40,}`, 3},
	{"readme-key", `\brdme_[a-z0-9]{60,}`, 3},
	{"hubspot-token", `\bpat-[a-z]{2}\d-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}`, 0},
	{"zoho-token", `\b1000\.[a-f0-9]{32}\.[a-f0-9]{30,32}`, 3},
	{"salesforce-token", `\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{60,}`, 3},
	{"postman-key", `\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}`, 3},
	{"pubnub-key", `\b(?:pub|sub|sec)-c-[A-Za-z0-9-]{36,}`, 2.5},
	{"launchdarkly-key", `\b(?:api|sdk|mob)-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\b`, 0},
	{"okta-token", `\bSSWS\s+(00[A-Za-z0-9_-]{40})`, 3},
	{"dropbox-token", `\bsl\.(?:u\.)?[A-Za-z0-9_-]{120,}`, 3},
	// Commerce and payment
	{"stripe-key", `\b[spr]k_(?:live|test|prod)_[A-Za-z0-9]{16,}`, 2.5},
	{"stripe-webhook-secret", `\bwhsec_[A-Za-z0-9+/=]{24,}`, 3},
	{"square-key", `\b(?:sandbox-)?sq0(?:idp|ids|csp|atp|atb)-[A-Za-z0-9_-]{20,}`, 3},
	{"square-token", `\bEAAA[A-Za-z0-9_-]{56,}`, 3},
	{"instagram-token", `\bIGQ[A-Za-z0-9_-]{100,}`, 3},
	{"facebook-token", `\bEAA[A-Z][A-Za-z0-9]{40,}`, 3},
	{"shopify-token", `\bshp(?:at|ca|pa|ss|tka|ua)_[A-Za-z0-9]{32}`, 2.5},
	{"braintree-token", `\baccess_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}`, 0},
	{"razorpay-key", `\brzp_(?:live|test)_[A-Za-z0-9]{14,}(?::[A-Za-z0-9]{24})?`, 3},
	{"checkout-key", `\bsk_(?:sbox_|test_)?(?:[a-z0-9]{26,28}|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})\b`, 3},
	{"mollie-key", `\blive_[A-Za-z0-9]{30}\b`, 3.8},
	{"blockchain-node", `(?:infura\.io/(?:ws/)?v3/|alchemy(?:api)?\.(?:io|com)/v2/|rpc\.ankr\.com/[a-z_]+/|quiknode\.pro/)([A-Za-z0-9_-]{32,64})`, 3},
	{"flutterwave-key", `\bFLW(?:SECK|PUBK)(?:_TEST|_LIVE)?-[A-Za-z0-9]{12,}(?:-X)?`, 2.5},
	{"mercadopago-token", `\bAPP_USR-[0-9]{10,}-[0-9]{6}-[a-f0-9]{32}`, 3},
	{"pagarme-key", `\b[aes]k_(?:live|test)_[A-Za-z0-9]{20,}`, 2.5},
	{"plaid-token", `\baccess-(?:sandbox|development|production)-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}`, 0},
	{"lob-key", `\b(?:live|test)_(?:pub_)?[a-f0-9]{31,35}\b`, 3},
	{"gocardless-token", `\b(?:live|sandbox)_[A-Za-z0-9=_-]{40}\b`, 3},
	{"easypost-key", `\bEZ[AT]K[A-Za-z0-9]{50,}`, 3},
	{"adafruit-key", `\baio_[A-Za-z0-9]{28}\b`, 3},
	{"mapbox-token", `\b[pst]k\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`, 3},
	{"paddle-key", `\bpdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}`, 3},
	{"ebay-key", `\b(?:PRD|SBX)-[a-f0-9]{12}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}`, 3},
	{"amazon-mws-token", `\bamzn\.mws\.[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}`, 0},
	// Further clouds, mail and tools
	{"aws-session-token", `\b(?:FwoGZXIvYXdzE|IQoJb3JpZ2luX2Vj)[A-Za-z0-9/+=]{40,}`, 3},
	{"aws-appsync-key", `\bda2-[a-z0-9]{26}\b`, 3},
	{"google-fcm-key", `\bAAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{120,}`, 3},
	{"yandex-key", `\bAQVN[A-Za-z0-9_-]{35,38}\b`, 3},
	{"yandex-token", `\by[0-3]_[A-Za-z0-9_-]{55,}`, 3},
	{"mailersend-token", `\bmlsn\.[a-f0-9]{64}`, 3},
	{"resend-key", `\bre_[A-Za-z0-9]{6,}_[A-Za-z0-9]{20,}`, 3},
	{"mandrill-key", `\bmd-[A-Za-z0-9_-]{22}\b`, 3.5},
	{"elevenlabs-key", `\bsk_[a-f0-9]{48}\b`, 3},
	{"together-key", `\btgp_v1_[A-Za-z0-9_-]{40,}`, 3},
	{"dbt-token", `\bdbt[cu]_[A-Za-z0-9+/=_-]{30,}`, 3},
	{"typeform-token", `\btfp_[A-Za-z0-9_.-]{40,}`, 3},
	{"clickup-token", `\bpk_[0-9]{6,9}_[A-Z0-9]{32}\b`, 3},
	{"intercom-token", `\bdG9rO[A-Za-z0-9+/=]{50,}`, 3},
	{"inngest-key", `\bsignkey-(?:prod|test|branch)-[a-f0-9]{40,}`, 3},
	{"statsig-key", `\bsecret-[A-Za-z0-9]{40,}\b`, 3.5},
	{"vercel-token", `\bvercel_blob_rw_[A-Za-z0-9_]{30,}|\bvc[kpair]_[A-Za-z0-9]{40,}`, 3},
	{"rootly-key", `\brootly_[a-f0-9]{60,}`, 3},
	{"prefect-key", `\bpn[ub]_[A-Za-z0-9]{36}\b`, 3},
	{"thunderstore-token", `\btss_[A-Za-z0-9]{30,}`, 3},
	{"trigger-key", `\btr_(?:dev|stg|prod|pat)_[A-Za-z0-9]{20,}`, 3},
	{"cal-key", `\bcal_(?:live|test)_[a-f0-9]{30,}`, 3},
	{"twitch-oauth", `\boauth:[a-z0-9]{30}\b`, 3},
	{"onepassword-token", `\bops_eyJ[A-Za-z0-9+/=]{100,}`, 3},
	{"wakatime-key", `\bwaka_[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}`, 0},
	{"segment-token", `\bsgp_[A-Za-z0-9]{64}`, 3},
	{"harness-key", `\b(?:pat|sat)\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}`, 3},
	// Key material and password hashes
	{"azure-client-secret", `[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}`, 3},
	{"age-secret-key", `(?i)AGE-SECRET-KEY-1[A-Z0-9]{50,}`, 0},
	{"extended-private-key", `\b[xyztuv]prv[A-Za-z0-9]{100,112}\b`, 3.5},
	{"bcrypt", `\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}`, 0},
	{"crypt", `\$(?:1|5|6|7|8|9|y|apr1|sha1)\$(?:rounds=\d+\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{20,}`, 0},
	{"argon2", `\$argon2(?:id|i|d)\$v=\d+\$[^\s"']{20,}`, 0},
	{"pbkdf2", `(?:pbkdf2[_-]sha(?:1|256|512)\$|\$pbkdf2(?:-sha\d+)?\$)\d+\$[^\s"']{20,}`, 0},
	{"werkzeug-hash", `(?:pbkdf2:sha(?:1|256|512)(?::\d+)?|scrypt:\d+:\d+:\d+)\$([A-Za-z0-9]{1,32}\$[a-f0-9]{40,})`, 0},
	{"scram-hash", `SCRAM-SHA-(?:1|256)\$\d+:([A-Za-z0-9+/=]{8,}\$[A-Za-z0-9+/=]{20,}:[A-Za-z0-9+/=]{20,})`, 0},
	{"ntlm-hash", `:\d{3,}:([a-f0-9]{32}:[a-f0-9]{32}):::`, 0},
	{"phpass", `\$[PH]\$[./A-Za-z0-9]{31}\b`, 0},
	{"kerberos-hash", `\$krb5(?:tgs|asrep|pa)\$[^\s"']{40,}`, 0},
	{"ldap-hash", `\{(?:SSHA|SHA|SMD5|MD5)(?:256|384|512)?\}[A-Za-z0-9+/]{20,}={0,2}`, 0},
}

func shapeRules() ([]*rule, error) { return rulesOf(shapes) }

// rulesOf turns a table of shapes into rules.
func rulesOf(table []shape) ([]*rule, error) {
	out := make([]*rule, 0, len(table))
	for _, s := range table {
		r := &rule{id: s.id, source: s.pattern, entropy: s.entropy}
		if err := r.prepare(); err != nil {
			return nil, fmt.Errorf("shape %s: %w", s.id, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// discordToken finds bot tokens, three parts without any fixed text: the user's number in base64, a time, a checksum.
var discordToken = &detector{name: "secret", classes: classUpper3 | classDigit | classDot, find: findDiscordTokens}

// Lengths of the parts of a Discord token.
const (
	discordUserMin, discordUserMax = 23, 28
	discordTime                    = 6
	discordSumMin, discordSumMax   = 27, 40
)

func findDiscordTokens(w *work, _ int) {
	text := w.text
	for i := discordUserMin; i+discordTime+1+discordSumMin < len(text); i++ {
		if i = indexFrom(text, i, '.'); i+discordTime+1+discordSumMin >= len(text) {
			return
		}
		if text[i+discordTime+1] != '.' {
			continue
		}
		start := i
		for start > 0 && i-start <= discordUserMax && isTokenByte(text[start-1]) {
			start--
		}
		end := i + discordTime + 2
		for end < len(text) && end-i-discordTime-2 <= discordSumMax && isTokenByte(text[end]) {
			end++
		}
		user, sum := i-start, end-i-discordTime-2
		if user < discordUserMin || user > discordUserMax || sum < discordSumMin || sum > discordSumMax {
			continue
		}
		if c := text[start]; c == 'M' || c == 'N' || c == 'O' {
			w.add(start, end, "discord-bot-token")
			i = end
		}
	}
}
