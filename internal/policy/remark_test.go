package policy

import "testing"

func TestRemarksOfValidators(t *testing.T) {
	d := newDesk(t, Settings{})
	for _, c := range []struct{ key, value, want string }{
		{"errors.password", "is too short (minimum is 8 characters)", ""},
		{"errors.token", "can't be blank", ""},
		{"error.details.password", "darf nicht leer sein", ""},
		{"errors.password", "The value 'Winter' is not valid", "[redacted:secret]"},
		{"errors.password", "correct-horse", "[redacted:secret]"},
		{"errors.password", "is Winter2024 too short", "[redacted:secret]"},
		{"errors.password", "is 20249 too short", "[redacted:secret]"},
		{"login.password", "is too short (minimum is 8 characters)", "[redacted:secret]"},
	} {
		if c.want == "" {
			c.want = c.value
		}
		if got := d.text(c.key, c.value); got != c.want {
			t.Errorf("%s = %q becomes %q, want %q", c.key, c.value, got, c.want)
		}
	}
	if got, ok := d.Int(0, d.Policy().Decide("errors.otp"), "errors.otp", 4829); !ok || got != "[redacted:secret]" {
		t.Errorf("errors.otp = 4829 becomes %q, %t, want it masked", got, ok)
	}
	const body = `{"errors":{"password":["is too short (minimum is 8 characters)"],"token":["can't be blank"]}}`
	if got := d.text("http.response.body", body); got != body {
		t.Errorf("%q becomes %q, want no change", body, got)
	}
}
