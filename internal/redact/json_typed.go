package redact

import "strings"

// Some documents write the type of a value for its name: {"password": {"S": "x"}} of DynamoDB, and OTLP beside the name that the
// value belongs to, {"key": "password", "value": {"stringValue": "x"}}. Such a value is judged by the name above it.

// isValueType reports whether name is a type of DynamoDB, or one of OTLP in the JSON of its specification or of older writers.
func isValueType(name string) bool {
	switch name {
	case "S", "N", "B", "stringValue", "intValue", "doubleValue", "bytesValue", "string_value", "int_value", "double_value", "bytes_value":
		return true
	}
	return false
}

// holdsTyped reports whether the object at j.i begins as a value with its type does, or as one of the SDK for Go:
// {"Type": "STRING", "Value": "x"}.
func (j *jsonRewriter) holdsTyped() bool {
	i := skipSpace(j.src, j.i+1)
	if j.src[i] != '"' {
		return false
	}
	name := j.src[i+1 : stringEnd(j.src, i)-1]
	return isValueType(name) || name == "Type"
}

// isTyped reports whether name is a type, and its value, at j.i, the only one of the object at start.
func (j *jsonRewriter) isTyped(start int, name string) bool {
	if !isValueType(name) || strings.IndexByte("\"-0123456789", j.src[j.i]) < 0 {
		return false
	}
	first := skipSpace(j.src, start+1)
	if skipSpace(j.src, skipSpace(j.src, stringEnd(j.src, first))+1) != j.i {
		return false
	}
	end := jsonValueEnd(j.src, j.i, maxJSONDepth)
	return j.src[skipSpace(j.src, end)] == '}'
}
