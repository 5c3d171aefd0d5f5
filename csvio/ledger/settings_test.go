package ledger_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

func someSettings() ledger.Settings {
	return ledger.Settings{
		Header: ledger.Header{Columns: []string{"phone", "<é>"}, Number: "phone"},
		Values: map[string][]string{"region": {"US"}, "suppress": {"a,b.csv", "c.csv"}, "metadata": {}},
	}
}

// remembering runs a campaign with one accepted contact and settings, and returns the path of its results. It calls during while
// the request is under way.
func remembering(t *testing.T, during func(path string)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.results.csv")
	r, _ := begin(t, path)
	must(t, r.Remember(someSettings()))
	req := request("r1.1", 1)
	must(t, r.Intend(req))
	during(path)
	must(t, settle(r, "r1.1", results(t, req, dialer.Accepted)))
	must(t, r.Close())
	return path
}

func finished(t *testing.T) string {
	t.Helper()
	return remembering(t, func(string) {})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	path := finished(t)
	got, err := ledger.ReadSettings(path)
	want := someSettings()
	if diff := cmp.Diff(&want, got); err != nil || diff != "" {
		t.Errorf("ReadSettings = %v (-want +got):\n%s", err, diff)
	}
	info, err := os.Stat(path + ".campaign")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v; want mode 0600", info, err)
	}
	before := content(t, path+".campaign")
	r, _ := begin(t, path)
	must(t, r.Remember(someSettings()))
	must(t, r.Close())
	if after := content(t, path+".campaign"); after != before {
		t.Errorf("a run that has added nothing leaves the settings\n%s, want\n%s", after, before)
	}
	if got, err := ledger.ReadSettings(filepath.Join(t.TempDir(), "r.csv")); got != nil || err != nil {
		t.Errorf("without a file: %v, %v", got, err)
	}
}

// TestSettingsDamaged: each changed or missing byte of the settings is noticed.
func TestSettingsDamaged(t *testing.T) {
	t.Parallel()
	path := finished(t)
	whole := []byte(content(t, path+".campaign"))
	damaged := func(text []byte) {
		t.Helper()
		must(t, os.WriteFile(path+".campaign", text, 0o600))
		_, err := ledger.ReadSettings(path)
		wantRecordError(t, err, "settings")
	}
	for i := range whole {
		damaged(whole[:i])
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		damaged(changed)
	}
	damaged(append(bytes.Clone(whole), '\n'))
	damaged(append(bytes.Clone(whole), whole...))
	damaged(bytes.Replace(whole, []byte(`"version":1`), []byte(`"version":2,"more":3`), 1))
}

// TestIntentCount: behind the settings of a run that was cut off is the number of its intents, which a crash can tear and nothing else can
// shorten. There is none after a clean end.
func TestIntentCount(t *testing.T) {
	t.Parallel()
	path, _ := inFlight(t)
	whole := content(t, path+".campaign")
	counted := lastLine(whole)
	if !strings.HasPrefix(counted, `{"intents":`) || !strings.Contains(counted, ` 3,"sum":`) {
		t.Fatalf("the last line of the settings is %q", counted)
	}
	settings := strings.TrimSuffix(whole, counted)
	for i := range counted {
		torn := []byte(whole)
		torn[len(settings)+i] ^= 1
		must(t, os.WriteFile(path+".campaign", torn, 0o600))
		if _, err := ledger.Read(path, func(*dialer.Result) {}); err != nil {
			t.Errorf("torn at byte %d: %v", i, err)
		}
		if i > 0 {
			must(t, os.WriteFile(path+".campaign", []byte(settings+counted[:i]), 0o600))
			wantRefused(t, path, "settings")
		}
	}
	must(t, os.WriteFile(path+".campaign", []byte(whole+counted), 0o600))
	wantRefused(t, path, "settings")

	path = finished(t)
	must(t, os.WriteFile(path+".campaign", []byte(content(t, path+".campaign")+counted), 0o600))
	wantRefused(t, path, "settings")
}

// TestMarkInSettings: after a clean end, results that were shortened, changed, replaced or removed are not used, by a run or a look;
// results that are longer are, as those to which an earlier version has added.
func TestMarkInSettings(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(text string) string
		says   string
	}{
		"as it was":        {func(text string) string { return text }, ""},
		"longer":           {func(text string) string { return text + strings.ReplaceAll(lastLine(text), "r1.1", "r2.1") }, ""},
		"no last break":    {func(text string) string { return strings.TrimSuffix(text, "\n") }, ""},
		"without a line":   {func(text string) string { return strings.TrimSuffix(text, lastLine(text)) }, "was shortened"},
		"torn":             {func(text string) string { return text[:len(text)-9] }, "was shortened"},
		"the header alone": {func(string) string { return header }, "was shortened"},
		"empty":            {func(string) string { return "" }, "missing or empty"},
		"a changed digit":  {func(text string) string { return strings.Replace(text, "accepted", "rejected", 1) }, "edited or replaced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := finished(t)
			must(t, os.WriteFile(path, []byte(tt.change(content(t, path))), 0o600))
			wantUse(t, path, tt.says)
		})
	}
	t.Run("removed", func(t *testing.T) {
		t.Parallel()
		path := finished(t)
		must(t, os.Remove(path))
		wantUse(t, path, "remove "+path+".campaign too")
		if _, err := os.Stat(path); err == nil {
			t.Error("the results were made again")
		}
	})
}

// TestIntentsRemoved: the settings know that a run was cut off, so its intents must be there.
func TestIntentsRemoved(t *testing.T) {
	t.Parallel()
	for says, files := range map[string][]string{
		"":                     {"", ".inflight", ".campaign"},
		"this file is missing": {"", ".campaign"},
	} {
		copied := filepath.Join(t.TempDir(), "leads.results.csv")
		remembering(t, func(path string) {
			for _, end := range files {
				must(t, os.WriteFile(copied+end, []byte(content(t, path+end)), 0o600))
			}
		})
		wantUse(t, copied, says)
	}
}

// TestNothingToDoAfterCrash: a run that does not begin removes the intents that a killed run has left answered, and the settings
// know it.
func TestNothingToDoAfterCrash(t *testing.T) {
	t.Parallel()
	copied := filepath.Join(t.TempDir(), "leads.results.csv")
	path := finished(t)
	r, _ := begin(t, path)
	for _, end := range []string{"", ".inflight", ".campaign"} {
		must(t, os.WriteFile(copied+end, []byte(content(t, path+end)), 0o600))
	}
	must(t, r.Close())
	wantUse(t, copied, "")
	wantUse(t, copied, "")
}

// TestAnsweredAfterCrash: a run that does not begin removes intents that are all answered, though the killed run has not taken them
// back. It keeps them while a contact has no result, or the last line is torn.
func TestAnsweredAfterCrash(t *testing.T) {
	t.Parallel()
	answers := func(rows ...int) string {
		var text strings.Builder
		for _, row := range rows {
			lines, err := ledger.Lines(results(t, request(dialer.BatchName(fmt.Sprint("r1.", row)), row), dialer.Accepted))
			must(t, err)
			text.Write(lines)
		}
		return text.String()
	}
	both := answers(2, 3)
	for more, kept := range map[string]bool{both: false, answers(2): true, both + "9,,+1415": true} {
		path, _ := inFlight(t)
		must(t, os.WriteFile(path, []byte(content(t, path)+more), 0o600))
		r, held := take(t, path)
		must(t, r.Close())
		if _, err := os.Stat(path + ".inflight"); (err == nil) != kept || len(held) != 3 {
			t.Errorf("after %q the intents are kept: %t, want %t; results: %+v", more, err == nil, kept, held)
		}
		wantUse(t, path, "")
	}
}

// wantUse checks that a ledger can be read and opened, or, if says is not empty, neither with that error.
func wantUse(t *testing.T, path, says string) {
	t.Helper()
	nothing := func(*dialer.Result) {}
	_, err := ledger.Read(path, nothing)
	l, opening := ledger.Open(path, ownfile.Holder{Run: "r9"}, nothing)
	if opening == nil {
		must(t, l.Close())
	}
	if says == "" {
		must(t, err)
		must(t, opening)
		return
	}
	wantRecordError(t, err, says)
	wantRecordError(t, opening, says)
}

func lastLine(text string) string {
	lines := strings.SplitAfter(text, "\n")
	return lines[len(lines)-2]
}
