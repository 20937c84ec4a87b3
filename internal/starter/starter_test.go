package starter

import (
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/lint"
)

func good() Answers {
	return Answers{Endpoint: "store:4317", Level: "default", Keyring: "keyring.yaml", Listen: "127.0.0.1"}
}

func TestValidate(t *testing.T) {
	tests := []struct {
		change func(*Answers)
		want   string
	}{
		{func(*Answers) {}, ""},
		{func(a *Answers) { a.Endpoint = "" }, ""},
		{func(a *Answers) { a.Endpoint = "store" }, `endpoint must be host:port, got "store"`},
		{func(a *Answers) { a.Endpoint = ":4317" }, `endpoint must be host:port, got ":4317"`},
		{func(a *Answers) { a.Level = "high" }, `level must be one of ["default" "strict" "stricter"], got "high"`},
		{func(a *Answers) { a.TenantAttribute = "a: b" }, `tenant attribute must be an attribute key, got "a: b"`},
		{func(a *Answers) { a.Listen = "here" }, `listen must be an IP address, got "here"`},
	}
	for _, tt := range tests {
		a := good()
		tt.change(&a)
		_, err := a.Configuration()
		if got := message(err); got != tt.want {
			t.Errorf("Configuration of %+v: error %q, want %q", a, got, tt.want)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestConfigurationIsSound: the check has nothing to say about any of them.
func TestConfigurationIsSound(t *testing.T) {
	for _, endpoint := range []string{"", "store:4317", "localhost:4317", "127.0.0.1:4317", "[::1]:4317"} {
		for _, tenant := range []string{"", "tenant.id"} {
			a := good()
			a.Endpoint, a.TenantAttribute = endpoint, tenant
			data, err := a.Configuration()
			if err != nil {
				t.Fatal(err)
			}
			findings, err := lint.Check([]lint.Source{{Name: "collector.yaml", Data: data}}, lint.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				t.Errorf("endpoint %q, tenant %q: line %d: %s [%s]", endpoint, tenant, f.Line, f.Message, f.Rule)
			}
			if insecure := strings.Contains(string(data), "insecure"); insecure != a.Local() {
				t.Errorf("endpoint %q: insecure is %t", endpoint, insecure)
			}
		}
	}
}
