// Package requesttest makes the bodies of requests for calls that tests send to the sandbox.
package requesttest

import (
	"fmt"
	"strings"
)

// usual begins an item, which calls +14155550123.
const usual = `{"to_number":"+14155550123"`

// With returns a good body with more fields of the request, each after a comma.
func With(fields string) string { return body(usual+"}", fields) }

// Calls returns a body with some items.
func Calls(items string) string { return body(items, "") }

// Batch returns a good body that calls some numbers.
func Batch(numbers ...string) string {
	items := make([]string, len(numbers))
	for i, n := range numbers {
		items[i] = fmt.Sprintf(`{"to_number":%q}`, n)
	}
	return Calls(strings.Join(items, ","))
}

// Metadata returns a body with one item, which has a value of the field metadata.
func Metadata(value string) string { return Calls(usual + `,"metadata":` + value + `}`) }

// Variables returns a body with one item, which has a value of the field dynamic_variables.
func Variables(value string) string { return Calls(usual + `,"dynamic_variables":` + value + `}`) }

func body(items, fields string) string {
	return `{"from_number_id":"ap_1","agent_id":"agent_1","outbound_calls":[` + items + `]` + fields + `}`
}
