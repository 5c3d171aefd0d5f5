package cartesia_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkdial/internal/cartesia"
)

// TestRepeatedNames: a repeated name is found among few members and among many, in whatever places.
func TestRepeatedNames(t *testing.T) {
	t.Parallel()
	object := func(names []string) string { return "{" + strings.Join(names, ":0,") + ":0}" }
	for _, members := range []int{1, 2, 3, 7, 8, 9, 10, 40} {
		var names []string
		for i := range members {
			names = append(names, fmt.Sprintf(`"n%d"`, i*i%41))
		}
		names = slices.Compact(slices.Sorted(slices.Values(names)))
		if _, err := cartesia.Object([]byte(object(names))); err != nil {
			t.Errorf("%s: %v", object(names), err)
		}
		for i := range names {
			for j := range i {
				again := slices.Clone(names)
				again[i] = strings.Replace(again[j], "n", `\u006e`, 1)
				if _, err := cartesia.Object([]byte(object(again))); err == nil {
					t.Errorf("%s: the repeated name is not found", object(again))
				}
			}
		}
	}
}

// FuzzObject compares the reading of objects and lists with that of encoding/json.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{
		`{"calls":[{"number":"+1","agent_call_id":"a"}],"new":{"x":[1,-2e3,true,null,"]}"]}}`, ` [ {} , [] , "\\" , "\"" , 0 ] `,
		`{"":"","\u0061":"\ud83d\ude00","b":"ÿ"}`, `"text"`, `7`, `null`, `{"a":1,"a":2}`, ` { } `, `[[[[{"a":[{}]}]]]]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		var wantList []json.RawMessage
		wantOK := json.Unmarshal(raw, &wantList) == nil && wantList != nil
		if list, ok := cartesia.List(raw); ok != wantOK || ok && !slices.EqualFunc(list, wantList, sameJSON) {
			t.Errorf("%s is the list %s (%v), want %s (%v)", raw, list, ok, wantList, wantOK)
		}
		var want map[string]json.RawMessage
		wantOK = json.Unmarshal(raw, &want) == nil && want != nil
		o, err := cartesia.Object(raw)
		if again := err != nil && strings.Contains(err.Error(), "twice"); !wantOK && err == nil || wantOK && err != nil && !again ||
			err == nil && !maps.EqualFunc(o, want, sameJSON) {
			t.Errorf("%s is the object %s (%v), want %s (%v)", raw, o, err, want, wantOK)
		}
		for _, value := range append(slices.Collect(maps.Values(o)), wantList...) {
			var want string
			wantOK := json.Unmarshal(value, &want) == nil && value[0] == '"'
			if got, ok := cartesia.Text(value); ok != wantOK || ok && got != want {
				t.Errorf("%s is the text %q (%v), want %q (%v)", value, got, ok, want, wantOK)
			}
		}
	})
}

func sameJSON(a, b json.RawMessage) bool { return bytes.Equal(a, b) }
