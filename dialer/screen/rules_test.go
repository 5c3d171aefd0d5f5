package screen_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/dialer/dialertest"
	"bulkdial/dialer/screen"
)

// TestParseRetry: a list names each word that may be called again, and none is a word of its own.
func TestParseRetry(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]screen.RetrySet{
		"none":                          {},
		"rejected":                      {dialer.Rejected: true},
		"invalid":                       {dialer.Invalid: true},
		"unknown":                       {dialer.Unknown: true},
		"rejected, unknown,invalid":     {dialer.Rejected: true, dialer.Invalid: true, dialer.Unknown: true},
		screen.DefaultRetry:             {dialer.Rejected: true, dialer.Invalid: true},
		"":                              nil,
		"accepted":                      nil,
		"duplicate":                     nil,
		"suppressed":                    nil,
		"rejected,":                     nil,
		"rejected,none":                 nil,
		"rejected,accepted":             nil,
		"Rejected":                      nil,
		"rejected unknown":              nil,
		"rejected,invalid,unknown,none": nil,
	} {
		got, err := screen.ParseRetry(text)
		if diff := cmp.Diff(want, got); diff != "" || (err != nil) != (want == nil) {
			t.Errorf("ParseRetry(%q) = %v, %v (-want +got):\n%s", text, got, err, diff)
		}
	}
}

// TestParseDuplicates: there are three policies.
func TestParseDuplicates(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{"skip": true, "allow": true, "fail": true, "": false, "Skip": false, "none": false} {
		if got, err := screen.ParseDuplicates(text); (err == nil) != good || good && string(got) != text {
			t.Errorf("ParseDuplicates(%q) = %q, %v", text, got, err)
		}
	}
}

// TestCallers: a contact whose route names no number to call from gets one of the pool, if there is one, and always the same.
func TestCallers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		callers     []string
		named, want string
	}{
		{nil, "", ""},
		{nil, "own", "own"},
		{[]string{"one"}, "", "one"},
		{[]string{"one"}, "own", "own"},
	} {
		sc := screen.New(screen.Config{
			Rules: screen.Rules{Duplicates: screen.SkipDuplicates, MaxAttempts: 3}, Numbers: dialertest.PlainNumbers{}, History: screen.NewHistory(), Callers: tt.callers,
		})
		c := &dialer.Contact{Row: 1, Number: "+14155550101", Route: dialer.Route{FromNumberID: tt.named}}
		if d := sc.Decide(c); !d.Call || c.Route.FromNumberID != tt.want {
			t.Errorf("of %q a contact with the number %q is called from %q, want %q (%+v)", tt.callers, tt.named, c.Route.FromNumberID, tt.want, d)
		}
	}
}
