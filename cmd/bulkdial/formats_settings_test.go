package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// dated are the times of a plan, which are those of the process.
var dated = regexp.MustCompile(`"(first_call|last_call|made)": "[^"]*"`)

// TestFormatsWithoutFlags: for each format, status, plan, run and merge say without flags what they say with those of the first run.
func TestFormatsWithoutFlags(t *testing.T) {
	t.Parallel()
	for _, name := range formatFiles(t, "README.md", "libreoffice.ods", "libreoffice.xls", "numeric.xlsx") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(formatsFolder, name))
			must(t, err)
			o := &operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)}
			o.file(name, string(text)).file("dnc.csv", "+14155550909\n")
			flags := append(formatFlags(name), "--require", "note", "--max-attempts", "2", "--suppress", "dnc.csv", "--region", "US")
			for _, shard := range []string{"1/2", "2/2"} {
				o.run(-1, append([]string{name, "--shard", shard, "--limit", "3"}, flags...)...)
			}
			same := func(code int, command string, more ...string) {
				t.Helper()
				args := append([]string{command, name, "--agent-id", "agent_x", "--from-number-id", "ap_x", "--json"}, more...)
				with := o.do(code, append(slices.Clone(args), flags...)...).out.stdout
				if without := o.do(code, args...).out.stdout; dated.ReplaceAllString(without, "") != dated.ReplaceAllString(with, "") {
					t.Errorf("%s says without flags\n%s\nand with them\n%s", command, without, with)
				}
			}
			same(exit.Look, "status")
			same(exit.Look, "plan")
			same(-1, "plan", "--shard", "2/2")
			o.run(-1, name, "--shard", "1/2").run(-1, name, "--shard", "2/2").do(0, "merge", name)
			called := len(o.api.called())
			same(exit.Look, "status")
			o.run(exit.Look, name).run(exit.Look, append([]string{name}, flags...)...)
			if now := len(o.api.called()); now != called || called == 0 {
				t.Errorf("%d people were called by the shards, and %d after the merge", called, now)
			}
		})
	}
}
