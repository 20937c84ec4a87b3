package redact

import "strings"

// vendorDetector finds keys that stand right behind the name of a service, with no word that says what they are:
// `wandb 0123...`, `pepipost=ab12...`. Only long random tokens are taken.
func vendorDetector() *detector {
	return &detector{name: "secret", literals: strings.Fields(vendors), find: findVendorKey}
}

// vendors are services that hand out keys without a shape of their own. Names that are common words, or beside which
// commit and object IDs stand in every log, are left out.
const vendors = `
ably abuseipdb accuweather adafruit aftership airship airtable alchemyapi algolia alienvault amplitude apideck apiflash
apifonica apify apilayer appcues appfollow appointedd appsflyer appsynergy asana assemblyai atera auth0 autodesk
autoklose aviationstack axonaut aylien ayrshare bannerbear baremetrics beebole besnappy besttime bigcommerce billomat
bitbar bitcoinaverage bitfinex bitly bitmex bittrex blazemeter blitapp blockfrost blogger boostnote borgbase brandfetch
browserstack browshot bugherd bugsnag bulksms buttercms calendarific calendly campayn cannyio capsulecrm captaindata
carboninterface caspio censys centralstationcrm cexio chartmogul chatfuel checklyhq checkvist cicero clarifai clearbit
clickhelp clicksend clickup clientary clinchpad clockify closecrm cloudelements cloudflare cloudimage cloudinary
cloudmersive cloudplan cloudsight cloudsmith cloudways cloverly clustdoc codacy codeclimate codecov codemagic codequiry
coinapi coinbase coinlayer coinlib companyhub confluent contentful contentstack conversiontools convertapi convertkit
couchbase countrylayer coveralls crowdin cryptocompare currencycloud currencyfreaks currencylayer currencyscoop
currentsapi customerguru customerio dareboost databox databricks datadog datafire debounceio deepai deepgram deepl
delighted denodeploy detectify detectlanguage diffbot diggernaut discourse disqus docparser documo docusign dotdigital
dovico dronahq droneci dwolla dynalist dynatrace dyspatch eagleeyenetworks easyinsight edamam edenai elasticemail
enablex endorlabs enigma etherscan ethplorer eventbrite everhour exchangerate faceplusplus fastforex fastly feedier
fetchrss fibery fileio finage finicity financialmodelingprep finnhub flatio fleetbase flexport flickr flightapi
flightlabs flightstats flowflu flutterwave formbucket formcraft formsite foursquare frameio freshbooks freshdesk
freshworks fullstory fulcrum fxmarket geoapify geocodify geocodio getgist getresponse getsandbox gitter glassnode
glitterly gocanvas gocardless graphcms graphhopper groovehq gtmetrix gumroad gyazo happyscribe hellosign helpcrunch
helpscout heroku hiveage holidayapi honeycomb hostinger html2pdf hubspot hypertrack iconfinder iexcloud imagekit imagga
infobip infura insightly instabot instamojo intercom interseller intrinio invoiceocean ip2location ipapi ipdata
ipgeolocation ipify ipinfo ipquality ipstack jotform jumpcloud jumpseller juroapi karmacrm keenio kickbox klaviyo
klipfolio knapsackpro kucoin kylas languagelayer larksuite launchdarkly leadfeeder lastpass lemlist lessannoyingcrm lexigram
linkpreview linode hcloud cohere liveagent livestorm loadmill locationiq loggly loginradius logzio lokalise loyverse madkudu magicbell
mailboxlayer mailchimp mailerlite mailgun mailjet mailmodo mailsac mandrill mapbox mapquest marketstack mattermost
mavenlink maxmind meaningcloud mediastack meistertask mesibo messagebird metaapi metrilo mindmeister mixpanel mixmax
monkeylearn moonclerk moosend moralis mrticktock nasdaqdatalink nethunt netcore netlify neutrinoapi newrelic newsapi
newscatcher nexmo nftport ngrok nicereply nightfall nimble noticeable nozbe numverify nutritionix nylas nytimes oanda
omnisend onedesk onelogin onepagecrm onesignal onwater oopspam opencage openuv openweather optimizely overloop owlbot
packagecloud pagarme pagerduty pandadoc pandascore paperform paralleldots parsehub parseur partnerstack paydirtapp
paymo paymongo paypal paystack pdflayer pdfshift peopledatalabs pepipost pinata pipedream pipedrive pivotaltracker
pixabay plaid planetscale planyo plivo podio poloniex positionstack postageapp postbacks postmark powrbot prodpad
productboard prospectcrm protocolsio proxycrawl pubnub purestake pushbullet pyowm qualaroo quickmetrics quizapi rapidapi
razorpay reachmail rebrandly refiner rentman repairshopr requestfinance restpack revampcrm ringcentral riskiq ritekit
rocketreach rollbar route4me runrunit salesblink salescookie salesflare salesmate satismeter saucelabs scalr scrapeowl
scraperapi scraperbox scrapestack scrapfly scrapingant scrapingbee screenshotapi screenshotlayer securitytrails
selectpdf sendbird sendgrid sendinblue serphouse serpstack serveroptim sherpadesk shipday shippo shodan shotstack
shutterstock sigopt simfin simplesat simplybook simplynoted simvoly siteleaf skrapp skybiometry smartsheet smartystreets
snipcart sonarcloud sparkpost speechtext spoonacular sportradar sportsmonk squarespace squareup sslmate statuscake
statuspage statuspal stitchdata stockdata storecove stormboard stormglass storyblok storychief strava stripo stytch
sugester sumologic supabase supernotes surveyanyplace surveybot surveysparrow survicate swiftype tallyfy tatumio taxjar
teamgate teamwork tefter telnyx testingbot text2data textmagic theoddsapi thinkific thousandeyes ticketmaster
tickettailor tiingo timecamp timezoneapi tinypng tmetric todoist toggl tokeet tomtom tradier transferwise travelpayouts
travisci trello trustpilot twelvedata twilio typeform typetalk tyntec ubidots uclassify unplugg unsplash upcdatabase
uplead uploadcare uptimerobot upwave urlscan userflow userstack vagrantcloud vatlayer vbout verimail veriphone
versioneye viewneo virustotal visualcrossing voicegain voodoosms vouchery vpnapi vultr walkscore wandb weatherbit
weatherstack webflow webscraper webscraping wepay whoxy woopra wordsapi worksnaps workstack worldcoinindex worldweather
wrike yandex youneedabudget yousign zendesk zenkit zenrows zenscrape zenserp zeplin zerobounce zerotier zipapi zipbooks
zipcodeapi zipcodebase zonkafeedback zulipchat`

var vendorNames = words(vendors)

// idWords stand between a service and an ID of one of its objects, or of the request to it.
var idWords = words(`id ids uuid guid request req trace span commit sha ref rev version ver event message msg job run
	build image digest checksum hash tag branch account user customer project org team workspace page doc file order
	invoice payment charge ticket issue task session correlation cache model etag ray pod node host container release`)

// Bounds of a key behind the name of a service.
const (
	vendorGap        = 40 // bytes from the name to the key
	shortestVendor   = 15
	longestVendorKey = 512
)

func findVendorKey(w *work, at int) {
	text := w.text
	if at < w.secrets.until || at > 0 && isLetter(text[at-1]) && !boundaryBefore(text, at) || !w.spend(at, costName) {
		return
	}
	p := at
	for limit := min(len(text), at+maxName); p < limit && isWord(text[p]); {
		p++
	}
	reach := p
	for limit := min(len(text), p+vendorGap); p < limit; {
		start := p
		for p < limit && strings.IndexByte(" \t\"'`:=>-_.,(\\\n", text[p]) >= 0 {
			p++
		}
		if start == p || p == len(text) || text[p] == '.' {
			return
		}
		reach = vendorRun(text, p, max(p, reach))
		end := reach
		for end < len(text) && end-p <= longestVendorKey && text[end] == '=' && end > p+shortestVendor {
			end++
		}
		if end == p || !w.spend(at, costValue+end-p) {
			return
		}
		if end-p <= longestVendorKey && vendorKey(text[p:end]) && !strings.HasPrefix(text[p:end], newRelicPayload) && w.spend(at, costAdd) {
			end = base64End(text, end)
			w.secrets.until = end
			w.add(p, end, "vendor")
			return
		}
		word := p
		for word < end && isWord(text[word]) {
			word++
		}
		if word == p || idWords.has(segment(text[p:word])) || idWords.has(lastSegment(text[p:word])) {
			return
		}
		p = word
	}
}

// vendorRun is the end of the characters of a key that starts at p, but for its padding; it is known to reach so far.
func vendorRun(text string, p, reach int) int {
	for reach < len(text) && reach-p <= longestVendorKey && (isTokenByte(text[reach]) || text[reach] == '.') {
		reach++
	}
	return reach
}

// newRelicPayload begins the header of New Relic's distributed tracing: {"v":[0,1],"d":{ in base64.
const newRelicPayload = "eyJ2IjpbMC"

// vendorKey reports whether s is long and mixed enough to be a key.
func vendorKey(s string) bool {
	if len(s) < shortestVendor || strings.Contains(s, "..") {
		return false
	}
	if len(s) == 16 && isDigest(s) { // the size of a span ID
		return false
	}
	if dot := strings.LastIndexByte(s, '.'); dot >= 0 && singleWord(s[dot+1:]) {
		return false // a file
	}
	k := kindsOf(s)
	return k.digits >= 4 && k.lower+k.upper >= 4 && k.others*5 <= len(s) && randomLooking(s)
}

// base64End follows a key beyond a slash or plus, if what stands behind looks as random: no path goes on there.
func base64End(text string, end int) int {
	if end == len(text) || text[end] != '/' && text[end] != '+' {
		return end
	}
	next := end
	for limit := min(len(text), end+longestVendorKey); next < limit && secretByte(text[next]); {
		next++
	}
	if jumbledToken(text[end+1 : next]) {
		return next
	}
	return end
}
