package lint

import "slices"

// Rule is one thing that is checked.
type Rule struct {
	ID       string   // a stable word
	Severity Severity // the worst that it reports
	Title    string   // one line
	Why      string   // what happens if nothing is done
	Mend     string   // what to do

	check func(c *config, report reporter)
}

// reporter notes a finding at a node.
type reporter func(n *node, severity Severity, format string, args ...any)

// rules in the order of the documentation.
var rules = []Rule{
	invalid, unresolved, noPrivacy, bypass, rawConnector, rawSampling, rawQueue, dataTap,
	unusedPrivacy, reportOnly, broadKeep, keepExpiring, detectorOff, lateAttribute,
	tenantBatch, tenantMetadata,
	keyCount, keyAge, keyringMode,
	unkeyedHash, plainSecret,
	openReceiver, openExtension, openLookup, insecureExporter,
	debugVerbosity, telemetryDebug,
}

// Rules are all rules, for documentation and for SARIF. Findings about
// suppressions themselves have the rule [SuppressionRule].
func Rules() []Rule { return append(slices.Clone(rules), SuppressionRule) }

// RuleByID finds a rule; ok is false if there is none.
func RuleByID(id string) (r Rule, ok bool) {
	all := Rules()
	i := slices.IndexFunc(all, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}
