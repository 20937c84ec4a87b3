package report

import (
	"encoding/json"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Figures are the compliance figures of a period.
type Figures struct {
	Source   string     `json:"source"`                   // where the metrics came from
	Period   Seconds    `json:"period_seconds,omitempty"` // 0: since the collector's start
	Made     time.Time  `json:"made"`
	Records  []Count    `json:"records"`         // by signal
	Actions  []Count    `json:"actions"`         // values by action
	Findings []Count    `json:"findings"`        // values not hashed, by the detector that found them
	Domains  []Count    `json:"domains"`         // hashed values by domain
	Services []Coverage `json:"services"`        // replaced values for each record
	Unnamed  []Count    `json:"unclassified"`    // attribute keys that no rule names, each time one was first seen
	Failed   []Count    `json:"failed_closed"`   // by reason
	Keys     []Key      `json:"keys"`            // in force, with their age
	Residual []Count    `json:"residual"`        // findings in the second scan, by detector
	Sampled  float64    `json:"sampled_records"` // records scanned a second time
	Bare     float64    `json:"report_only"`     // processors that only report
	// Remediation is how long each episode of residual findings lasted, from
	// the first finding to zero. Only a Prometheus server knows.
	Remediation []Episode `json:"remediation,omitempty"`
}

// Seconds is a length of time, to the nanosecond; JSON has it in seconds.
type Seconds time.Duration

// MarshalJSON writes a number of seconds.
func (s Seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, time.Duration(s).Seconds(), 'f', -1, 64), nil
}

// Count is a number of events with a name.
type Count struct {
	Name string  `json:"name"`
	N    float64 `json:"n"`
}

// Coverage is what was replaced in the telemetry of one service.
type Coverage struct {
	Service string  `json:"service"`
	Records float64 `json:"records"`
	Values  float64 `json:"values"`
}

// Key is one key in force.
type Key struct {
	ID          string  `json:"id"`
	Fingerprint string  `json:"fingerprint"`
	Age         Seconds `json:"age_seconds"`
}

// Episode is a time in which residual findings kept coming.
type Episode struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Open bool      `json:"open,omitempty"` // it had not ended when the period did
}

// MeanTimeToRemediate is the mean length of the episodes that ended; 0 if none
// did.
func (f *Figures) MeanTimeToRemediate() time.Duration {
	var sum, ended time.Duration
	for _, e := range f.Remediation {
		if !e.Open {
			sum, ended = sum+e.To.Sub(e.From), ended+1
		}
	}
	if ended == 0 {
		return 0
	}
	return sum / ended
}

// JSON writes the figures for a program. Lengths of time are in seconds.
func (f *Figures) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		*Figures
		Mean Seconds `json:"mean_time_to_remediate_seconds,omitempty"`
	}{f, Seconds(f.MeanTimeToRemediate())})
}

// sample is one series of a metric: its labels and a number.
type sample struct {
	metric string
	labels map[string]string
	value  float64
}

// add puts a sample into the figures that it belongs to.
func (f *Figures) add(s sample) {
	l := s.labels
	switch plain(s.metric) {
	case records:
		count(&f.Records, l["signal"], s.value)
	case values:
		count(&f.Actions, l["action"], s.value)
		if l["action"] == "hash" {
			count(&f.Domains, l["domain"], s.value)
		} else if l["detector"] != "" {
			count(&f.Findings, l["detector"], s.value)
		}
	case failedClosed:
		count(&f.Failed, l["reason"], s.value)
	case unclassified:
		count(&f.Unnamed, l["key"], s.value)
	case residual:
		count(&f.Residual, l["detector"], s.value)
	case sampled:
		f.Sampled += s.value
	case reportOnly:
		f.Bare += s.value
	case svcRecords:
		f.service(l["service"]).Records += s.value
	case svcValues:
		f.service(l["service"]).Values += s.value
	case keyAge:
		f.key(l["key_id"], l["fingerprint"], Seconds(s.value*float64(time.Second)))
	}
}

// plain is the name of a metric without what a reader appends that is
// configured to: the kind of a counter, or the unit.
func plain(name string) string {
	for _, suffix := range suffixes {
		if short, ok := strings.CutSuffix(name, suffix); ok {
			return short
		}
	}
	return name
}

func count(list *[]Count, name string, n float64) {
	for i := range *list {
		if (*list)[i].Name == name {
			(*list)[i].N += n
			return
		}
	}
	*list = append(*list, Count{name, n})
}

func (f *Figures) service(name string) *Coverage {
	for i := range f.Services {
		if f.Services[i].Service == name {
			return &f.Services[i]
		}
	}
	f.Services = append(f.Services, Coverage{Service: name})
	return &f.Services[len(f.Services)-1]
}

// key remembers the greatest age that any collector tells of a key.
func (f *Figures) key(id, fingerprint string, age Seconds) {
	for i := range f.Keys {
		if f.Keys[i].ID == id && f.Keys[i].Fingerprint == fingerprint {
			f.Keys[i].Age = max(f.Keys[i].Age, age)
			return
		}
	}
	f.Keys = append(f.Keys, Key{id, fingerprint, age})
}

// sort brings the figures into an order that does not change from run to run,
// and leaves out counters that did not move.
func (f *Figures) sort() {
	for _, list := range []*[]Count{&f.Records, &f.Actions, &f.Findings, &f.Domains, &f.Unnamed, &f.Failed, &f.Residual} {
		// Never nil: JSON has an empty list, not null.
		*list = slices.DeleteFunc(append([]Count{}, *list...), func(c Count) bool { return c.N == 0 })
		sort.Slice(*list, func(i, j int) bool {
			if a, b := (*list)[i], (*list)[j]; a.N != b.N {
				return a.N > b.N
			}
			return (*list)[i].Name < (*list)[j].Name
		})
	}
	sort.Slice(f.Services, func(i, j int) bool { return f.Services[i].Service < f.Services[j].Service })
	sort.Slice(f.Keys, func(i, j int) bool { return f.Keys[i].ID+f.Keys[i].Fingerprint < f.Keys[j].ID+f.Keys[j].Fingerprint })
}
