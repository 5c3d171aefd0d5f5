package hours_test

import (
	"strings"
	"testing"

	"bulkdial/internal/hours"
)

func TestParseSchedule(t *testing.T) {
	for _, text := range []string{
		hours.Example, "daily 09:00-20:00", "DAILY 9:00 - 20:00", "Monday-Friday 09:00-17:00; saturday,sunday closed", "fri-mon 09:00-10:00",
		"mon, wed 09:00-10:00 , 11:00-12:00", "mon 00:00-24:00", "mon 22:00-00:00", "sun–sat 09:00–10:00", "daily 09:00-20:00; holidays 12:00-14:00",
		"mon 11:00-12:00,09:00-10:00", "mon 09:00-10:00,10:00-11:00",
	} {
		s, err := hours.ParseSchedule("  " + text + " ")
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if s.String() != text {
			t.Errorf("%q is written %q", text, s)
		}
	}
	for text, cause := range map[string]string{
		"":                                 "empty",
		" ; ":                              "which hours of which days",
		"daily":                            "which hours of which days",
		"09:00-20:00":                      "which hours of which days",
		"daily 09:00-20:00;":               "which hours of which days",
		"daily 9-17":                       "not a time",
		"daily 9am-5pm":                    "not a time",
		"daily 09:00":                      "not a range",
		"daily 09:00-20:60":                "not a time of day",
		"daily 09:00-24:01":                "not a time of day",
		"daily 24:00-25:00":                "not a time of day",
		"daily 24:00-02:00":                "nothing opens at 24:00",
		"daily 09:00-09:00":                "same time",
		"daily 00:00-00:00":                "same time",
		"mon 09:00-12:00,11:00-13:00":      "overlap",
		"mon 22:00-02:00,23:00-24:00":      "overlap",
		"mon 09:00-10:00; mon 11:00-12:00": "Monday are given twice",
		"daily 09:00-10:00; sun closed":    "Sunday are given twice",
		"mon-sun,tue 09:00-10:00":          "Tuesday are given twice",
		"holidays closed; holidays closed": "given twice",
		"mon,holidays closed":              "not a day",
		"mo 09:00-10:00":                   "not a day",
		"mon- 09:00-10:00":                 "not a day",
		"weekdays 09:00-10:00":             "not a day",
		"mon 09:00-10:00, closed":          "not a range",
		"mon 09:00-10:00 closed":           "not a time",
		"mon 09:00-10:00 tue 09:00-10:00":  "not a time",
		"mon 009:00-10:00":                 "not a time",
		"mon +9:00-10:00":                  "not a day",
		"closed":                           "which hours of which days",
	} {
		if _, err := hours.ParseSchedule(text); err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("%q: error = %v, want one with %q", text, err, cause)
		}
	}
}

func TestParseCaps(t *testing.T) {
	caps, err := hours.ParseCaps("3/24h, 1/90m,7/7d")
	if err != nil || len(caps) != 3 || caps[0].Calls != 3 || caps[0].Window.Hours() != 24 || caps[1].Window.Minutes() != 90 || caps[2].Window.Hours() != 168 {
		t.Errorf("%v, %v", caps, err)
	}
	if caps, err := hours.ParseCaps("1/1m,1/366d"); err != nil || len(caps) != 2 {
		t.Errorf("%v, %v", caps, err)
	}
	for _, text := range []string{"3/367d", "3/day", "", "3", "0/24h", "-1/24h", "3/24", "3/1w", "3/0h", "3/99999d", "3/24h,", "x/24h", "3/-1h"} {
		if caps, err := hours.ParseCaps(text); err == nil {
			t.Errorf("%q is %v", text, caps)
		}
	}
}
