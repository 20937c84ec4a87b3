package redact

// secretDetectors returns the detectors of secrets.
func secretDetectors() ([]*detector, error) { return nil, nil }

// secretState is what the secret detectors keep while one text is scanned, such as how often each rule already ran.
type secretState struct{}

// reset prepares for the next text.
func (s *secretState) reset() {}
