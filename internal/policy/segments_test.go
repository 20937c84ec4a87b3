package policy

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// keysByDecision lists attribute keys under the decision that level default
// makes about them. Most are not in the built-in table.
var keysByDecision = map[string]string{
	"hash user": `user.id userId user_id userID UserId USER_ID user-id uid usr.id usr_id customer.id customer_id
		customerId customerID customerid app.user.id app.userId enduser.id enduser.pseudo.id x-user-id X-User-Id
		http.request.header.x-user-id http.request.header.x_user_id rpc.request.metadata.x-user-id
		user.uuid user_guid userIDs user_ids users.0.id member_no memberId buyer.id shop.order.buyer_id
		subscriber_id patient_id student.id employee_id author.id author_id owner_id creatorId recipient_id
		customer.external_id stripe_customer_id customer_number customerRef user_uuid userUuid
		distinct_id sub jwt.claims.sub id_user user customer app.user current_user auth.uid firebase_uid
		UserId.StringValue account.user.id.$numberLong user_id.$oid user_profile_id user.object_id nameid loyalty_id
		http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier membership.number
		baggage.user.id cart.user_id order.customer.id payment.payer_id userid customerids
		k8s.pod.label.user-id db.query.parameter.user_id http.response.header.x-user-id messaging.header.x-user-id`,
	"hash account": `account.id account_id accountId accountID user.account_id acme.billing.account_id acct_id acctId
		x-account-id account.number accountNumber customer.account.id accountid bank_account_number account_uuid`,
	"hash session": `session.id session_id sessionId session.previous_id mcp.session.id sessionid PHPSESSID JSESSIONID
		connect.sid sid session gen_ai.conversation.id http.session.id app.session.uuid Mcp-Session-Id`,
	"hash username": `user.name username userName user_name USERNAME login_name preferred_username nickname
		enduser.principal principal.name
		user.username app.user.name samAccountName process.owner file.owner.name x-forwarded-user`,
	"hash device": `device.id deviceId device_uuid app.installation.id installation_id idfa imei mac_address host.mac`,
	"hash ref": `messaging.kafka.message.key messaging.rocketmq.message.keys feature_flag.context.id
		messaging.message.conversation_id`,
	"mask": `enable_password enableSecret newpassword confirmnewpassword dbpassword DBPASSWORD app.dbUserpassword mysqlpwd userpasswd2 sslkeypassphrase sslpassword apitoken
		jwtsecret webhooksecrets keystorepassword.value password passwd Password PASSWORD pwd app.password user_password userPassword db.password DB_PASSWORD
		password2 passwords new_password password.new confirmPassword passphrase passcode
		secret client_secret clientSecret app.secret secrets SECRET_KEY secret_access_key aws_secret_access_key
		token access_token accessToken refresh_token id_token auth_token authToken x-auth-token api_token apiToken
		csrf_token csrfToken x-csrf-token X-CSRF-Token csrfmiddlewaretoken xsrf-token reset.token bearer_token
		session_token looker_token alibabaToken token.value access_tokens
		api_key apiKey apikey api-key X-API-Key x-api-key API_KEY APIKey payment.api_key stripe.api.key apiKeys
		authorization Authorization http.request.header.authorization http.request.header.Authorization
		proxy-authorization http.request.header.proxy_authorization rpc.request.metadata.authorization
		security_answer secret_question_answer mysql_root_pw storepass app_key SECRET_KEY_BASE code_verifier password_digest atm_pin pw
		cookie cookies set-cookie Set-Cookie http.request.header.cookie http.response.header.set-cookie
		set_cookie private_key privateKey ssh_private_key credentials credential app.aws.credentials creds
		access_key secretKey encryption_key signing_key master_key access_key_id db_pass pass pin otp cvv
		jwt auth.jwt webhook_secret psk seed_phrase saml_response
		user.email email app.customer.email x-user-email userEmail user_email email_address http.request.header.from
		http.request.header.x-user-email user.full_name process.environment_variable.HOME
		db.query.parameter.name db.operation.parameter.0`,
	"truncate_ip": `client.address http.client_ip client_ip clientIp x-forwarded-for X-Forwarded-For
		http.request.header.x-forwarded-for http.request.header.x_forwarded_for http.request.header.forwarded
		net.peer.ip net.sock.peer.addr network.peer.address source.address x-real-ip remote_addr user_ip`,
	"url": `url.full url.path url.query http.url http.target http.request.header.referer referer
		http.response.header.location db.connection_string vcs.url callback_url redirect_uri app.dsn`,
	"sql":        `db.query.text db.statement graphql.document cassandra.query sql`,
	"baggage":    `baggage http.request.header.baggage messaging.header.baggage rpc.grpc.request.metadata.baggage app.baggage`,
	"tracestate": `tracestate http.request.header.tracestate`,
	"keep": `service.name service.namespace service.version service.instance.id telemetry.sdk.name
		telemetry.sdk.language telemetry.sdk.version telemetry.distro.name`,
	"drop": `tls.client.certificate tls.client.certificate_chain`,
	"scan": `has_password user.hasToken requires_api_key skip_authorization nopassword haspassword forgotpassword resetpassword passwordless crossword app.newpassword_count inputtoken pagetokens
		gen_ai.usage.input_tokens gen_ai.usage.output_tokens gen_ai.request.max_tokens gen_ai.token.type
		author authors monkey keyboard keyboard.layout turkey hockey token_count tokenCount token.type tokens
		max_token next_page_token nextPageToken time_to_first_token cloud.account.id cloud_account_id aws.account_id
		azure.account.id service_account_id storage.account.id request.id requestId request_id x-request-id
		user.tier user.tiers user.roles user.role user_role_id user_agent user_agent.original user.agent.name user_group_id
		user.count users user_count user.id.type user_id_count user.type customer.type customer_segment account.type
		accounting accountant session.count session.duration session_start passenger.count compass bypass
		passed password_length password.reset.count password_changed_at is_password_set
		secret.name secret_arn k8s.secret.name aws.secretsmanager.secret.arn secretary
		tokenizer tokenization authority authentic authenticated authentication.method auth.method auth
		aspnetcore.authentication.scheme aspnetcore.authorization.result aspnetcore.authorization.policy
		cookie_consent cookie.name cookies.accepted key keys primary_key partition_key routing_key cache.key
		public_key redis.key sort_key foreign.key key.id hotkey whiskey pinned ping spin gpio.pin pin.count
		k8s.pod.uid k8s.node.uid pod_uid dashboard.uid object.uid panel_uid process.user.id process.real_user.id
		oauth.clientId client_id azure.client.id app.configuration_id app.location_id trace_id span_id order.id
		product_id tenant.id organization_id cart.id item.id host.id container.id message.id transaction.id
		cpu.user db.user system.user identifier id name number pass_rate test.passed
		email.count email_verified email.subject mailbox.size emails_sent email.template
		ip ip_version server.address host.ip network.local.address peer.ipv4
		http.method http.route http.request.header.user-agent http.request.header.content-type
		http.response.header.www-count token_id csrf.enabled secretless curl.version url_count urls.count
		login login_count action.login sidebar subject sublime substitute guid uuid
		http.response.header.referrer-policy http.response.header.vary vcs.ref.head.revision hw.serial_number`,
}

func TestDecideKeys(t *testing.T) {
	p := newPolicy(t, Settings{})
	for wanted, keys := range keysByDecision {
		for key := range strings.FieldsSeq(keys) {
			if got := want(p.Decide(key)); got != wanted && !strings.HasPrefix(got, wanted+" ") {
				t.Errorf("Decide(%q) = %s, want %s (words %q)", key, got, wanted, splitWords(key))
			}
		}
	}
}

// TestMostKeysMeanNothing: what is known by the last word of a key is what all of
// its words say.
func TestMostKeysMeanNothing(t *testing.T) {
	parts := slices.Sorted(maps.Keys(endings))
	for phrase := range lexicon.phrases {
		parts = append(parts, phrase)
	}
	slices.Sort(parts) // phrases come in any order
	parts = append(parts, "max", "", "0", "42", "s", "S", "2", "x1", "ID", "Ids", "IDs", "URLs", "é", "Größe", "\xff", "\u200b", "\uff49\uff44", "\u0130", "\u0661",
		"[redacted:user]", "member", "1", "queue", "orders", "a")
	random := rand.New(rand.NewPCG(1, 2))
	for range 300_000 {
		var key strings.Builder
		for range 1 + random.IntN(4) {
			part := parts[random.IntN(len(parts))]
			if random.IntN(3) == 0 {
				part = parts[len(parts)-1-random.IntN(25)]
			}
			switch random.IntN(4) {
			case 0:
				part = strings.ToUpper(part)
			case 1:
				part = strings.Title(part) //nolint:staticcheck // it is camelCase that is meant
			}
			key.WriteString([]string{"", "", ".", "_", "-", " "}[random.IntN(6)] + part)
		}
		want, ws := meaning{}, splitWords(withoutPlaceholders(withoutListNames(key.String())))
		if len(ws) > 0 {
			want = meaningOf(ws)
		}
		if got := classify(key.String()); got != want {
			t.Fatalf("classify(%q) = %v, want %v", key.String(), got, want)
		}
		if got := strings.ToLower(string(lastWord(foldRunes(nil, withoutPlaceholders(withoutListNames(key.String())))))); len(ws) > 0 && got != ws[len(ws)-1] {
			t.Fatalf("the last word of %q is %q, want %q", key.String(), got, ws[len(ws)-1])
		}
	}
}

func TestSplitWords(t *testing.T) {
	for key, want := range map[string]string{
		"":                            "",
		"userId":                      "user id",
		"userID":                      "user id",
		"userIDs":                     "user ids",
		"UserIDToken":                 "user id token",
		"X-API-Key":                   "x api key",
		"APIKey":                      "api key",
		"USER_ID":                     "user id",
		"a.b_c-d/e:f g":               "a b c d e f g",
		"users.0.id":                  "users id",
		"oauth2Token":                 "oauth2 token",
		"pass\u200bword":              "password",
		"\uff55\uff53\uff45\uff52.id": "user id",
		"größe.Ärger":                 "größe ärger",
	} {
		if got := strings.Join(splitWords(key), " "); got != want {
			t.Errorf("splitWords(%q) = %q, want %q", key, got, want)
		}
	}
}
