package suppress_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table/tabletest"
)

// FuzzForms reads lists of all forms, with a header or without. A list is read whole or not at all: where it was read, the numbers on
// its plain lines are on it.
func FuzzForms(f *testing.F) {
	for _, text := range []string{
		"415,5550101\n415,5550102\n", registryXML, "phone,mobile\n" + a + "," + b + "\n", "phone,home\n" + a + ",415 555 0102\n",
		resultsHeader + "1,x," + a + ",accepted,ac_1,,,1\n", "mobile," + a + "\n" + b + "\n", hashOf(a) + "\n" + a + "\n",
		"custom_field_12345\n" + a + "\n", `{"phone":"` + a + `","home":"4155550102"}` + "\n", string(tabletest.Zipped(f, "x", "415,5550101\n")),
	} {
		f.Add(text, false, byte(0), "")
		f.Add(text, true, byte(1), "home")
		f.Add(text, true, byte(2), "")
	}
	e164, area := regexp.MustCompile(`^\+1[0-9]{10}$`), regexp.MustCompile(`^([2-9][0-9]{2}),([2-9][0-9]{6})$`)
	path := filepath.Join(f.TempDir(), "dnc")
	f.Fuzz(func(t *testing.T, text string, ftc bool, header byte, column string) {
		writeList(t, path, text)
		cfg := suppress.Config{Numbers: usNumbers{}, SuppressHeader: []suppress.Header{"", "yes", "no"}[header%3]}
		if ftc {
			cfg.SuppressFormat = []suppress.Form{suppress.FTC}
		}
		if column != "" {
			cfg.SuppressColumn = []string{column}
		}
		lists, err := suppress.Open([]string{path}, cfg)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("error %q, want one line", err)
			}
			return
		}
		if strings.ContainsAny(text, "\"\r\x00\v\f") || strings.Contains(text, "to_number") {
			return
		}
		for i, line := range strings.Split(text, "\n") {
			if e164.MatchString(line) && lists.List(line, time.Now()) == "" {
				t.Fatalf("%s is not on the list", line)
			}
			if m := area.FindStringSubmatch(line); m != nil && i == 0 && lists.List("+1"+m[1]+m[2], time.Now()) == "" {
				t.Fatalf("%s is not on the list", line)
			}
		}
	})
}
