package content_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkdial/internal/cartesia/content"
)

// syntax returns texts that are JSON values, and texts that nearly are.
func syntax() []string {
	return []string{
		`0`, `-0`, `10`, `-1.50`, `1e5`, `1E+05`, `0.0e-0`, `00`, `01`, `-01`, `-`, `+1`, `.5`, `1.`, `1.e1`, `1e`, `1e+`, `1.5.5`, `0x1`, `1_0`, `NaN`,
		`null`, `true`, `false`, `nul`, `nulll`, `True`, `tru`, `t`, `nulltrue`, `null true`,
		`""`, `"a"`, `"`, `"a`, `a"`, `'a'`, `"\\"`, `"\"`, `"\\\""`, `"\/\b\f\n\r\t"`, `"\a"`, `"\ "`, `"\U0041"`,
		`"\u00e9"`, `"\uD83D"`, `"\u12G4"`, `"\u@123"`, "\"\\u`123\"", `"\u/123"`, `"\u:123"`, `"\ug123"`, `"\u123"`, `"\u"`,
		"\"\t\"", "\"\n\"", "\"\x00\"", "\"\x1f\"", "\"\x7f\"", "\"\xff\"", "\"\xc3\"", "\"\u2028\"", "\"\\\n\"",
		`[]`, `[ ]`, `[1]`, `[1 , 2]`, `[1,]`, `[,]`, `[,1]`, `[1 2]`, `[1:2]`, `[1,,2]`, `[`, `[1`, `[1,`, `]`, `[]]`, `[}`, `[1}`, `[[]`, `[] []`, `[],[]`,
		`{}`, `{ }`, `{"a":1}`, `{"a" : 1 , "b":[]}`, `{"a":1,}`, `{,}`, `{"a"}`, `{"a":}`, `{"a",1}`, `{"a" 1}`, `{"a"::1}`, `{:1}`, `{a:1}`, `{1:1}`,
		`{"a":1 "b":2}`, `{"a":1;"b":2}`, `{`, `{"`, `{"a`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `}`, `{]`, `{"a":1]`, `{{}}`, `{[]:1}`, `{"a":{"b":[{}]}}`,
		``, ` `, ` 1 `, "\t\r\n1", "\v1", "\f1", "\u00a01", "\ufeff1", "1\x00", "\x00", `1,`, `/**/1`, `1//`,
	}
}

// TestSyntax: what is JSON is the same as for encoding/json, by itself, within a list and within an object.
func TestSyntax(t *testing.T) {
	t.Parallel()
	texts := syntax()
	for _, depth := range []int{9_999, 10_000} {
		texts = append(texts, strings.Repeat("[", depth)+strings.Repeat("]", depth), strings.Repeat(`{"":`, depth-1)+"{}"+strings.Repeat("}", depth-1))
	}
	is := func(text, bracket string) bool {
		return json.Valid([]byte(text)) && strings.HasPrefix(strings.TrimSpace(text), bracket)
	}
	for _, text := range texts {
		for _, list := range []string{text, "[" + text + "]", "[" + text + ",1]", "[1," + text + "]", " [" + text + "\n] "} {
			if _, ok := content.List([]byte(list)); ok != is(list, "[") {
				t.Errorf("%.100q is a list: %v", list, ok)
			}
		}
		for _, object := range []string{text, `{"":` + text + "}", `{"":` + text + `,"b":1}`, `{"b":1,"":` + text + "}", "{" + text + ":1}", "\t{\"\":" + text + " }"} {
			if _, err := content.Members([]byte(object)); (err == nil) != is(object, "{") {
				t.Errorf("%.100q is an object: %v", object, err)
			}
		}
	}
}

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
		if _, err := content.Members([]byte(object(names))); err != nil {
			t.Errorf("%s: %v", object(names), err)
		}
		for i := range names {
			for j := range i {
				again := slices.Clone(names)
				again[i] = strings.Replace(again[j], "n", `\u006e`, 1)
				if _, err := content.Members([]byte(object(again))); err == nil {
					t.Errorf("%s: the repeated name is not found", object(again))
				}
			}
		}
	}
}

// FuzzObject compares the reading of objects and lists with that of encoding/json.
func FuzzObject(f *testing.F) {
	for _, seed := range append(syntax(),
		`{"calls":[{"number":"+1","agent_call_id":"a"}],"new":{"x":[1,-2e3,true,null,"]}"]}}`, ` [ {} , [] , "\\" , "\"" , 0 ] `,
		`{"":"","\u0061":"\ud83d\ude00","b":"ÿ"}`, `"text"`, `7`, `null`, `{"a":1,"a":2}`, ` { } `, `[[[[{"a":[{}]}]]]]`,
	) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var wantList []json.RawMessage
		wantOK := json.Unmarshal(raw, &wantList) == nil && wantList != nil
		if list, ok := content.List(raw); ok != wantOK || ok && !slices.EqualFunc(list, wantList, sameJSON) {
			t.Errorf("%s is the list %s (%v), want %s (%v)", raw, list, ok, wantList, wantOK)
		}
		var want map[string]json.RawMessage
		wantOK = json.Unmarshal(raw, &want) == nil && want != nil
		o, err := content.Members(raw)
		if again := err != nil && strings.Contains(err.Error(), "twice"); !wantOK && err == nil || wantOK && err != nil && !again ||
			err == nil && !maps.EqualFunc(o, want, sameJSON) {
			t.Errorf("%s is the object %s (%v), want %s (%v)", raw, o, err, want, wantOK)
		}
		for _, value := range append(slices.Collect(maps.Values(o)), wantList...) {
			var want string
			wantOK := json.Unmarshal(value, &want) == nil && value[0] == '"'
			if got, ok := content.Text(value); ok != wantOK || ok && got != want {
				t.Errorf("%s is the text %q (%v), want %q (%v)", value, got, ok, want, wantOK)
			}
		}
	})
}

func sameJSON(a, b json.RawMessage) bool { return bytes.Equal(a, b) }
