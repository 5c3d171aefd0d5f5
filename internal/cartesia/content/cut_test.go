package content_test

import (
	"errors"
	"slices"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

// TestCutCalls: the calls before the place where a body breaks off give their ids, and prove nothing else.
func TestCutCalls(t *testing.T) {
	t.Parallel()
	sent, text := sentTo("+1", "+2"), content.NewTexts(testKey)
	for body, want := range map[string]struct{ first, second, stray string }{
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call`:                                   {"a", "", ""},
		`{"new":{"calls":[{"agent_call_id":"x"}]},"calls":[{"number":"+2","agent_call_id":"b"},`:                     {"", "b", ""},
		`{"calls":[{"number":"+2","agent_call_id":"b","error":"blocked"},{"number":"+1","agent_call_id":"a"}]`:       {"a", "b", ""},
		`{"calls":[{"number":"+3","agent_call_id":"c"}`:                                                              {"c", "", ""},
		`{"calls":[{"number":"+1","agent_call_id":"a"},{"number":"+2","agent_call_id":"b"},{"agent_call_id":"c"}]}x`: {"a", "b", "c"},
		`{"calls":[{"agent_call_id":"` + testKey + `"},{"number":"+2"},7`:                                            {"[redacted]", "", ""},
		`{"calls":[{"number":"+1"},{"number":"+2"`:                                                                   {},
		`{"calls":[`:                    {},
		`{"calls":{"agent_call_id":"a"`: {},
		`{"calls":7`:                    {},
		`{"new":{"agent_call_id":"a"`:   {},
		`[{"agent_call_id":"a"}`:        {},
		`{`:                             {},
		``:                              {},
	} {
		var entries []dialer.Entry
		if want.first+want.second != "" {
			entries = []dialer.Entry{unknown(want.first, ""), unknown(want.second, "")}
		}
		var strays []string
		if want.stray != "" {
			strays = []string{want.stray}
		}
		got, stray, err := content.ReadCalls([]byte(body), nil, sent, text)
		if err == nil || !slices.Equal(got, entries) || (got == nil) != (entries == nil) || !slices.Equal(stray, strays) {
			t.Errorf("%s: %+v, stray %q, %v, want %+v and %q", body, got, stray, err, entries, strays)
		}
	}
}

// TestWholeButCut: a body that looks whole proves nothing where it is known to be cut.
func TestWholeButCut(t *testing.T) {
	t.Parallel()
	cut := errors.New("it is cut off")
	body := []byte(`{"calls":[{"number":"+1","agent_call_id":"a"}]}`)
	got, stray, err := content.ReadCalls(body, cut, sentTo("+1"), content.NewTexts(testKey))
	if !errors.Is(err, cut) || !slices.Equal(got, []dialer.Entry{unknown("a", "")}) || stray != nil {
		t.Errorf("%+v, stray %q, %v", got, stray, err)
	}
}
