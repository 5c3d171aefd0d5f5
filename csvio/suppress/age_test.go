package suppress_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/csvio/suppress"
	"bulkdial/dialer"
)

const (
	oneDay  = 24 * time.Hour
	oneHour = time.Hour
)

// TestAge: a list that is too old is refused, and one that is old is named. Its age is that of its file, or as it was declared.
func TestAge(t *testing.T) {
	for name, tt := range map[string]struct {
		text  string
		age   time.Duration // of the file
		most  string
		dates []string // TODAY-n stands for n days ago
		want  string   // a part of the error
		field string
		old   bool
	}{
		"young":                        {age: 30 * oneDay, most: "31d"},
		"young, and any age":           {age: 31 * oneDay},
		"old, and any age":             {age: 32 * oneDay, old: true},
		"at the limit":                 {age: 31 * oneDay, most: "31d"},
		"above the limit":              {age: 31*oneDay + oneHour, most: "31d", want: "31 days old", field: "SuppressMaxAge"},
		"above a limit in hours":       {age: 14 * oneHour, most: "12h", want: "13 hours old", field: "SuppressMaxAge"},
		"below a wider limit":          {age: 40 * oneDay, most: "90d", old: true},
		"declared":                     {age: oneHour, most: "31d", dates: []string{"TODAY-40"}, want: "40 days old", field: "SuppressMaxAge"},
		"declared as younger":          {age: 100 * oneDay, most: "31d", dates: []string{"TODAY-3"}},
		"declared by its name":         {age: oneHour, most: "31d", dates: []string{"TODAY-3", "dnc.csv=TODAY-40"}, want: "40 days old", field: "SuppressMaxAge"},
		"declared by another name":     {age: oneHour, dates: []string{"dcn.csv=TODAY-40"}, want: "no suppression list has the name", field: "SuppressDate"},
		"declared, and any age":        {age: oneHour, dates: []string{"TODAY-40"}, old: true},
		"declared for the future":      {age: oneHour, dates: []string{"TODAY+3"}, want: "in the future", field: "SuppressDate"},
		"a day that begins elsewhere":  {age: oneHour, most: "31d", dates: []string{"TODAY+0"}},
		"a file from the future":       {age: -20 * oneHour, most: "31d", want: "in the future", field: "SuppressDate"},
		"a file of a clock that is on": {age: -oneHour, most: "31d"},
		"results do not age":           {text: resultsHeader + "1,x," + a + ",accepted,ac_1,,,1\n", age: 400 * oneDay, most: "31d"},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			path := filepath.Join(t.TempDir(), "dnc.csv")
			text := tt.text
			if text == "" {
				text = "phone\n" + a + "\n"
			}
			writeList(t, path, text)
			if err := os.Chtimes(path, time.Time{}, now.Add(-tt.age+time.Minute)); err != nil {
				t.Fatal(err)
			}
			lists, err := suppress.Open([]string{path}, agedConfig(t, tt.most, tt.dates, now))
			if tt.want != "" {
				field, ok := errors.AsType[*dialer.FieldError](err)
				if !ok || field.Field != tt.field || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("Open() = %v, want an error about %s that says %q", err, tt.field, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if old := lists.Old(now); (len(old) > 0) != tt.old {
				t.Errorf("old lists: %v, want some: %v", old, tt.old)
			}
		})
	}
}

func agedConfig(t *testing.T, most string, dates []string, now time.Time) suppress.Config {
	t.Helper()
	dates = slices.Clone(dates)
	for i := range dates {
		for text, days := range map[string]int{"TODAY-40": -40, "TODAY-3": -3, "TODAY+0": 0, "TODAY+3": 3} {
			dates[i] = strings.Replace(dates[i], text, now.UTC().AddDate(0, 0, days).Format(time.DateOnly), 1)
		}
	}
	cfg := suppress.Config{Numbers: usNumbers{}}
	var err error
	if cfg.SuppressMaxAge, err = suppress.ParseMaxAge(most); err != nil {
		t.Fatal(err)
	}
	if cfg.SuppressDate, err = suppress.ParseDates(dates); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// TestTooOldMeanwhile: a list that becomes too old during a run is not used any more.
func TestTooOldMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "dnc.csv")
		writeList(t, path, "phone\n"+a+"\n")
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-30*oneDay)); err != nil {
			t.Fatal(err)
		}
		lists, err := suppress.Open([]string{path}, suppress.Config{Numbers: usNumbers{}, SuppressMaxAge: suppress.OldAge})
		if err != nil {
			t.Fatal(err)
		}
		if err := lists.Refresh(); err != nil {
			t.Errorf("Refresh() = %v", err)
		}
		time.Sleep(oneDay + time.Second)
		if err := lists.Refresh(); err == nil || !strings.Contains(err.Error(), "31 days old") {
			t.Errorf("Refresh() = %v, want an error about the age", err)
		}
	})
}

func TestParseAges(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "31d": 31 * oneDay, "12h": 12 * oneHour, "90m": 90 * time.Minute} {
		if got, err := suppress.ParseMaxAge(text); err != nil || got != want {
			t.Errorf("ParseMaxAge(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "0d", "-1d", "-3h", "d", "31", "a month", "99999d", "1.5d"} {
		if got, err := suppress.ParseMaxAge(text); err == nil {
			t.Errorf("ParseMaxAge(%q) = %v, want an error", text, got)
		}
	}
	for _, values := range [][]string{{"1.11.2026"}, {""}, {"2026-11-01", "2026-11-02"}, {"a=2026-11-01", "a=2026-11-01"}, {"a="}, {"2026-11-01T10:00"}} {
		if _, err := suppress.ParseDates(values); err == nil {
			t.Errorf("ParseDates(%q) = nil, want an error", values)
		}
	}
}
