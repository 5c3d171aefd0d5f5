package content_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
)

func accepted(id string) dialer.Entry { return dialer.Entry{Disposition: dialer.Accepted, CallID: id} }

func rejectedEntry(id, code, text string) dialer.Entry {
	return dialer.Entry{Disposition: dialer.Rejected, CallID: id, Code: code, Error: text}
}

func busy(code, text string) dialer.Entry {
	return dialer.Entry{Disposition: dialer.Rejected, Busy: true, Code: code, Error: text}
}

// unknown has no Error here: its wording is for people.
func unknown(id, code string) dialer.Entry {
	return dialer.Entry{Disposition: dialer.Unknown, CallID: id, Code: code}
}

func TestEntries(t *testing.T) {
	const a, b = `"number":"+14155550100"`, `"number":"+14155550101"`
	tests := map[string]struct {
		calls string // the list, for two contacts
		want  [2]dialer.Entry
	}{
		"both": {
			`{` + a + `,"agent_call_id":"ac_1","error":null,"new":1},{` + b + `,"agent_call_id":"ac_2","error":{ }}`,
			[2]dialer.Entry{accepted("ac_1"), accepted("ac_2")},
		},
		"no numbers": {
			`{"agent_call_id":"ac_1","error":{}},{"agent_call_id":"ac_2","number":""}`,
			[2]dialer.Entry{accepted("ac_1"), accepted("ac_2")},
		},
		"errors": {
			`{` + a + `,"error":{"error_code":"x","code":"y", "title":"T"}},{` + b + `,"agent_call_id":"ac_2","error":{"title":"Not Allowed 4155550101"}}`,
			[2]dialer.Entry{
				rejectedEntry("", "x", `{"error_code":"x","code":"y","title":"T"}`),
				rejectedEntry("ac_2", "not_allowed", `{"title":"Not Allowed 4155550101"}`),
			},
		},
		"odd errors": {
			`{` + a + `,"error":"line\nbusy"},{` + b + `,"error":["x"]}`,
			[2]dialer.Entry{rejectedEntry("", "rejected", "line busy"), rejectedEntry("", "rejected", `["x"]`)},
		},
		"scalar errors": {
			`{` + a + `,"error":5},{` + b + `,"error":{"code":21211}}`,
			[2]dialer.Entry{rejectedEntry("", "rejected", "5"), rejectedEntry("", "21211", `{"code":21211}`)},
		},
		"errors that say nothing": {
			`{` + a + `,"agent_call_id":"ac_1","error":false},{` + b + `,"error":[ ]}`,
			[2]dialer.Entry{unknown("ac_1", "answer_unreadable"), unknown("", "answer_unreadable")},
		},
		"no line": {
			`{` + a + `,"error":{"code":"concurrency_limited"}},{` + b + `,"error":"Concurrency limit reached"}`,
			[2]dialer.Entry{busy("concurrency_limited", `{"code":"concurrency_limited"}`), busy("rejected", "Concurrency limit reached")},
		},
		"a word, a title": {
			`{` + a + `,"error":"concurrency_limited"},{` + b + `,"error":{"title":"Too many concurrent calls","message":"Wait."}}`,
			[2]dialer.Entry{
				busy("rejected", "concurrency_limited"),
				busy("too_many_concurrent_calls", `{"title":"Too many concurrent calls","message":"Wait."}`),
			},
		},
		"a busy person": {
			`{` + a + `,"error":{"code":"line_busy"}},{` + b + `,"error":"number busy, limit of tries reached"}`,
			[2]dialer.Entry{rejectedEntry("", "line_busy", `{"code":"line_busy"}`), rejectedEntry("", "rejected", "number busy, limit of tries reached")},
		},
		"neither": {
			`{` + a + `,"agent_call_id":null,"error":null},{` + b + `,"agent_call_id":" "}`,
			[2]dialer.Entry{unknown("", "answer_empty"), unknown("", "answer_empty")},
		},
		"no objects": {
			`7,{` + b + `,"agent_call_id":"ac_2"}`,
			[2]dialer.Entry{unknown("", "answer_unreadable"), accepted("ac_2")},
		},
		"id no string": {
			`{` + a + `,"agent_call_id":7},{` + b + `,"agent_call_id":["x"],"error":"blocked"}`,
			[2]dialer.Entry{unknown("7", "answer_unreadable"), rejectedEntry("", "rejected", "blocked")},
		},
		"a key twice": {
			`{` + a + `,"agent_call_id":"ac_1","error":"x","error":null},{` + b + `,"agent_call_id":"ac_2","Error":"x"}`,
			[2]dialer.Entry{unknown("", "answer_unreadable"), accepted("ac_2")},
		},
		"exchanged": {
			`{` + b + `,"agent_call_id":"ac_2"},{` + a + `,"error":"blocked"}`,
			[2]dialer.Entry{rejectedEntry("", "rejected", "blocked"), accepted("ac_2")},
		},
		"exchanged, one without a number": {
			`{` + b + `,"agent_call_id":"ac_2"},{"agent_call_id":"ac_1"}`,
			[2]dialer.Entry{unknown("", "answer_mismatch"), accepted("ac_2")},
		},
		"exchanged, an error without a number": {
			`{"error":"blocked"},{` + a + `,"agent_call_id":"ac_1"}`,
			[2]dialer.Entry{accepted("ac_1"), unknown("", "answer_mismatch")},
		},
		"numbers in other spellings": {
			`{"number":14155550100,"error":"blocked"},{"number":"tel:1 (415) 555-0101","agent_call_id":"ac_2"}`,
			[2]dialer.Entry{rejectedEntry("", "rejected", "blocked"), accepted("ac_2")},
		},
		"another number": {
			`{"number":"+14155550199","agent_call_id":"ac_1","error":"blocked"},{"number":{},"agent_call_id":"ac_2"}`,
			[2]dialer.Entry{unknown("ac_1", "answer_mismatch"), unknown("ac_2", "answer_mismatch")},
		},
		"one number twice": {
			`{` + a + `,"agent_call_id":"ac_1"},{` + a + `,"agent_call_id":"ac_2"}`,
			[2]dialer.Entry{unknown("ac_1", "answer_mismatch"), unknown("", "answer_mismatch")},
		},
		"short": {
			`{` + a + `,"agent_call_id":"ac_1"}`,
			[2]dialer.Entry{accepted("ac_1"), unknown("", "answer_mismatch")},
		},
		"short without number": {
			`{"error":"no"}`,
			[2]dialer.Entry{unknown("", "answer_mismatch"), unknown("", "answer_mismatch")},
		},
		"empty": {``, [2]dialer.Entry{unknown("", "answer_mismatch"), unknown("", "answer_mismatch")}},
		"long": {
			`{` + a + `,"agent_call_id":"ac_1"},{"agent_call_id":"ac_2"},{` + b + `,"agent_call_id":"ac_3"}`,
			[2]dialer.Entry{accepted("ac_1"), accepted("ac_3")},
		},
		"one id twice": {
			`{` + a + `,"agent_call_id":"ac_1"},{` + b + `,"agent_call_id":"ac_1","error":"no"}`,
			[2]dialer.Entry{unknown("ac_1", "answer_repeated_id"), unknown("ac_1", "answer_repeated_id")},
		},
		"one id twice, one elsewhere": {
			`{` + a + `,"agent_call_id":"ac_1"},{"number":"+1","agent_call_id":"ac_1"}`,
			[2]dialer.Entry{unknown("ac_1", "answer_repeated_id"), unknown("ac_1", "answer_repeated_id")},
		},
		"one id twice, once beyond the request": {
			`{` + a + `,"agent_call_id":"ac_1"},{` + b + `,"agent_call_id":"ac_2"},{"agent_call_id":"ac_1"}`,
			[2]dialer.Entry{unknown("ac_1", "answer_repeated_id"), accepted("ac_2")},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := readCalls([]byte(`{"calls":[`+test.calls+`],"new":{}}`), attempts(2))
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if got[i].Disposition == dialer.Unknown {
					if got[i].Error == "" {
						t.Errorf("entry %d says nothing", i)
					}
					got[i].Error = ""
				}
			}
			if diff := cmp.Diff(test.want[:], got); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEntryErrorIsBounded(t *testing.T) {
	body := `{"calls":[{"number":"+14155550100","error":{"message":"` + strings.Repeat("é", 3000) + `"}}]}`
	got, err := readCalls([]byte(body), attempts(1))
	if err != nil || len(got[0].Error) > 2<<10 || len(got[0].Error) < 2000 {
		t.Errorf("error of %d bytes (%v)", len(got[0].Error), err)
	}
}
