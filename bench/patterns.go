package main

import (
	"regexp"
	"slices"

	gitleaks "github.com/zricethezav/gitleaks/v8/config"

	"github.com/spf13/viper"
	"strings"
)

// elevenPatterns are what the users of a redaction processor commonly write.
var elevenPatterns = []string{
	`[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}`,
	`\b4[0-9]{12}(?:[0-9]{3})?\b`,
	`\b5[1-5][0-9]{14}\b`,
	`\b3[47][0-9]{13}\b`,
	`\b\d{3}-\d{2}-\d{4}\b`,
	`\beyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*`,
	`\bAKIA[0-9A-Z]{16}\b`,
	`\bgh[pousr]_[0-9A-Za-z]{36}\b`,
	`(?i)bearer\s+[a-z0-9._~+/-]+=*`,
	`(?i)(?:password|secret|token|api_?key)\s*[:=]\s*\S+`,
	`-----BEGIN [A-Z ]*PRIVATE KEY-----`,
}

// gitleaksPatterns are the regexes of all gitleaks rules that look at text, and an email.
func gitleaksPatterns() []string {
	v := viper.New()
	v.SetConfigType("toml")
	var vc gitleaks.ViperConfig
	if err := v.ReadConfig(strings.NewReader(gitleaks.DefaultConfig)); err != nil {
		panic(err) // the module's own configuration is broken
	}
	if err := v.Unmarshal(&vc); err != nil {
		panic(err)
	}
	patterns := []string{elevenPatterns[0]}
	for _, r := range vc.Rules {
		if _, err := regexp.Compile(r.Regex); r.Regex != "" && err == nil {
			patterns = append(patterns, r.Regex)
		}
	}
	slices.Sort(patterns)
	return patterns
}
