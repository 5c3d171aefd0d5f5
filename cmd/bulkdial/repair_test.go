package main

import (
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestRepair: what an editor does to the form of the results is undone; what it takes from them is not.
func TestRepair(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		edit    func(text string) string
		refused string // why it cannot be repaired; empty: it can
	}{
		"CRLF":                   {func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, ""},
		"BOM":                    {func(s string) string { return "\ufeff" + s }, ""},
		"UTF-16":                 {toUTF16, ""},
		"semicolons":             {func(s string) string { return strings.ReplaceAll(s, ",", ";") }, ""},
		"tabs":                   {func(s string) string { return strings.ReplaceAll(s, ",", "\t") }, ""},
		"lost +":                 {func(s string) string { return strings.ReplaceAll(s, ",+", ",") }, ""},
		"quotes around all":      {func(s string) string { return quoted(s) }, ""},
		"blank lines at the end": {func(s string) string { return s + "\n\n" }, ""},
		"all of a spreadsheet": {func(s string) string {
			return "\ufeff" + strings.NewReplacer(",+", ";", ",", ";", "\n", "\r\n").Replace(s)
		}, ""},
		"CRLF and a missing line": {func(s string) string {
			return strings.ReplaceAll(s[:strings.LastIndex(s[:len(s)-1], "\n")+1], "\n", "\r\n")
		}, "more than that"},
		"scientific notation": {func(s string) string { return strings.ReplaceAll(s, "+14155550001", "1.41556E+10") }, "cannot be repaired"},
		"another word for a line": {func(s string) string {
			return strings.ReplaceAll(strings.Replace(s, "1,,+14155550000,accepted", "1,,+14155550000,unknown", 1), "\n", "\r\n")
		}, "more than that"},
		"emptied":                    {func(string) string { return "" }, "cannot be repaired"},
		"times without milliseconds": {func(s string) string { return strings.ReplaceAll(s, "Z\n", "\n") }, "cannot be repaired"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 1)
			api := newFaultServer(t, accepting)
			c.run(api.url()).want(t, exit.OK)
			c.rows("phone,name\n" + c.numbers[0] + ",Contact 1\n+14155550001,Contact 2\n")
			c.run(api.url()).want(t, exit.OK)
			before := c.text()
			edited := tt.edit(before)
			must(t, os.WriteFile(c.results(), []byte(edited), 0o600))
			refused := c.run(api.url())
			refused.want(t, exit.Usage)
			if names := strings.Contains(refused.stderr, "bulkdial repair "+c.path+"\n"); names != (tt.refused == "") {
				t.Errorf("the run names the repair: %v; it says %s", names, refused.stderr)
			}
			look := startFault(t, []string{"repair", c.path}, nil).wait()
			if tt.refused != "" {
				look.want(t, exit.Usage, tt.refused)
				if got := c.text(); got != edited {
					t.Errorf("the results became %q", got)
				}
				return
			}
			look.want(t, exit.Look)
			if !strings.Contains(look.stdout, "next: bulkdial repair ") || c.text() != edited {
				t.Errorf("it says %q, and the results are %q", look.stdout, c.text())
			}
			startFault(t, []string{"repair", c.path, "--yes"}, nil).wait().want(t, exit.OK)
			if got := c.text(); got != before {
				t.Errorf("the results became %q, want %q", got, before)
			}
			if kept, err := os.ReadFile(c.results() + ".damaged"); err != nil || string(kept) != edited {
				t.Errorf("kept is %q, %v", kept, err)
			}
			startFault(t, []string{"repair", c.path}, nil).wait().want(t, exit.OK)
			c.run(api.url()).want(t, exit.OK)
			c.wantOnce(api, 2)
		})
	}
}

func toUTF16(s string) string {
	var text strings.Builder
	text.WriteString("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(s)) {
		text.WriteByte(byte(unit))
		text.WriteByte(byte(unit >> 8))
	}
	return text.String()
}

func quoted(s string) string {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for i, line := range lines {
		lines[i] = `"` + strings.ReplaceAll(line, ",", `","`) + `"`
	}
	return strings.Join(lines, "\n") + "\n"
}
