package jsonstring_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"bulkdial/internal/jsonstring"
)

// FuzzAppend: each string is written as encoding/json writes it.
func FuzzAppend(f *testing.F) {
	for _, s := range []string{
		"", "+14155550100", "Ada", "José", "日本", "\U0001f600", `a "b" \ c`, "tab\tline\nnul\x00", "\x1f ", "<&>", `<"&">`, "~\x7f\u0080", "é\u2028", "\u2029",
		"\xff", "a\xc3", "\xe2\x80", "\xed\xa0\x80", "\ufffd",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want strings.Builder
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := jsonstring.Append([]byte("before"), s); string(got)+"\n" != "before"+want.String() {
			t.Errorf("%q is written as %s, want %s", s, bytes.TrimPrefix(got, []byte("before")), want.String())
		}
	})
}
