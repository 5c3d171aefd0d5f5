package content_test

import (
	"fmt"
	"strings"
	"testing"

	"bulkdial/dialer"
)

// TestWhoseNumber: whose ids three attempts get, and which belong to none, in each way in which a call can name a number.
func TestWhoseNumber(t *testing.T) {
	t.Parallel()
	read, sent := newReader(), sentTo("+11", "+12", "+13")
	for name, test := range map[string]struct {
		calls string // the numbers and ids of the calls
		want  string // the ids of the attempts, those of unknown entries after a ?
		stray string
	}{
		"same order":                      {`"+11" a, "+12" b, "+13" c`, `a b c`, ``},
		"two swapped":                     {`"+12" b, "+11" a, "+13" c`, `a b c`, ``},
		"all in other places":             {`"+12" b, "+13" c, "+11" a`, `a b c`, ``},
		"spelled otherwise":               {`"11" a, 12 b, "0013" c`, `a b c`, ``},
		"spelled otherwise, swapped":      {`12.0 b, "tel:+1-1" a, "\u002b13" c`, `a b c`, ``},
		"escaped":                         {`"+1\u0031" a, "\u002b12" b, "+13" c`, `a b c`, ``},
		"a + too many":                    {`"+11" a, "++12" b, "+13" c`, `a ?b c`, ``},
		"zeros after the +":               {`"+0011" a, "+12" b, "+13" c`, `?a b c`, ``},
		"digits of another script":        {`"+1١" a, "+12" b, "+13" c`, `?a b c`, ``},
		"null":                            {`null a, "+12" b, null c`, `a b c`, ``},
		"null, swapped":                   {`"+12" b, null a, "+13" c`, `? b c`, `a`},
		"null, and one call more":         {`null a, "+12" b, "+13" c, "" d`, `?a b c`, `d`},
		"a number twice":                  {`"+11" a, "+11" b, "+13" c`, `?a ? c`, `b`},
		"a number twice, second first":    {`"+12" a, "+12" b, "+13" c`, `? ?a c`, `b`},
		"a number twice, otherwise":       {`"+11" a, "+12" b, 11 c`, `?a b ?`, `c`},
		"a number twice, otherwise first": {`11 a, "+12" b, "+11" c`, `?a b ?`, `c`},
		"a number twice, beyond the end":  {`"+11" a, "+12" b, "+13" c, "+11" d`, `?a b c`, `d`},
		"an id twice":                     {`"+11" a, "+12" a, "+13" c`, `?a ?a c`, ``},
		"an id twice, escaped":            {`"+11" a, "+12" b, "+13" \u0061`, `?a b ?a`, ``},
		"an id twice, of a stranger":      {`"+11" a, "+12" b, "+13" c, "+19" b`, `a ?b c`, `b`},
		"no ids":                          {`"+11" , "+12" , "+13" c`, `? ? c`, ``},
		"a stranger":                      {`"+11" a, "+19" b, "+13" c`, `a ?b c`, ``},
		"a stranger first":                {`"+19" d, "+11" a, "+12" b, "+13" c`, `a b c`, `d`},
		"what is no number":               {`"+11" a, [] b, "x" c`, `a ?b ?c`, ``},
		"too few":                         {`"+11" a, "+13" c`, `a ? c`, ``},
	} {
		var calls, got []string
		for call := range strings.SplitSeq(test.calls, ", ") {
			number, id, _ := strings.Cut(call, " ")
			calls = append(calls, fmt.Sprintf(`{"number":%s,"agent_call_id":"%s"}`, number, id))
		}
		body := []byte(`{"calls":[` + strings.Join(calls, ",") + `]}`)
		entries, stray, err := read(body, sent)
		for _, e := range entries {
			id := e.CallID
			if e.Disposition != dialer.Accepted {
				id = "?" + id
			}
			got = append(got, id)
		}
		if got, stray := strings.Join(got, " "), strings.Join(stray, " "); err != nil || got != test.want || stray != test.stray {
			t.Errorf("%s: ids %s, stray %s (%v), want %s and %s", name, got, stray, err, test.want, test.stray)
		}
		if d := difference(read, body, sent); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestNoDigits: an attempt whose number has no digits has no call, not even one that names it in the same words.
func TestNoDigits(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"x", "y", "+", ""} {
		body := fmt.Appendf(nil, `{"calls":[{"number":%q,"agent_call_id":"a"},{"number":"+12","agent_call_id":"b"},{"number":"+1","agent_call_id":"c"}]}`, number)
		got, err := readCalls(body, sentTo("x", "+12"))
		if err != nil || got[0].Disposition != dialer.Unknown || got[0].CallID != "a" || got[1] != accepted("b") {
			t.Errorf("number %q: %+v %v", number, got, err)
		}
	}
}
