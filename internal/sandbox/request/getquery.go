package request

import (
	"fmt"
	"net/url"
)

// expandTranscript is the value of the parameter expand that asks for what was said in a call.
const expandTranscript = "transcript"

// ParseGetQuery reads the query of a GET /agents/calls/{id}, and reports whether it asks for the transcript. The error goes on
// after "The".
func ParseGetQuery(raw string) (transcript bool, err error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return false, fmt.Errorf("query cannot be read: %w", err)
	}
	for name, given := range values {
		if name != "expand" {
			return false, fmt.Errorf("parameter %s %w", name, errUnknownField)
		}
		if len(given) != 1 || given[0] != expandTranscript {
			return false, fmt.Errorf("parameter expand must be %s, given once", expandTranscript)
		}
	}
	return len(values) > 0, nil
}
