package screen_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// decided renders a decision: `call 2` for a second attempt, the last word, or the word and its code when it is a new
// skip, with `known` when the record has it; then the outcome, if there is one.
func decided(j dialer.Decision) string {
	return strings.TrimSpace(decidedWord(j) + " " + string(j.Outcome))
}

func decidedWord(j dialer.Decision) string {
	switch {
	case j.Call && j.Occurrence > 1:
		return fmt.Sprintf("call %d of x%d", j.Attempt, j.Occurrence)
	case j.Call:
		return fmt.Sprintf("call %d", j.Attempt)
	case j.Code == "":
		return string(j.LastWord)
	case j.OnRecord:
		return string(j.LastWord) + " " + j.Code + " known"
	default:
		return string(j.LastWord) + " " + j.Code
	}
}

// TestScreen goes through the rules of who is called on a rerun.
func TestScreen(t *testing.T) {
	const a, b = "+14155550101", "+14155550102"
	ids := func(r *screen.Rules) { r.UseIDs = true }
	allow := func(r *screen.Rules) { r.Duplicates = screen.AllowDuplicates }
	byNumber := func(r *screen.Rules) { r.UseIDs, r.IDsByNumber = true, true }
	retry := func(s string) func(*screen.Rules) {
		return func(r *screen.Rules) {
			set, err := screen.ParseRetry(s)
			if err != nil {
				t.Fatal(err)
			}
			r.Retry = set
		}
	}
	rules := func(changes ...func(*screen.Rules)) screen.Rules {
		r := screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 3}
		for _, change := range changes {
			change(&r)
		}
		return r
	}
	for _, tt := range []struct {
		name  string
		rules screen.Rules
		past  []string
		cells []string
		want  []string
	}{
		{"nothing on record", rules(), nil, []string{a, b}, []string{"call 1", "call 1"}},
		{"accepted is settled", rules(), []string{"accepted - " + a + " 1 r0.1"}, []string{a, b}, []string{"accepted", "call 1"}},
		{"another spelling is the same number", rules(), []string{"accepted - " + a + " 1 r0.1"}, []string{"+1 415-555-0101"}, []string{"accepted"}},
		{"unknown is left alone", rules(), []string{"unknown - " + a + " 1 r0.1"}, []string{a}, []string{"unknown"}},
		{"unknown is called when asked for", rules(retry("unknown")), []string{"unknown - " + a + " 1 r0.1", "rejected - " + b + " 1 r0.1"}, []string{a, b}, []string{"call 2", "rejected"}},
		{"rejected is called again", rules(), []string{"rejected - " + a + " 1 r0.1"}, []string{a}, []string{"call 2"}},
		{"rejected has its last attempt", rules(), []string{"rejected - " + a + " 2 r0.1"}, []string{a}, []string{"call 3"}},
		{"rejected too often", rules(), []string{"rejected - " + a + " 3 r0.1"}, []string{a}, []string{"rejected"}},
		{"rejected, and nothing is to be retried", rules(retry("none")), []string{"rejected - " + a + " 1 r0.1"}, []string{a}, []string{"rejected"}},
		{"a later line is the last word", rules(), []string{"rejected - " + a + " 1 r0.1", "accepted - " + a + " 2 r1.1"}, []string{a}, []string{"accepted"}},
		{"unknown, then found to be rejected", rules(), []string{"unknown - " + a + " 1 r0.1", "rejected - " + a + " 1 r0.1"}, []string{a}, []string{"call 2"}},
		{"accepted is final", rules(), []string{"accepted - " + a + " 1 r0.1", "rejected - " + a + " 2 r1.1"}, []string{a}, []string{"accepted"}},

		{"duplicates are skipped", rules(), nil, []string{a, b, a}, []string{"call 1", "call 1", "duplicate duplicate_number"}},
		{"a duplicate is written once", rules(), []string{"accepted - " + a + " 1 r0.1", "duplicate - " + a + " 0 -"}, []string{a, a, a}, []string{"accepted", "duplicate duplicate_number known", "duplicate duplicate_number"}},
		{"invalid is written once", rules(), []string{"invalid - 911 0 -"}, []string{"911", "911"}, []string{"invalid number_bad known", "invalid number_bad"}},
		{"a malformed row", rules(), nil, []string{"!"}, []string{"invalid ragged_row"}},
		{"a corrected row is called", rules(), []string{"invalid - 911 0 -"}, []string{a}, []string{"call 1"}},
		{"a duplicate whose first row is gone", rules(), []string{"duplicate - " + a + " 0 -"}, []string{a}, []string{"call 1"}},

		{"each row is called", rules(allow), nil, []string{a, b, a}, []string{"call 1", "call 1", "call 1 of x2"}},
		{"each row has its own word", rules(allow), []string{"accepted - " + a + " 1 r0.2x2", "rejected - " + a + " 1 r0.1"}, []string{a, a, a}, []string{"call 2", "accepted", "call 1 of x3"}},
		{"called as a second row, then skipping", rules(), []string{"accepted - " + a + " 1 r0.2x2"}, []string{a}, []string{"accepted"}},
		{"allowed now, skipped before", rules(allow), []string{"accepted - " + a + " 1 r0.1", "duplicate - " + a + " 0 -"}, []string{a, a}, []string{"accepted", "call 1 of x2"}},

		{"an id is settled though its number changed", rules(ids), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"accepted"}},
		{"a rejected id is called at its new number", rules(ids), []string{"rejected 7 " + a + " 1 r0.1"}, []string{"7=" + b}, []string{"call 2"}},
		{"a number is not called under a second id", rules(ids), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"8=" + a}, []string{"duplicate number_called"}},
		{"nor when the first is in doubt", rules(ids), []string{"unknown 7 " + a + " 1 r0.1"}, []string{"8=" + a}, []string{"duplicate number_called"}},
		{"but when the first was rejected", rules(ids), []string{"rejected 7 " + a + " 3 r0.1"}, []string{"8=" + a}, []string{"call 1"}},
		{"a number under two ids, allowed", rules(ids, allow), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + a, "8=" + a}, []string{"accepted", "call 1 of x2"}},
		{"an id twice in the file", rules(ids, allow), nil, []string{"7=" + a, "7=" + b}, []string{"call 1", "duplicate duplicate_id"}},
		{"ids now, none on record", rules(ids), []string{"accepted - " + a + " 1 r0.1"}, []string{"7=" + a}, []string{"accepted"}},
		{"ids now and duplicates, none on record", rules(ids, allow), []string{"accepted - " + a + " 1 r0.1"}, []string{"7=" + a, "8=" + a}, []string{"accepted", "call 1 of x2"}},
		{"no ids now, on record before", rules(), []string{"accepted 7 " + a + " 1 r0.1"}, []string{a}, []string{"accepted"}},
		{"an invalid id is checked again", rules(ids), []string{"invalid 7 911 0 -"}, []string{"7=" + a}, []string{"call 1"}},
		{"an invalid id that is not to be retried", rules(ids, retry("rejected")), []string{"invalid 7 911 0 -"}, []string{"7=" + a}, []string{"invalid"}},
		{"an id with a line break", rules(ids), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + a, "7\n=" + b}, []string{"accepted", "call 1"}},
		{"a settled id in a row that is no number now", rules(ids), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=911"}, []string{"accepted"}},
		{"no ids before, rejected then", rules(ids), []string{"rejected - " + a + " 2 r0.1"}, []string{"7=" + a}, []string{"call 3"}},
		{"rejected without ids, and then with them", rules(ids), []string{"rejected - " + a + " 2 r0.1", "rejected 7 " + a + " 3 r1.1"}, []string{"7=" + a}, []string{"rejected"}},
		{"rejected under two ids, none now", rules(), []string{"rejected 7 " + a + " 1 r0.1", "rejected 8 " + a + " 1 r1.1"}, []string{a}, []string{"call 3"}},
		{"the same lines twice, as after a merge", rules(), []string{"rejected - " + a + " 1 r0.1", "rejected - " + a + " 2 r1.1", "rejected - " + a + " 2 r1.1"}, []string{a}, []string{"call 3"}},
		{"an id in doubt under another id, none now", rules(), []string{"unknown 7 " + a + " 1 r0.1", "rejected 8 " + a + " 2 r1.1"}, []string{a}, []string{"unknown"}},
		{"a duplicate of an id hides no call without one", rules(ids), []string{"accepted - " + a + " 1 r0.1", "duplicate 7 " + a + " 0 -"}, []string{"7=" + a}, []string{"accepted"}},
		{"nor does an invalid one", rules(ids), []string{"accepted - " + a + " 1 r0.1", "invalid 7 911 0 -"}, []string{"7=" + a}, []string{"accepted"}},
		{"an invalid row takes no doubt back", rules(ids), []string{"unknown 7 " + a + " 1 r0.1", "invalid 7 911 0 -"}, []string{"7=" + b}, []string{"unknown"}},
		{"refused twice, accepted as another, then a third", rules(ids), []string{"rejected 7 " + a + " 1 r0.1", "rejected 7 " + a + " 2 r1.1", "accepted 8 " + a + " 1 r2.1"}, []string{"9=" + a}, []string{"duplicate number_called"}},
		{"accepted is final in any order", rules(), []string{"rejected - " + a + " 2 r1.1", "accepted - " + a + " 1 r0.1", "rejected - " + a + " 3 r2.1"}, []string{a}, []string{"accepted"}},
		{"accepted without an id, rejected with one", rules(ids), []string{"rejected 7 " + b + " 1 r0.1", "accepted - " + a + " 1 r1.1"}, []string{"7=" + a}, []string{"duplicate number_called"}},
		{"allowed, called under ids, none now", rules(allow), []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2x2"}, []string{a, a, a}, []string{"call 1", "accepted", "accepted"}},
		{"allowed, and the ids are others now", rules(ids, allow), []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2x2"}, []string{"70=" + a, "80=" + a}, []string{"duplicate number_called", "duplicate number_called"}},
		{"an id called at another number takes no row's place", rules(ids), []string{"accepted 7 " + b + " 1 r0.1"}, []string{"7=" + a, "8=" + a, "9=" + a}, []string{"accepted", "call 1", "duplicate duplicate_number"}},
		{"an id that was called stays called in a second row", rules(ids), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"8=" + a, "7=" + a}, []string{"duplicate number_called", "accepted"}},
		{"unknown under three ids, retried as often as one", rules(ids, retry("unknown")), []string{"unknown 7 " + a + " 1 r0.1", "unknown 8 " + a + " 1 r1.1", "unknown 9 " + a + " 1 r2.1"}, []string{"10=" + a}, []string{"duplicate number_called"}},
		{"unknown under one id, accepted under another, retried", rules(ids, retry("unknown")), []string{"unknown 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2"}, []string{"7=" + a}, []string{"unknown"}},
		{"the same in two rows", rules(ids, allow, retry("unknown")), []string{"unknown 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2"}, []string{"7=" + a, "8=" + a}, []string{"call 2", "accepted"}},
		{"unknown at this number, refused at another later", rules(ids, allow), []string{"unknown 7 " + a + " 1 r0.1", "rejected 7 " + b + " 2 r1.1"}, []string{"7=" + a, "8=" + a}, []string{"unknown", "call 1 of x2"}},

		{"two attempts have the number 1", rules(), []string{"rejected - " + a + " 1 r0.1", "rejected - " + a + " 1 r1.1"}, []string{a}, []string{"call 3"}},
		{"three attempts have the number 1", rules(), []string{"rejected - " + a + " 1 r0.1", "rejected - " + a + " 1 r1.1", "rejected - " + a + " 1 r2.1"}, []string{a}, []string{"rejected"}},
		{"three of an id have the number 1", rules(ids), []string{"rejected 7 " + a + " 1 r0.1", "rejected 7 " + a + " 1 r1.1", "rejected 7 " + a + " 1 r2.1"}, []string{"7=" + a}, []string{"rejected"}},
		{"attempts of an id at two numbers", rules(ids), []string{"rejected 7 " + a + " 1 r0.1", "rejected 7 " + b + " 1 r1.1"}, []string{"7=" + a}, []string{"call 3"}},
		{"attempts without an id and with it", rules(ids), []string{"rejected - " + a + " 1 r0.1", "rejected 7 " + a + " 1 r1.1"}, []string{"7=" + a}, []string{"call 3"}},
		{"attempts of the second row", rules(allow), []string{"rejected - " + a + " 1 r0.1x2", "rejected - " + a + " 1 r1.1x2"}, []string{a, a}, []string{"call 1", "call 3 of x2"}},
		{"a line that is in two files", rules(), []string{"rejected - " + a + " 1 r0.1", "rejected - " + a + " 1 r1.1", "rejected - " + a + " 1 r0.1"}, []string{a}, []string{"call 3"}},
		{"a correction is no attempt", rules(), []string{"unknown - " + a + " 1 r0.1", "rejected - " + a + " 1 r0.1", "unknown - " + a + " 1 r0.1"}, []string{a}, []string{"call 2"}},
		{"a correction of an id is no attempt", rules(ids), []string{"rejected 7 " + a + " 1 r0.1", "unknown 7 " + a + " 1 r0.1"}, []string{"7=" + a}, []string{"call 2"}},
		{"a lost line is an attempt", rules(), []string{"rejected - " + a + " 3 r2.1"}, []string{a}, []string{"rejected"}},
		{"unknown and rejected, both as the first attempt", rules(), []string{"unknown - " + a + " 1 r0.1", "rejected - " + a + " 1 r1.1"}, []string{a}, []string{"unknown"}},
		{"unknown, and others who did not know it", rules(), []string{"rejected - " + a + " 1 r1.1", "rejected - " + a + " 2 r2.1", "unknown - " + a + " 1 r0.1"}, []string{a}, []string{"unknown"}},
		{"unknown, then tried again because it was asked for", rules(), []string{"rejected - " + a + " 2 r1.1", "unknown - " + a + " 1 r0.1"}, []string{a}, []string{"call 3"}},

		{"allowed, refused for good under an id, none now", rules(allow), []string{"rejected 7 " + a + " 3 r0.1"}, []string{a}, []string{"rejected"}},
		{"two rows then", rules(allow), []string{"rejected 7 " + a + " 3 r0.1"}, []string{a, a}, []string{"call 1", "rejected"}},
		{"allowed, refused under two ids, none now", rules(allow), []string{"rejected 7 " + a + " 2 r0.1", "rejected 8 " + a + " 2 r1.1"}, []string{a}, []string{"rejected"}},
		{"allowed, a row is gone", rules(allow), []string{"accepted - " + a + " 1 r0.1x3"}, []string{a, a}, []string{"call 1", "accepted"}},
		{"allowed, a refused row is gone, and nothing is to be retried", rules(allow, retry("none")), []string{"rejected - " + a + " 1 r0.1x3"}, []string{a, a}, []string{"call 1", "rejected"}},
		{"allowed, nothing is to be retried", rules(allow, retry("none")), []string{"rejected - " + a + " 1 r0.1x2"}, []string{a, a}, []string{"call 1", "rejected"}},
		{"allowed, one in doubt and one to be retried", rules(allow, retry("unknown")), []string{"unknown - " + a + " 1 r0.1", "rejected - " + a + " 1 r0.2x2"}, []string{a, a}, []string{"call 2", "rejected"}},

		{"refused with an id, then called as two rows without", rules(ids), []string{"rejected 7 " + a + " 1 r0.1", "accepted - " + a + " 1 r1.1", "accepted - " + a + " 1 r1.2x2"}, []string{"7=" + a}, []string{"duplicate number_called"}},
		{"a second row with a settled id", rules(ids, allow, retry("none")), []string{"rejected 7 " + a + " 1 r0.1"}, []string{"7=" + a, "7=" + b}, []string{"rejected", "duplicate duplicate_id"}},
		{"a second row with an id that was tried often enough", rules(ids, allow), []string{"rejected 7 " + a + " 1 r0.1", "rejected 7 " + b + " 1 r1.1", "rejected 7 " + a + " 1 r2.1"}, []string{"7=911", "7=" + b, "7=" + a}, []string{"rejected", "duplicate duplicate_id", "duplicate duplicate_id"}},

		{"numbered again: who was called is not", rules(byNumber), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"6=" + a}, []string{"accepted"}},
		{"numbered again: who was not called is", rules(byNumber), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"7=" + b, "6=" + a}, []string{"call 1", "accepted"}},
		{"numbered again: the doubt is about the number", rules(byNumber), []string{"unknown 7 " + a + " 1 r0.1"}, []string{"7=" + b, "6=" + a}, []string{"call 1", "unknown"}},
		{"numbered again: refused often enough", rules(byNumber), []string{"rejected 7 " + a + " 1 r0.1", "rejected 6 " + a + " 1 r1.1", "rejected 5 " + a + " 1 r2.1"}, []string{"4=" + a, "5=" + b}, []string{"rejected", "call 1"}},
		{"numbered again: nothing is to be retried", rules(byNumber, retry("none")), []string{"rejected 7 " + a + " 1 r0.1"}, []string{"6=" + a, "7=" + b}, []string{"rejected", "call 1"}},
		{"numbered again, allowed: one call is left", rules(byNumber, allow), []string{"accepted 7 " + a + " 1 r0.1"}, []string{"6=" + a, "7=" + a, "8=" + a}, []string{"call 1", "accepted", "call 1 of x3"}},
		{"numbered again, allowed: none is left", rules(byNumber, allow), []string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2x2"}, []string{"6=" + a, "7=" + a}, []string{"accepted", "accepted"}},
		{"numbered again, allowed: one row twice", rules(byNumber, allow), nil, []string{"6=" + a, "6=" + b, "6=" + a, "7=" + a}, []string{"call 1", "call 1", "duplicate duplicate_id", "call 1 of x2"}},
		{"numbered again: an invalid row settles no other", rules(byNumber, retry("none")), []string{"invalid 7 911 0 -"}, []string{"7=911", "7=" + a}, []string{"invalid number_bad known", "call 1"}},
		{"a skip takes no attempt back", rules(ids), []string{"rejected 7 " + a + " 2 r0.1", "invalid 7 911 0 -"}, []string{"7=" + a}, []string{"call 3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			history := historyOf(tt.past...)
			counting := screen.New(screen.Config{Rules: tt.rules, Numbers: dialertest.PlainNumbers{}, History: history})
			decideAll(counting, tt.cells)
			for pass := range 2 { // the history serves any number of passes
				sc := screen.New(screen.Config{Rules: tt.rules, Numbers: dialertest.PlainNumbers{}, History: history, Earlier: counting.Seen()})
				if diff := cmp.Diff(tt.want, decideAll(sc, tt.cells)); diff != "" {
					t.Errorf("pass %d: decisions differ (-want +got):\n%s", pass+1, diff)
				}
			}
		})
	}
}

// historyOf makes a history of lines as past reads them.
func historyOf(lines ...string) *screen.History {
	history := screen.NewHistory()
	for _, line := range lines {
		r := dialertest.Past(line)
		history.Add(&r)
	}
	return history
}

// decideAll decides about cells as contactsOf reads them.
func decideAll(sc *screen.Screen, cells []string) []string {
	var got []string
	for c, err := range contactsOf(cells...) {
		if e, ok := err.(*dialer.RowError); ok { //nolint:errorlint // contactsOf does not wrap
			got = append(got, decided(sc.Malformed(e)))
			continue
		}
		got = append(got, decided(sc.Decide(c)))
	}
	return got
}

// TestScreenPiped: where the rows cannot be counted first, each number is called at most as many times as rows were read that
// no earlier call is for.
func TestScreenPiped(t *testing.T) {
	const a = "+14155550101"
	rules := screen.Rules{Duplicates: screen.AllowDuplicates, Retry: screen.RetrySet{dialer.Rejected: true}, MaxAttempts: 3}
	for _, tt := range []struct{ past, cells, want []string }{
		{[]string{"accepted - " + a + " 1 r0.1"}, []string{a, a}, []string{"accepted", "call 1 of x2"}},
		{[]string{"accepted - " + a + " 1 r0.1x3"}, []string{a, a}, []string{"accepted", "call 1 of x2"}},
		{[]string{"accepted - " + a + " 1 r0.1x2", "rejected - " + a + " 1 r0.2"}, []string{a, a, a}, []string{"accepted", "accepted", "call 1 of x3"}},
		{[]string{"accepted 7 " + a + " 1 r0.1", "accepted 8 " + a + " 1 r0.2x2"}, []string{a, a, a}, []string{"accepted", "accepted", "call 1 of x3"}},
	} {
		sc := screen.New(screen.Config{Rules: rules, Numbers: dialertest.PlainNumbers{}, History: historyOf(tt.past...)})
		if diff := cmp.Diff(tt.want, decideAll(sc, tt.cells)); diff != "" {
			t.Errorf("after %q decisions differ (-want +got):\n%s", tt.past, diff)
		}
	}
}

// TestScreenDoesNotParseSettledNumbers: of a number on record the adapter is not asked again.
func TestScreenDoesNotParseSettledNumbers(t *testing.T) {
	rules := screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 3}
	history := screen.NewHistory()
	r := dialertest.Past("accepted - +14155550101 1 r0.1")
	history.Add(&r)
	sc := screen.New(screen.Config{Rules: rules, Numbers: noNumbers{t}, History: history})
	if got := decided(sc.Decide(&dialer.Contact{Row: 1, Number: "+1 (415) 555-0101"})); got != "accepted" {
		t.Errorf("decision = %s, want accepted", got)
	}
}

// TestPlainNumbers: a cell with the digits of a number on record, and nothing but its usual marks, is that number; all others are parsed.
func TestPlainNumbers(t *testing.T) {
	rules := screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{}, MaxAttempts: 3}
	history := historyOf("accepted - +1234567 1 r0.1", "accepted - +123456789012345 1 r0.2", "accepted - +90909090909 1 r0.3")
	for cell, parsed := range map[string]bool{
		"+1234567":                             false,
		"+123456":                              true,
		"+ 123456":                             true,
		"+123456789012345":                     false,
		"+1234567890123456":                    true,
		"+(1234) 567-890 12345           ":     false, // 32 bytes
		"+(1234) 567-890 12345            ":    true,
		"+01234567":                            true,
		"1234567890":                           true,
		"+909/09090909":                        true,
		"+909:09090909":                        true,
		"+90909090909":                         false,
		"+123456789012345x":                    true,
		"+1-2-3-4-5-6-7":                       false,
		"+(123)4567":                           false,
		"+1234567\t":                           true,
		"+9 0 9 0 9 0 9 0 9 0 9 ( ) ( ) ( ) -": true,
	} {
		asked := false
		sc := screen.New(screen.Config{Rules: rules, Numbers: askedNumbers{&asked}, History: history})
		if sc.Decide(&dialer.Contact{Row: 1, Number: cell}); asked != parsed {
			t.Errorf("%q (%d bytes): parsed: %t, want %t", cell, len(cell), asked, parsed)
		}
	}
}

// askedNumbers reads no number, and notes that it was asked.
type askedNumbers struct{ asked *bool }

func (n askedNumbers) Read(string, string) (dialer.Number, error) {
	*n.asked = true
	return dialer.Number{}, &dialer.NumberError{}
}

type noNumbers struct{ t *testing.T }

func (n noNumbers) Read(cell, _ string) (dialer.Number, error) {
	n.t.Errorf("Read(%q) was asked for", cell)
	return dialer.Number{}, &dialer.NumberError{}
}
