// Package deploy holds what an operator installs beside the collector: alert
// rules and dashboards. Its tests hold them against the metrics there are.
package deploy
