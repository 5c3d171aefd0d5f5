package hours_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/internal/hours"
)

func readHolidays(t *testing.T, text string) (*hours.Holidays, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "holidays")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return hours.ReadHolidays(path)
}

func date(t *testing.T, text string) hours.Date {
	t.Helper()
	d, err := hours.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// calendar wraps events.
func calendar(events ...string) string {
	var text strings.Builder
	text.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n")
	for i, event := range events {
		text.WriteString("BEGIN:VEVENT\nUID:" + string(rune('a'+i)) + "\nDTSTAMP:20260101T000000Z\n" + event + "\nEND:VEVENT\n")
	}
	text.WriteString("END:VCALENDAR\n")
	return strings.ReplaceAll(text.String(), "\n", "\r\n")
}

func TestHolidays(t *testing.T) {
	tests := []struct {
		name, text string
		is, not    string // dates
		covered    string
		uncovered  string
	}{
		{"a list", "\ufeffdate,name\n2026-12-25,Christmas Day\n\n# 2026-07-04\n2026-01-01\tNew Year\r\n2026-05-01 # May Day\n", "2026-12-25 2026-01-01 2026-05-01", "2026-07-04 2026-12-26", "2026-12-31", "2027-01-01 2025-12-31"},
		{"a list that ends with New Year's Day", "2026-12-25\n2027-01-01\n", "2027-01-01", "2027-01-02", "2026-12-31 2027-01-01", "2027-01-02 2027-12-25"},
		{"single events", calendar("SUMMARY:Mardi Gras\nDTSTART;VALUE=DATE:20270209\nDTEND;VALUE=DATE:20270210"), "2027-02-09", "2027-02-10 2027-02-08", "2027-03-01", "2028-02-29"},
		{"an event of several days", calendar("SUMMARY:Golden Week\nDTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261008"), "2026-10-01 2026-10-07", "2026-10-08 2026-09-30", "2026-12-31", "2027-10-01"},
		{"the longest", calendar("SUMMARY:Ramadan\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260201"), "2026-01-01 2026-01-31", "2026-02-01", "2026-01-31", "2026-02-01"},
		{"day after day", calendar("SUMMARY:Strike\nDTSTART;VALUE=DATE:20260105\nRRULE:FREQ=DAILY;COUNT=3"), "2026-01-05 2026-01-06 2026-01-07", "2026-01-04 2026-01-08", "2026-01-07", "2026-01-08"},
		{"a length", calendar("SUMMARY:Feast\nDTSTART;VALUE=DATE:20261001\nDURATION:P2D"), "2026-10-01 2026-10-02", "2026-10-03", "", ""},
		{"a rule", calendar("SUMMARY:Thanksgiving\nDTSTART;VALUE=DATE:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\nEXDATE;VALUE=DATE:20271125,20281123\nRDATE;VALUE=DATE:20270704,20270705"), "2026-11-26 2027-07-04 2027-07-05 2029-11-22", "2027-11-25 2028-11-23 2026-11-25", "2026-12-31 2030-01-01", ""},
		{"a rule does not tell the movable feasts", calendar("SUMMARY:Christmas\nDTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY", "SUMMARY:Easter Monday\nDTSTART;VALUE=DATE:20260406"), "2026-12-25 2027-12-25 2026-04-06", "", "2026-12-31", "2027-01-01"},
		{"an event that was called off", calendar("SUMMARY:Off\nSTATUS:CANCELLED\nDTSTART;VALUE=DATE:20260406", "SUMMARY:On\nDTSTART;VALUE=DATE:20260407"), "2026-04-07", "2026-04-06", "", ""},
	}
	for _, test := range tests {
		h, err := readHolidays(t, test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		check := func(dates string, is func(hours.Date) bool, want bool, what string) {
			for text := range strings.FieldsSeq(dates) {
				if is(date(t, text)) != want {
					t.Errorf("%s: %s: %s is %v", test.name, text, what, !want)
				}
			}
		}
		check(test.is, h.Has, true, "holiday")
		check(test.not, h.Has, false, "holiday")
		check(test.covered, h.Covers, true, "covered")
		check(test.uncovered, h.Covers, false, "covered")
	}
}

func TestHolidaysRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":            "# only a comment\n",
		"no date":            "2026-12-25\nChristmas\n",
		"another order":      "25.12.2026\n",
		"no such day":        "2026-02-29\n",
		"a time":             calendar("SUMMARY:Meeting\nDTSTART:20260406T090000Z\nDTEND:20260406T100000Z"),
		"a time at a zone":   calendar("SUMMARY:Meeting\nDTSTART;TZID=Europe/Paris:20260406T090000"),
		"no beginning":       calendar("SUMMARY:Never"),
		"an end with a time": calendar("SUMMARY:Half\nDTSTART;VALUE=DATE:20260406\nDTEND:20260407T120000Z"),
		"32 days":            calendar("SUMMARY:Leave\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260202"),
		"too long":           calendar("SUMMARY:Leave\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20270101"),
		"every hour":         calendar("SUMMARY:Often\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=HOURLY"),
		"a torn calendar":    strings.TrimSuffix(calendar("SUMMARY:Easter Monday\nDTSTART;VALUE=DATE:20260406"), "END:VCALENDAR\r\n"),
		"a bad rule":         calendar("SUMMARY:Often\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SOMETIMES"),
		"a bad exception":    calendar("SUMMARY:Often\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY\nEXDATE:20260101T000000Z"),
		"no events":          calendar(),
		"a time by default":  calendar("SUMMARY:Easter Monday\nDTSTART:20260406"),
	} {
		if _, err := readHolidays(t, text); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := hours.ReadHolidays("/does/not/exist"); err == nil {
		t.Error("no file was taken")
	}
}
