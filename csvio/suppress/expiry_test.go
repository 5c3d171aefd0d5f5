package suppress_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio/suppress"
)

// TestExpires: an entry counts up to its moment, a day up to its end everywhere on earth, and the longest of several entries counts.
func TestExpires(t *testing.T) {
	at := func(text string) time.Time {
		t.Helper()
		moment, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for name, tt := range map[string]struct {
		text        string
		last, first string // the last moment at which a counts, and the first at which it does not; empty: it always counts
	}{
		"a time":               {"phone,expires\n" + a + ",2026-12-31T18:00:00-05:00\n", "2026-12-31T22:59:59.999Z", "2026-12-31T23:00:00Z"},
		"a fraction":           {"phone,expires\n" + a + ",2026-12-31T18:00:00.0001Z\n", "2026-12-31T18:00:00Z", "2026-12-31T18:00:00.001Z"},
		"a day":                {"phone,expires\n" + a + ",2026-12-31\n", "2027-01-01T11:59:59.999Z", "2027-01-01T12:00:00Z"},
		"a leap day":           {"phone,expires\n" + a + ",2028-02-29\n", "2028-03-01T11:59:59Z", "2028-03-01T12:00:00Z"},
		"another spelling":     {"Phone; Expires \n" + a + "; 2026-12-31 \n", "2027-01-01T11:59:59Z", "2027-01-01T12:00:00Z"},
		"in front":             {"expires,name,phone\n2026-12-31,Ann," + a + "\n", "2027-01-01T11:59:59Z", "2027-01-01T12:00:00Z"},
		"a hash":               {"phone,expires\n" + hashOf(a) + ",2026-12-31\n", "2027-01-01T11:59:59Z", "2027-01-01T12:00:00Z"},
		"JSON Lines":           {`{"phone":"` + a + `","expires":"2026-12-31"}` + "\n", "2027-01-01T11:59:59Z", "2027-01-01T12:00:00Z"},
		"the longer counts":    {"phone,expires\n" + a + ",2026-12-31\n" + a + ",2026-11-30\n", "2027-01-01T11:59:59Z", "2027-01-01T12:00:00Z"},
		"empty":                {"phone,expires\n" + a + ",\n", "", ""},
		"forever counts":       {"phone,expires\n" + a + ",2026-11-30\n" + a + ",\n" + a + ",2026-12-31\n", "", ""},
		"before the column":    {`{"phone":"` + a + `"}` + "\n" + `{"phone":"` + b + `","expires":"2026-12-31"}` + "\n", "", ""},
		"a column of entries":  {"expires,phone\n," + a + "\n", "", ""},
		"another name for one": {"phone,expires_on\n" + a + ",2026-12-31\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc.csv")
			writeList(t, path, tt.text)
			lists, err := openLists(path)
			if err != nil {
				t.Fatal(err)
			}
			if tt.last == "" {
				if lists.List(a, at("2500-01-01T00:00:00Z")) == "" {
					t.Error("the entry does not count any more")
				}
				return
			}
			last, first := at(tt.last), at(tt.first)
			if lists.List(a, last) == "" || lists.List(a, first) != "" {
				t.Errorf("the entry counts: at %v %v, at %v %v, want true and false", last, lists.List(a, last) != "", first, lists.List(a, first) != "")
			}
			if got, want := lists.Sizes(first), (suppress.Size{Name: "dnc.csv", Expired: 1}); len(got) != 1 || got[0] != want {
				t.Errorf("sizes = %+v, want %+v", got, want)
			}
			if lists.Entries(last) != 1 || lists.Entries(first) != 0 {
				t.Errorf("%d entries, then %d, want 1 and 0", lists.Entries(last), lists.Entries(first))
			}
		})
	}
}

// TestExpiresRefuses: nobody is called on a list of which it is not known until when its entries count.
func TestExpiresRefuses(t *testing.T) {
	for cell, want := range map[string]string{
		"soon": "neither a day nor a time", "2026-02-30": "neither a day", "31.12.2026": "neither a day", "12/31/26": "neither a day",
		"2026-12-31 18:00": "no zone", "2026-12-31T18:00:00": "no zone", "0": "neither a day", "-": "neither a day", "never": "neither a day",
	} {
		path := filepath.Join(t.TempDir(), "dnc.csv")
		writeList(t, path, "phone,expires\n"+a+","+cell+"\n")
		if _, err := openLists(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "row 2") {
			t.Errorf("%q: Open() = %v, want an error that says row 2 and %q", cell, err, want)
		}
	}
	path := filepath.Join(t.TempDir(), "dnc.csv")
	writeList(t, path, "phone,expires,Expires\n"+a+",,\n")
	if _, err := openLists(path); err == nil || !strings.Contains(err.Error(), "two columns") {
		t.Errorf("Open() = %v, want an error about two columns", err)
	}
}
