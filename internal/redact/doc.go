// Package redact finds sensitive text inside text and replaces it, so that what surrounds it stays readable and valid.
//
// Start with [New], which compiles [Settings] into a [Scrubber], and call [Scrubber.Scrub] for free text or one of its
// siblings ([Scrubber.URL], [Scrubber.Query], [Scrubber.Baggage], ...) where the form of the text is known. A [Pass]
// holds what one worker brings along: how to replace, how to judge a named member, and the identifiers known so far.
//
// The package knows text only: no telemetry types, no configuration syntax. Stable between releases are the names of
// the detectors, the placeholder, and that scrubbing a scrubbed text changes nothing.
//
// # How a text goes through
//
// redact.go and settle.go scrub a text until nothing changes any more; clean.go remembers those in which nothing was found.
//
// A text with a form is taken apart, and each part judged by its name or scrubbed as a text of its own: json*.go, url.go,
// form.go, cookie.go, baggage.go, tracestate.go, query*.go. They write with rewriter.go; quiet.go knows which parts need no
// look.
//
// What has no form is scanned. scan.go passes over it once, looks for all literals at once (index.go, rarity.go, class.go)
// and starts the detectors that are tied to one, or to the kinds of bytes that the text holds. detector.go says what a
// detector is, and lists all. view*.go and marks.go let them see the text with its encodings undone, token.go what is
// encoded as a whole. known*.go finds identifiers that are known. resolve.go joins what was found and replaces it.
//
// What all this may cost is bounded: effort.go by what detectors do, meter.go by what the whole text takes, and reach.go
// spares what was looked at before.
//
// # How the detectors are made
//
// Those of numbers and addresses have a form and a checksum: card*.go, iban.go, email*.go, ip.go, phone.go, geo.go,
// nationalid.go. What else the text resembles is in the *_lookalike.go.
//
// Those of secrets go by a name beside them (assignment*.go, credentials*.go, vendor.go, commands.go, calls.go), or by their
// shape: rule*.go runs the patterns of gitleaks and of shapes.go, where gate*.go finds that they can match. secrets.go
// lists them. custom.go and pattern.go are the user's own.
//
// Words and bytes are told by bytes.go, looks.go and random.go, compared by fold.go, listed in a dictionary (dictionary.go)
// and passed over with skip.go.
package redact
