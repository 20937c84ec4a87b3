package lint

import "strings"

// config is a Collector's configuration as rules see it.
type config struct {
	Settings
	root       *node
	components map[string]map[string]*component // section -> ID
	pipelines  []*pipeline
}

// Sections that hold components.
const (
	receivers  = "receivers"
	processors = "processors"
	exporters  = "exporters"
	connectors = "connectors"
	extensions = "extensions"
)

var sections = []string{receivers, processors, exporters, connectors, extensions}

// component is one configured receiver, processor, and so on.
type component struct {
	id   string
	typ  string // see typeOf
	node *node
	used bool // a pipeline, or the list of extensions, names it
}

// pipeline is one of service::pipelines.
type pipeline struct {
	id         string
	signal     string // traces, metrics, logs, profiles
	node       *node
	receivers  []*member
	processors []*member
	exporters  []*member

	// raw tells how data comes in that no privacy processor has seen: the names
	// of the steps. It is empty if none comes in.
	raw []string
}

// member is one entry of a pipeline's lists.
type member struct {
	*component       // nil if nothing of that name is configured
	connector  bool  // the component is a connector
	ref        *node // where the pipeline names it
}

func newConfig(root *node, s Settings) *config {
	c := &config{Settings: s, root: root, components: map[string]map[string]*component{}}
	for _, section := range sections {
		c.components[section] = map[string]*component{}
		for _, n := range root.at(section).children() {
			c.components[section][n.name] = &component{id: n.name, typ: typeOf(n.name), node: n}
		}
	}
	for _, n := range root.at("service", "pipelines").children() {
		c.pipelines = append(c.pipelines, c.newPipeline(n))
	}
	for _, id := range root.at("service", extensions).texts() {
		if e := c.components[extensions][id]; e != nil {
			e.used = true
		}
	}
	c.flow()
	return c
}

func (c *config) newPipeline(n *node) *pipeline {
	signal, _, _ := strings.Cut(n.name, "/")
	p := &pipeline{id: n.name, signal: signal, node: n}
	p.receivers = c.members(n.at(receivers), receivers)
	p.processors = c.members(n.at(processors), processors)
	p.exporters = c.members(n.at(exporters), exporters)
	return p
}

func (c *config) members(list *node, section string) []*member {
	var out []*member
	for _, ref := range list.children() {
		m := &member{ref: ref, component: c.components[section][ref.text()]}
		if m.component == nil && section != processors {
			m.component = c.components[connectors][ref.text()]
			m.connector = m.component != nil
		}
		if m.component != nil {
			m.used = true
		}
		out = append(out, m)
	}
	return out
}

// typeOf is the component type of an ID, without underscores: the Collector is
// renaming its components to snake case and accepts both spellings.
func typeOf(id string) string {
	typ, _, _ := strings.Cut(id, "/")
	typ = strings.ReplaceAll(typ, "_", "")
	if t, ok := renamed[typ]; ok {
		return t
	}
	return typ
}

// renamed are the types whose new name is more than underscores.
var renamed = map[string]string{"otlpgrpc": "otlp", "logging": "debug"}

// all are the components of a section, in the order of the file.
func (c *config) all(section string) []*component {
	var list []*component
	for _, n := range c.root.at(section).children() {
		list = append(list, c.components[section][n.name])
	}
	return list
}

// privacy are the configured privacy processors.
func (c *config) privacy() []*component {
	var list []*component
	for _, p := range c.all(processors) {
		if p.typ == privacyType {
			list = append(list, p)
		}
	}
	return list
}

const privacyType = "privacy"
