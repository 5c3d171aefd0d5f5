package cartesia_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// plainCalls reads the list of calls with nothing but json.Unmarshal; an entry that is no object is nil.
func plainCalls(t *testing.T, body []byte) []map[string]any {
	t.Helper()
	var top map[string]json.RawMessage
	if err := json.Unmarshal(body, &top); err != nil {
		t.Fatalf("an answer was read that is not JSON: %v", err)
	}
	var list []any
	if err := json.Unmarshal(top["calls"], &list); err != nil {
		t.Fatalf("an answer was read without a list: %v", err)
	}
	calls := make([]map[string]any, len(list))
	for i := range list {
		calls[i], _ = list[i].(map[string]any)
	}
	return calls
}

// plainlySays is a second, plain reading of an error: whether it can be a rejection at all. Beside an id it must be a text,
// or an object with a code, a title or a message; without one there must be a letter or a digit somewhere.
func plainlySays(said any, beside bool) bool {
	switch said := said.(type) {
	case string:
		return strings.IndexFunc(said, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 &&
			!strings.EqualFold(strings.TrimSpace(said), "none")
	case float64:
		return !beside && said != 0
	case []any:
		return !beside && slices.ContainsFunc(said, func(v any) bool { return plainlySays(v, false) })
	case map[string]any:
		if !beside {
			return slices.ContainsFunc(slices.Collect(maps.Values(said)), func(v any) bool { return plainlySays(v, false) })
		}
		number, _ := said["code"].(float64)
		other, _ := said["error_code"].(float64)
		return number != 0 || other != 0 || slices.ContainsFunc([]string{"code", "error_code", "title", "message"}, func(name string) bool {
			text, ok := said[name].(string)
			return ok && plainlySays(text, true)
		})
	default:
		return false
	}
}
