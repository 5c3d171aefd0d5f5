package main

import (
	"compress/gzip"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// operator is a person who runs campaigns in a folder, with an API that accepts each call.
type operator struct {
	t   *testing.T
	dir string
	api *faultServer
	out outcome
}

// TestStories: what operators rightly do with their campaigns is not refused, and calls each person once.
func TestStories(t *testing.T) {
	t.Parallel()
	stories := map[string]func(o *operator){
		"appended rows": func(o *operator) {
			o.file("leads.csv", people(1, 3)).run(0, "leads.csv").calls(1, 2, 3)
			o.file("leads.csv", people(1, 5)).run(0, "leads.csv").calls(1, 2, 3, 4, 5)
		},
		"removed rows": func(o *operator) {
			o.file("leads.csv", people(1, 4)).run(5, "leads.csv", "--limit", "2").calls(1, 2)
			o.file("leads.csv", people(3, 3)).run(0, "leads.csv").calls(1, 2, 3)
		},
		"a sorted file": func(o *operator) {
			o.file("leads.csv", people(1, 4)).run(5, "leads.csv", "--limit", "2").calls(1, 2)
			lines := strings.Split(strings.TrimSpace(people(1, 4)), "\n")
			slices.Reverse(lines[1:])
			o.file("leads.csv", strings.Join(lines, "\n")+"\n").run(0, "leads.csv").calls(1, 2, 3, 4)
		},
		"a sorted file with ids": func(o *operator) {
			o.file("leads.csv", people(1, 4)).run(5, "leads.csv", "--id-column", "id", "--limit", "2").calls(1, 2)
			lines := strings.Split(strings.TrimSpace(people(1, 4)), "\n")
			slices.Reverse(lines[1:])
			o.file("leads.csv", strings.Join(lines, "\n")+"\n").run(0, "leads.csv").calls(1, 2, 3, 4)
		},
		"an added column": func(o *operator) {
			o.file("leads.csv", people(1, 2)).run(5, "leads.csv", "--limit", "1")
			o.file("leads.csv", strings.ReplaceAll(people(1, 2), "\n", ",x\n")).run(0, "leads.csv").calls(1, 2)
		},
		"columns in another order": func(o *operator) {
			o.file("leads.csv", "phone,name\n"+number(1)+",Anna\n").run(0, "leads.csv")
			o.file("leads.csv", "name,phone\nAnna,"+number(1)+"\nBo,"+number(2)+"\n").run(0, "leads.csv").calls(1, 2)
		},
		"saved by a spreadsheet with semicolons, a BOM and CRLF": func(o *operator) {
			o.file("leads.csv", people(1, 2)).run(5, "leads.csv", "--limit", "1")
			text := strings.NewReplacer(",", ";", "\n", "\r\n").Replace(people(1, 2))
			o.file("leads.csv", "\ufeff"+text).run(0, "leads.csv").calls(1, 2)
		},
		"compressed": func(o *operator) {
			o.file("leads.csv", people(1, 2)).run(5, "leads.csv", "--limit", "1")
			o.gzip("leads.csv").run(0, "leads.csv.gz").calls(1, 2)
		},
		"corrected numbers": func(o *operator) {
			o.file("leads.csv", "phone,name\n"+number(1)+",Anna\n+1415,Bo\n").run(3, "leads.csv").calls(1)
			o.file("leads.csv", "phone,name\n"+number(1)+",Anna\n"+number(2)+",Bo\n").run(0, "leads.csv").calls(1, 2)
		},
		"a number corrected after its call": func(o *operator) {
			o.file("leads.csv", people(1, 2)).run(0, "leads.csv")
			o.file("leads.csv", "phone,id,name\n"+number(1)+",id1,Contact\n"+number(3)+",id2,Contact\n").run(0, "leads.csv").calls(1, 2, 3)
		},
		"flags once": func(o *operator) {
			o.file("leads.csv", "phone,name\n415 555 0101,Anna\n415 555 0102,Bo\n").run(5, "leads.csv", "--region", "US", "--limit", "1").calls(1)
			o.run(0, "leads.csv").calls(1, 2)
		},
		"a region that was forgotten at first": func(o *operator) {
			o.file("leads.csv", "phone,name\n415 555 0101,Anna\n415 555 0102,Bo\n").run(3, "leads.csv").calls()
			o.run(0, "leads.csv", "--region", "US").calls(1, 2)
		},
		"another pace, batch and agent": func(o *operator) {
			o.file("leads.csv", people(1, 4)).run(5, "leads.csv", "--limit", "2", "--batch-size", "1")
			o.run(0, "leads.csv", "--batch-size", "2", "--cps", "100", "--agent-id", "agent_other").calls(1, 2, 3, 4)
		},
		"another list": func(o *operator) {
			o.file("leads.csv", people(1, 4)).run(5, "leads.csv", "--limit", "2")
			o.file("dnc.csv", number(3)+"\n").run(0, "leads.csv", "--suppress", "dnc.csv").calls(1, 2, 4)
			o.run(0, "leads.csv").calls(1, 2, 4)
		},
		"flags first, then a file of flags": func(o *operator) {
			o.file("leads.csv", people(1, 3)).run(5, "leads.csv", "--id-column", "id", "--max-attempts", "2", "--limit", "1")
			o.file("campaign.yaml", "id-column: id\nmax-attempts: 2\ncps: 50\n").run(0, "leads.csv", "--config", "campaign.yaml").calls(1, 2, 3)
		},
		"two campaigns in a folder": func(o *operator) {
			o.file("leads.csv", people(1, 3)).run(0, "leads.csv")
			o.file("others.csv", people(4, 6)).run(0, "others.csv").calls(1, 2, 3, 4, 5, 6)
		},
		"two campaigns that share a few people": func(o *operator) {
			o.file("leads.csv", people(1, 3)).run(0, "leads.csv")
			o.file("others.csv", people(3, 6)).run(0, "others.csv").says("called within the last 7 days, or perhaps: 1 of the 4 contacts to call").
				calls(1, 2, 3, 3, 4, 5, 6)
		},
		"a monthly campaign over the same customers": func(o *operator) {
			o.file("october.csv", people(1, 3)).run(0, "october.csv").aged("october.results.csv", 30*24*time.Hour)
			o.file("november.csv", people(1, 3)).run(0, "november.csv").calls(1, 1, 2, 2, 3, 3)
		},
		"the same people again, on purpose": func(o *operator) {
			o.file("leads.csv", people(1, 2)).run(0, "leads.csv")
			o.run(2, "leads.csv", "--results", "again.results.csv").says("--new-campaign").calls(1, 2)
			o.run(0, "leads.csv", "--results", "again.results.csv", "--new-campaign").calls(1, 1, 2, 2)
			o.run(0, "leads.csv", "--results", "again.results.csv", "--new-campaign").calls(1, 1, 2, 2)
		},
		"the rejects, corrected": func(o *operator) {
			o.file("leads.csv", "phone,name\n"+number(1)+",Anna\n+1415,Bo\n"+number(3)+",Cy\n").run(3, "leads.csv").calls(1, 3)
			o.do(3, "plan", "leads.csv", "--rejects", "leads.rejects.csv")
			o.replace("leads.rejects.csv", "+1415,", number(2)+",").run(0, "leads.rejects.csv", "--results", "leads.results.csv").calls(1, 2, 3)
			o.do(3, "status", "leads.csv").do(0, "status", "leads.rejects.csv", "--results", "leads.results.csv")
		},
		"a trial in the sandbox first": func(o *operator) {
			o.file("leads.csv", people(1, 2)).do(0, "run", "leads.csv", "--sandbox", "--cps", "0").calls()
			o.run(0, "leads.csv").calls(1, 2)
		},
		"a folder that was moved": func(o *operator) {
			o.file("leads.csv", people(1, 3)).file("dnc.csv", number(3)+"\n").run(5, "leads.csv", "--suppress", "dnc.csv", "--limit", "1")
			moved := filepath.Join(o.t.TempDir(), "moved")
			if err := os.Rename(o.dir, moved); err != nil {
				o.t.Fatal(err)
			}
			o.dir = moved
			o.run(0, "leads.csv").calls(1, 2)
		},
		"shards, and a list for all of them": func(o *operator) {
			o.file("leads.csv", people(1, 9)).file("dnc.csv", number(9)+"\n")
			o.run(-1, "leads.csv", "--shard", "1/2", "--limit", "1").run(-1, "leads.csv", "--shard", "2/2", "--limit", "1")
			o.run(0, "leads.csv", "--shard", "1/2", "--suppress", "dnc.csv").run(0, "leads.csv", "--shard", "2/2", "--suppress", "dnc.csv")
			o.calls(1, 2, 3, 4, 5, 6, 7, 8).do(0, "status", "leads.csv").do(0, "merge", "leads.csv").do(0, "status", "leads.csv").run(0, "leads.csv").
				calls(1, 2, 3, 4, 5, 6, 7, 8)
		},
		"a column of ids, accepted": func(o *operator) {
			o.file("leads.csv", people(1, 3)).run(5, "leads.csv", "--limit", "2").run(2, "leads.csv", "--id-column", "id").says("--accept-change id-column")
			o.run(0, "leads.csv", "--id-column", "id", "--accept-change", "id-column").calls(1, 2, 3).run(0, "leads.csv").calls(1, 2, 3)
		},
	}
	for name, play := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(&operator{t: t, dir: t.TempDir(), api: newFaultServer(t, accepting)})
		})
	}
}

func number(i int) string { return fmt.Sprintf("+1415555%04d", 100+i) }

// people is a contacts file of the people from one to another.
func people(from, to int) string {
	var text strings.Builder
	text.WriteString("phone,id,name\n")
	for i := from; i <= to; i++ {
		fmt.Fprintf(&text, "%s,id%d,Contact\n", number(i), i)
	}
	return text.String()
}

func (o *operator) path(name string) string { return filepath.Join(o.dir, name) }

func (o *operator) file(name, text string) *operator {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	return o
}

func (o *operator) read(name string) string {
	o.t.Helper()
	text, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(text)
}

func (o *operator) replace(name, old, replacement string) *operator {
	o.t.Helper()
	text := o.read(name)
	if !strings.Contains(text, old) {
		o.t.Fatalf("%s has no %q: %s", name, old, text)
	}
	return o.file(name, strings.ReplaceAll(text, old, replacement))
}

// gzip replaces a file by a compressed one.
func (o *operator) gzip(name string) *operator {
	o.t.Helper()
	file, err := os.Create(o.path(name + ".gz"))
	if err != nil {
		o.t.Fatal(err)
	}
	out := gzip.NewWriter(file)
	_, _ = out.Write([]byte(o.read(name)))
	if err := out.Close(); err != nil {
		o.t.Fatal(err)
	}
	_ = file.Close()
	_ = os.Remove(o.path(name))
	return o
}

// aged makes the results of a campaign older, as those of a version without settings.
func (o *operator) aged(results string, by time.Duration) *operator {
	o.t.Helper()
	text := regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`).ReplaceAllString(o.read(results), time.Now().Add(-by).UTC().Format("2006-01-02T15:04:05.000Z"))
	_ = os.Remove(o.path(results + ".campaign"))
	return o.file(results, text)
}

// run runs a campaign, and wants an exit code; -1 is any but that of a refusal.
func (o *operator) run(code int, args ...string) *operator {
	o.t.Helper()
	args = append([]string{"run", args[0], "--base-url", o.api.url(), "--yes", "--cps", "0", "--agent-id", "agent_x", "--from-number-id", "ap_x"}, args[1:]...)
	return o.do(code, args...)
}

// do executes a command in the folder.
func (o *operator) do(code int, args ...string) *operator {
	o.t.Helper()
	cmd := startFault(o.t, args, inFolder(o.dir))
	o.out = cmd.wait()
	if o.out.code != code && (code != -1 || o.out.code == exit.Usage) {
		o.t.Fatalf("bulkdial %s ends with %d, want %d:\n%s%s", strings.Join(args, " "), o.out.code, code, o.out.stdout, o.out.stderr)
	}
	return o
}

// says wants a text on standard error.
func (o *operator) says(text string) *operator {
	o.t.Helper()
	if !strings.Contains(o.out.stderr, text) {
		o.t.Errorf("standard error does not say %q:\n%s", text, o.out.stderr)
	}
	return o
}

// calls compares all calls so far with those wanted, in the order of the people.
func (o *operator) calls(want ...int) *operator {
	o.t.Helper()
	var wanted, got []string
	for _, i := range want {
		wanted = append(wanted, number(i))
	}
	called := o.api.called()
	for _, n := range slices.Sorted(maps.Keys(called)) {
		got = append(got, slices.Repeat([]string{n}, called[n])...)
	}
	if !slices.Equal(got, wanted) {
		o.t.Errorf("called were %v, want %v", got, wanted)
	}
	return o
}
