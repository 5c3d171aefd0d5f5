package hours_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
)

var update = flag.Bool("hours.update", false, "write the weeks of testdata")

func readRules(t *testing.T, text string) (*hours.Rules, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return hours.ReadRules(path, pinned(t), places(t).Known)
}

// TestExamples: each example can be read, says that it is one, and means the week that testdata holds.
func TestExamples(t *testing.T) {
	paths, err := filepath.Glob("../../docs/rules/*.yaml")
	if err != nil || len(paths) != 5 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# EXAMPLE: ") || !strings.Contains(string(text), "No legal advice") {
			t.Errorf("%s does not say that it is an example", name)
		}
		rules, err := hours.ReadRules(path, pinned(t), places(t).Known)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, rule := range rules.All() {
			if (rule.Holidays != "") != (rule.Sure == hours.Unverified) {
				t.Errorf("%s: the rule of %s with the holidays %q is sure: %q", name, rule.Region, rule.Holidays, rule.Sure)
			}
		}
		var week strings.Builder
		if err := rules.WriteWeek(&week, date(t, "2026-11-23")); err != nil { // with Thanksgiving
			t.Fatal(err)
		}
		golden := "testdata/week-" + name + ".txt"
		if *update {
			if err := os.WriteFile(golden, []byte(week.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), week.String()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRulesRefused(t *testing.T) {
	const head = "version: test\nchecked: 2026-11-25\n"
	const day = "hours: 'daily 09:00-20:00'"
	if _, err := readRules(t, head+"default: {"+day+", source: x}\nrules:\n- {region: US-FL, id: a, "+day+", zone: Etc/GMT+6, max_calls: '3/24h,9/30d', after_conversation: 7d, "+
		"require_consent: true, from: '2026-01-01', until: 2026-12-31, source: x, sure: quoted, note: n}\n"); err != nil {
		t.Error(err)
	}
	for text, cause := range map[string]string{
		"":                          "no file of rules",
		"- a\n":                     "no file of rules",
		head:                        "neither a default nor rules",
		head + "default:\nrules:\n": "neither a default nor rules",
		"checked: 2026-11-25\ndefault: {" + day + ", source: x}\n":                                                   "version is missing",
		"version: test\ndefault: {" + day + ", source: x}\n":                                                         "checked is missing",
		"version: test\nchecked: yesterday\ndefault: {" + day + ", source: x}\n":                                     "not a date",
		head + "default: {" + day + "}\n":                                                                            "line 3: the default: source is missing",
		head + "default: {" + day + ", source: ' '}\n":                                                               "source is missing",
		head + "default: {" + day + ", source: x, region: US}\n":                                                     "the default has a region",
		head + "default: {" + day + ", source: x, until: 2026-12-31}\n":                                              "the default has a region",
		head + "defaults: {" + day + ", source: x}\n":                                                                "defaults",
		head + "rules:\n- {region: US, " + day + ", source: x}\n- {region: US, " + day + "}\n":                       "line 5: source is missing",
		head + "rules: [{" + day + ", source: x}]\n":                                                                 "region is missing",
		head + "rules: [{region: USA, " + day + ", source: x}]\n":                                                    "no region \"USA\"",
		head + "rules: [{region: US-ZZ, " + day + ", source: x}]\n":                                                  "no region \"US-ZZ\"",
		head + "rules: [{region: us-fl, " + day + ", source: x}]\n":                                                  "no region \"us-fl\"",
		head + "rules: [{region: UK, " + day + ", source: x}]\n":                                                     "no region \"UK\"",
		head + "rules: [{region: US, source: x}]\n":                                                                  "hours are empty",
		head + "rules: [{region: US, hours: daily, source: x}]\n":                                                    "which hours",
		head + "rules: [{region: US, hour: 'daily 09:00-20:00', source: x}]\n":                                       "hour",
		head + "rules: [{region: US, " + day + ", " + day + ", source: x}]\n":                                        "already defined",
		head + "rules: [{region: US, " + day + ", source: x, zone: CST}]\n":                                          "no such time zone",
		head + "rules: [{region: US, " + day + ", source: x, sure: maybe}]\n":                                        "sure is",
		head + "rules: [{region: US, " + day + ", source: x, sure: false}]\n":                                        "add note",
		head + "rules: [{region: US, " + day + ", source: x, from: 2026-02-30}]\n":                                   "not a date",
		head + "rules: [{region: US, " + day + ", source: x, from: 2026-02-02, until: 2026-02-01}]\n":                "before it begins",
		head + "rules: [{region: US, " + day + ", source: x, max_calls: 3}]\n":                                       "line 3: \"3\" is not a number of calls",
		head + "rules: [{region: US, " + day + ", source: x, after_conversation: week}]\n":                           "not a length of time",
		head + "rules:\n- region: US\n  " + day + "\n  source: x\n  after_conversation:\n":                           "line 7: after_conversation has no value",
		head + "default: {" + day + ", source: x, max_calls: ~}\n":                                                   "max_calls has no value",
		head + "rules:\n- &a {region: US, " + day + ", source: x, require_consent: null}\n- {<<: *a, region: FR}\n":  "require_consent has no value",
		head + "rules: [{region: US, " + day + ", source: x, require_consent: perhaps}]\n":                           "no file of rules",
		head + "rules: [{region: US, " + day + ", source: x, holidays: missing.txt}]\n":                              "missing.txt",
		head + "rules: [{region: US, hours: 'daily 09:00-20:00; holidays closed', source: x}]\n":                     "no file of holidays",
		head + "rules: [{id: a, region: US, " + day + ", source: x}, {id: a, region: FR, " + day + ", source: x}]\n": "the id a is that of line 3",
		head + "default: {" + day + ", source: x}\n---\nversion: other\n":                                            "second document",
	} {
		if _, err := readRules(t, text); err == nil || !strings.Contains(err.Error(), cause) {
			t.Errorf("%q: error = %v, want one with %q", text, err, cause)
		}
	}
	if _, err := hours.ReadRules("/does/not/exist", pinned(t), nil); err == nil {
		t.Error("no file was taken")
	}
}

// TestRulesFor: which rules are in force, and what is old.
func TestRulesFor(t *testing.T) {
	rules, err := hours.ReadRules("../../docs/rules/us-telemarketing.yaml", pinned(t), places(t).Known)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ region, date, source string }{
		{"US-PA", "2026-10-17", "73 P.S. 2245(a)(1),(10)"},
		{"US-PA", "2026-10-18", "Act 47 of 2026 (SB 992), 90 days after 2026-07-20"},
		{"US-NY", "2026-10-18", "47 CFR 64.1200(c)(1); 16 CFR 310.4(c)"},
		{"US-OR", "2025-12-31", "47 CFR 64.1200(c)(1); 16 CFR 310.4(c)"},
	} {
		got := rules.For(test.region, date(t, test.date))
		if len(got) != 1 || got[0].Source != test.source {
			t.Errorf("%s on %s: %+v", test.region, test.date, got)
		}
	}
	if caps := rules.For("US-FL", date(t, "2026-12-01"))[0].MaxCalls; len(caps) != 1 || caps[0] != (dialer.Cap{Calls: 3, Window: 24 * time.Hour}) {
		t.Errorf("caps = %v", caps)
	}
	if w := rules.Warnings(moment(t, "2027-05-24T00:00:00Z")); len(w) > 0 { // 180 days later
		t.Errorf("warnings: %v", w)
	}
	if w := rules.Warnings(moment(t, "2027-05-25T00:00:00Z")); len(w) != 1 || !strings.Contains(w[0], "181 days ago") {
		t.Errorf("warnings: %v", w)
	}
	// Holidays that end in 30 days are warned of, and those that end a day later are not.
	if w := rules.Warnings(moment(t, "2027-12-01T00:00:00Z")); len(w) != 1 {
		t.Errorf("warnings: %v", w)
	}
	if w := rules.Warnings(moment(t, "2027-12-02T00:00:00Z")); len(w) != 6 {
		t.Errorf("warnings: %v", w)
	}
	if w := rules.Warnings(moment(t, "2027-12-10T00:00:00Z")); len(w) != 6 || !strings.Contains(w[1], "us-al.txt end on 2027-12-31") {
		t.Errorf("warnings: %v", w)
	}
}

// TestWeekOfZones: rules with clocks of their own have lines of their own.
func TestWeekOfZones(t *testing.T) {
	rules, err := readRules(t, "version: test\nchecked: 2026-11-25\nrules:\n- {region: US, hours: 'daily 08:00-21:00', source: x}\n"+
		"- {region: US-MS, zone: Etc/GMT+6, hours: 'fri 22:00-02:00; sun 09:00-10:00', until: 2026-11-28, source: x}\n")
	if err != nil {
		t.Fatal(err)
	}
	var week strings.Builder
	if err := rules.WriteWeek(&week, date(t, "2026-11-23")); err != nil {
		t.Fatal(err)
	}
	want := `region              Mon 11-23    Tue 11-24    Wed 11-25    Thu 11-26    Fri 11-27    Sat 11-28    Sun 11-29
US                  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00
US-MS               08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00
US-MS by Etc/GMT+6  closed       closed       closed       closed       22:00-24:00  00:00-02:00  00:00-24:00
`
	if diff := cmp.Diff(want, week.String()); diff != "" {
		t.Error(diff)
	}
	rules, err = readRules(t, "version: test\nchecked: 2026-11-25\ndefault: {hours: 'daily 08:00-21:00', source: x}\nrules:\n"+
		"- {region: US-MS, zone: Etc/GMT+6, hours: 'daily 06:00-23:00', until: 2026-11-27, source: x}\n"+
		"- {region: US-NY, hours: 'daily 08:00-12:00', source: x}\n- {region: US-NY, hours: 'daily 12:00-20:00', source: x}\n")
	if err != nil {
		t.Fatal(err)
	}
	for first, want := range map[string]string{
		"2026-11-20": `region              Fri 11-20    Sat 11-21    Sun 11-22    Mon 11-23    Tue 11-24    Wed 11-25    Thu 11-26
default             08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00
US-MS by Etc/GMT+6  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00
US-NY               closed       closed       closed       closed       closed       closed       closed
`,
		"2026-11-21": `region              Sat 11-21    Sun 11-22    Mon 11-23    Tue 11-24    Wed 11-25    Thu 11-26    Fri 11-27
default             08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00  08:00-21:00
US-MS               00:00-24:00  00:00-24:00  00:00-24:00  00:00-24:00  00:00-24:00  00:00-24:00  08:00-21:00
US-MS by Etc/GMT+6  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00  06:00-23:00
US-NY               closed       closed       closed       closed       closed       closed       closed
`,
	} {
		week.Reset()
		if err := rules.WriteWeek(&week, date(t, first)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, week.String()); diff != "" {
			t.Errorf("from %s: %s", first, diff)
		}
	}
}
