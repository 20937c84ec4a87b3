package lint

import "strings"

// flow finds out which pipelines get raw data, and by which way. Data is raw
// from a receiver on until it has passed a privacy processor; a connector that
// hands it on hands on what it got.
func (c *config) flow() {
	queue := []*pipeline{}
	for _, p := range c.pipelines {
		for _, r := range p.receivers {
			if !r.connector && carriesUserData(p.signal, r) {
				p.raw = []string{"receiver " + r.ref.text(), "pipeline " + p.id}
				queue = append(queue, p)
				break
			}
		}
	}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		for _, e := range p.exporters {
			if !e.connector || p.sanitizes() || !handsOn[e.typ] {
				continue
			}
			for _, next := range c.fedBy(e) {
				if next.raw == nil {
					next.raw = append(append([]string{}, p.raw...), "connector "+e.id, "pipeline "+next.id)
					queue = append(queue, next)
				}
			}
		}
	}
}

// handsOn are the connectors that pass records on as they came. Others make
// something new of them, which [rawConnector] judges.
var handsOn = map[string]bool{"forward": true, "routing": true, "failover": true, "roundrobin": true, "otlpjson": true}

// fedBy are the pipelines that receive from a connector.
func (c *config) fedBy(connector *member) []*pipeline {
	var list []*pipeline
	for _, p := range c.pipelines {
		for _, r := range p.receivers {
			if r.connector && r.id == connector.id {
				list = append(list, p)
			}
		}
	}
	return list
}

// sanitizes says that data leaves the pipeline's processors without what was raw.
func (p *pipeline) sanitizes() bool { return len(p.seesRaw()) < len(p.processors) }

// leaks says that raw data reaches the pipeline's exporters.
func (p *pipeline) leaks() bool { return p.raw != nil && !p.sanitizes() }

// seesRaw are the processors that stand before the first privacy processor.
func (p *pipeline) seesRaw() []*member {
	for i, m := range p.processors {
		if typeOf(m.ref.text()) == privacyType {
			return p.processors[:i]
		}
	}
	return p.processors
}

// afterPrivacy are the processors behind the first privacy processor.
func (p *pipeline) afterPrivacy() []*member {
	before := len(p.seesRaw())
	if before == len(p.processors) {
		return nil
	}
	return p.processors[before+1:]
}

// way tells how raw data gets to the end of the pipeline.
func (p *pipeline) way(end string) string {
	return strings.Join(append(append([]string{}, p.raw...), end), " -> ")
}

// pushed are the receivers to which applications send metrics of their own.
// The others measure machines and servers, and hold nobody's identity.
var pushed = map[string]bool{
	"otlp": true, "otelarrow": true, "prometheus": true, "prometheusremotewrite": true, "statsd": true, "influxdb": true,
	"carbon": true, "kafka": true, "pulsar": true, "rabbitmq": true, "googlecloudpubsub": true, "opencensus": true,
	"datadog": true, "signalfx": true, "awsxray": true, "otlpjsonfile": true, "nats": true, "splunkhec": true,
}

func carriesUserData(signal string, r *member) bool {
	switch {
	case typeOf(r.ref.text()) == "nop":
		return false
	case signal != "metrics":
		return true
	case r.component == nil:
		return true
	case r.typ == "prometheus" && scrapesOnlyItself(r.node):
		return false
	default:
		return pushed[r.typ]
	}
}

// selfPort is where a Collector serves its own metrics.
const selfPort = ":8888"

// scrapesOnlyItself recognizes the usual Prometheus job for the Collector's own metrics.
func scrapesOnlyItself(n *node) bool {
	targets, own := 0, 0
	n.walk(func(n *node) {
		if n.name != "targets" {
			return
		}
		for _, t := range n.texts() {
			targets++
			if strings.HasSuffix(t, selfPort) {
				own++
			}
		}
	})
	return targets > 0 && targets == own
}
