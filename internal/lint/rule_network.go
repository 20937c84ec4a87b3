package lint

import (
	"net"
	"net/netip"
	"slices"
	"strings"
)

var openReceiver = Rule{
	ID: "open_receiver", Severity: Warning,
	Title: "a receiver listens on all interfaces without TLS or authentication",
	Why:   "Raw telemetry crosses the network in clear, and anyone who reaches the port can send: with a forged tenant, or to fill the store.",
	Mend:  "Listen on the address that is needed (${env:MY_POD_IP}:4317), and add tls with a client_ca_file, or tls and auth. On a host of its own, localhost.",
	check: func(c *config, report reporter) {
		for _, r := range c.all(receivers) {
			if !r.used {
				continue
			}
			c.listeners(r.node, func(endpoint, owner *node) {
				tls := owner.at("tls")
				switch authenticated := owner.at("auth") != nil || tls.at("client_ca_file") != nil || tls.at("client_ca_pem") != nil; {
				case tls == nil:
					report(endpoint, Warning, "it listens on all interfaces without TLS")
				case !authenticated:
					report(endpoint, Info, "it listens on all interfaces and takes data from anyone")
				}
			})
		}
	},
}

// listenFields are the fields of receivers and extensions with an address to
// listen on. Some receivers call their target endpoint; a target is hardly
// ever 0.0.0.0.
var listenFields = []string{"endpoint", "listen_address"}

// listeners visits the addresses under n that mean all interfaces, each with
// the mapping that holds its tls and auth.
func (*config) listeners(n *node, visit func(endpoint, owner *node)) {
	n.walk(func(n *node) {
		if n.kind == scalar && n.parent != nil && slices.Contains(listenFields, n.name) && allInterfaces(n.text()) {
			visit(n, n.parent)
		}
	})
}

func allInterfaces(address string) bool {
	host, ok := hostOf(address)
	if !ok || strings.Contains(address, "://") && host == "" || strings.HasPrefix(address, "/") {
		return false // unix:///var/run/docker.sock, a path: no interface at all
	}
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.IsUnspecified()
}

// isLoopback says that an address cannot be reached from another host.
func isLoopback(address string) bool {
	if strings.HasPrefix(address, "unix:") || strings.HasPrefix(address, "/") {
		return true
	}
	host, ok := hostOf(address)
	if !ok {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// hostOf takes the host out of host:port, a URL, or a lone host.
func hostOf(address string) (string, bool) {
	if address == "" || strings.Contains(address, "${") {
		return "", false
	}
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address, _, _ = strings.Cut(rest, "/")
	}
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		address = address[i+1:]
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return strings.Trim(address, "[]"), true
	}
	return host, true
}

var insecureExporter = Rule{
	ID: "insecure_exporter", Severity: Warning,
	Title: "an exporter sends without TLS, or does not check whom it sends to",
	Why:   "Telemetry and the exporter's credentials can be read or redirected on the way. Pseudonyms are still personal data.",
	Mend:  "Remove insecure and insecure_skip_verify, and name the authority that signed the other side in tls::ca_file. Where a mesh encrypts the way, suppress the rule and say so.",
	check: func(c *config, report reporter) {
		for _, e := range c.all(exporters) {
			if e.used {
				e.node.walk(func(n *node) { checkClientTLS(e, n, report) })
			}
		}
	},
}

func checkClientTLS(e *component, n *node, report reporter) {
	if n.parent == nil {
		return
	}
	endpoint := n.parent.at("endpoint")
	if endpoint == nil {
		endpoint = e.node.at("endpoint")
	}
	switch {
	case n.name == "insecure_skip_verify" && n.isTrue():
		report(n, Warning, "%s does not check the other side's certificate", e.id)
	case n.name == "insecure" && n.isTrue() && sendsInClear(endpoint.text()) && sendsInClear(e.node.at("endpoint").text()):
		report(n, Warning, "%s sends in clear to another host", e.id)
	case strings.HasSuffix(n.name, "endpoint") && strings.HasPrefix(n.text(), "http://") && !isLoopback(n.text()) &&
		!n.parent.at("tls", "insecure").isTrue(): // which was reported already
		report(n, Warning, "%s sends in clear to another host", e.id)
	}
}

// sendsInClear: without TLS, to an address that is not this host; a URL with
// https has TLS whatever else is said.
func sendsInClear(endpoint string) bool {
	return !isLoopback(endpoint) && !strings.HasPrefix(endpoint, "https://")
}

var openExtension = Rule{
	ID: "open_extension", Severity: Warning,
	Title: "a debugging extension listens on all interfaces",
	Why:   "A heap profile holds the strings that were in memory, raw ones and keys too; zpages and expvar tell about the inside.",
	Mend:  "Let it listen on localhost, and forward the port when it is needed.",
	check: func(c *config, report reporter) {
		for _, e := range c.all(extensions) {
			if !e.used || !debugging[e.typ] {
				continue
			}
			c.listeners(e.node, func(endpoint, _ *node) {
				report(endpoint, Warning, "%s can be reached from other hosts", e.id)
			})
		}
	},
}

var debugging = map[string]bool{"pprof": true, "zpages": true, "expvar": true, "remotetap": true}

var openLookup = Rule{
	ID: "open_lookup", Severity: Error,
	Title: "the lookup can be reached without TLS and authentication",
	Why:   "The lookup turns a customer's ID into traces and says so to whoever asks; the Collector refuses to start with it.",
	Mend:  "Give privacy_lookup tls and auth, or let it listen on localhost.",
	check: func(c *config, report reporter) {
		for _, e := range c.all(extensions) {
			endpoint := e.node.at("endpoint")
			if !e.used || e.typ != "privacylookup" || endpoint == nil || endpoint.text() == "" || isLoopback(endpoint.text()) {
				continue
			}
			if e.node.at("tls") == nil || e.node.at("auth") == nil {
				report(endpoint, Error, "it must have tls and auth when it listens beyond loopback")
			}
		}
	},
}
