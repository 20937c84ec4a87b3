package redact

import "testing"

func TestTruncateIP(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"203.0.113.77", "203.0.113.0"},
		{" 203.0.113.77 ", "203.0.113.0"},
		{"203.0.113.77:443", "203.0.113.0:443"},
		{"2001:db8:1234:5678::1", "2001:db8:1234::"},
		{"[2001:db8:1234:5678::1]", "2001:db8:1234::"},
		{"[2001:db8:1234:5678::1]:8080", "[2001:db8:1234::]:8080"},
		{"fe80::1%eth0", "fe80::"},
		{"::ffff:203.0.113.77", "203.0.113.0"},
	} {
		got, ok := TruncateIP(c.in)
		if !ok || got != c.want {
			t.Errorf("TruncateIP(%q) = %q, %v, want %q", c.in, got, ok, c.want)
		}
		if again, ok := TruncateIP(got); !ok || again != got {
			t.Errorf("TruncateIP(%q) = %q, %v, want itself", got, again, ok)
		}
	}
	for _, in := range []string{"", "localhost", "203.0.113", "203.0.113.256", "1.2.3.4, 5.6.7.8", "unknown"} {
		if got, ok := TruncateIP(in); ok {
			t.Errorf("TruncateIP(%q) = %q, want none", in, got)
		}
	}
}
