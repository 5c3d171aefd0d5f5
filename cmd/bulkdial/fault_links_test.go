package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// secondNames makes a second name of the results file at path, which need not be there yet, in a folder of its own.
func secondNames() map[string]func(t *testing.T, path, dir string) string {
	link := func(t *testing.T, to, at string) string {
		t.Helper()
		must(t, os.Symlink(to, at))
		return at
	}
	return map[string]func(t *testing.T, path, dir string) string{
		"a link": func(t *testing.T, path, dir string) string {
			t.Helper()
			return link(t, path, filepath.Join(dir, "second.csv"))
		},
		"a relative link": func(t *testing.T, path, dir string) string {
			t.Helper()
			to, err := filepath.Rel(dir, path)
			must(t, err)
			return link(t, to, filepath.Join(dir, "second.csv"))
		},
		"a chain of links": func(t *testing.T, path, dir string) string {
			t.Helper()
			link(t, path, filepath.Join(dir, "first.csv"))
			return link(t, "first.csv", filepath.Join(dir, "second.csv"))
		},
		"a folder that is a link": func(t *testing.T, path, dir string) string {
			t.Helper()
			return filepath.Join(link(t, filepath.Dir(path), filepath.Join(dir, "folder")), filepath.Base(path))
		},
		"a link in a folder that is a link": func(t *testing.T, path, dir string) string {
			t.Helper()
			must(t, os.Mkdir(filepath.Join(dir, "real"), 0o700))
			folder := link(t, "real", filepath.Join(dir, "folder"))
			link(t, path, filepath.Join(dir, "real", "second.csv"))
			return filepath.Join(folder, "second.csv")
		},
		"the way back out of a link": func(t *testing.T, path, dir string) string {
			t.Helper()
			must(t, os.Mkdir(filepath.Join(filepath.Dir(path), "inner"), 0o700))
			return link(t, filepath.Join(filepath.Dir(path), "inner"), filepath.Join(dir, "folder")) + "/../" + filepath.Base(path)
		},
	}
}

// TestResultsLinks: by a second name of the results file a run finds the intents of one that was killed, is kept out
// while one is at work, and goes on where one has stopped, whatever name came first.
func TestResultsLinks(t *testing.T) {
	t.Parallel()
	for name, second := range secondNames() {
		for _, first := range []string{"the file", "the second name"} {
			t.Run(name+", after "+first, func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 4)
				one, two := c.results(), second(t, c.results(), t.TempDir())
				if first != "the file" {
					one, two = two, one
				}
				api := newFaultServer(t, (*exchange).hang)
				at := c.runArgs(api.url(), "--results", one, "--batch-size", "2", "--concurrency", "1")
				p := startFault(t, at, nil)
				p.until("a request", func() bool { return api.requestCount() == 1 })
				if _, err := os.Stat(c.inflight()); err != nil {
					t.Errorf("the intents are not beside the file: %v", err)
				}
				c.run(api.url(), "--results", two).want(t, exit.Machine, "is in use by run")
				must(t, p.cmd.Process.Kill())
				p.wait()
				if got := campaignStatus(t, c.path, two); got != (counts{Unknown: 2, Pending: 2}) {
					t.Errorf("status by the second name: %+v, want 2 unknown and 2 pending", got)
				}
				api.plays(accepting)
				c.run(api.url(), "--results", two).want(t, exit.Look)
				c.run(api.url(), "--results", one).want(t, exit.Look)
				c.wantTally(map[string]int{"unknown": 2, "accepted": 2})
				for number, n := range api.called() {
					if n != 1 {
						t.Errorf("%s was called %d times", number, n)
					}
				}
			})
		}
	}
}

// TestShardLinks: the shards of a campaign are beside the file that a link leads to, by whichever name they are run, and
// the results of a shard may be a link themselves.
func TestShardLinks(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	api := newFaultServer(t, accepting)
	link := filepath.Join(t.TempDir(), "second.csv")
	must(t, os.Symlink(c.results(), link))
	aside := filepath.Join(t.TempDir(), "aside.csv")
	must(t, os.Symlink(aside, strings.TrimSuffix(c.results(), ".csv")+".2-of-2.csv"))
	c.run(api.url(), "--results", link, "--shard", "1/2").want(t, exit.OK)
	c.run(api.url(), "--shard", "2/2").want(t, exit.OK)
	if _, err := os.Stat(aside); err != nil {
		t.Error(err)
	}
	for _, name := range []string{c.results(), link} {
		if got := campaignStatus(t, c.path, name); got != (counts{Accepted: 12}) {
			t.Errorf("status by %s: %+v, want 12 accepted", name, got)
		}
	}
	out := startFault(t, []string{"merge", c.path, "--results", link}, nil).wait()
	out.want(t, exit.OK)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("merge has replaced the link: %v, %v", info, err)
	}
	c.wantTally(map[string]int{"accepted": 12})
	c.run(api.url()).want(t, exit.OK)
	if n := len(api.called()); n != 12 || api.requestCount() > 12 {
		t.Errorf("%d called in %d requests, want 12, once each", n, api.requestCount())
	}
}

// TestContactsLink: where the contacts are a link, the results are beside the name that was given.
func TestContactsLink(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 2)
	api := newFaultServer(t, accepting)
	other := filepath.Join(t.TempDir(), "other.csv")
	must(t, os.Rename(c.path, other))
	must(t, os.Symlink(other, c.path))
	c.run(api.url()).want(t, exit.OK)
	c.wantTally(map[string]int{"accepted": 2})
	if got := folderOf(t, filepath.Dir(other)); len(got) != 1 {
		t.Errorf("beside the contacts there is %v", got)
	}
}

// TestResultsHardLink: a results file with a second name is refused by each command, for the whole and for a shard.
func TestResultsHardLink(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 2)
	api := newFaultServer(t, accepting)
	empty := c.results() + ".empty"
	must(t, os.WriteFile(empty, nil, 0o600))
	must(t, os.Link(empty, c.results()))
	c.refused(api, c.commandsOn(api.url(), c.results()), c.results(), "2 names (hard links)", "cp -p")
	link := filepath.Join(t.TempDir(), "link.csv")
	must(t, os.Symlink(c.results(), link))
	c.refused(api, c.commandsOn(api.url(), link), link, "2 names (hard links)")
	must(t, os.Rename(c.results(), strings.TrimSuffix(c.results(), ".csv")+".2-of-2.csv"))
	c.refused(api, c.commandsOn(api.url(), c.results()), "2-of-2.csv", "2 names (hard links)")
}

// TestResultsContactsLink: the contacts are not taken for the results by any name of theirs.
func TestResultsContactsLink(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]func(from, to string) error{"link": os.Symlink, "hard link": os.Link} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			c.rows("") // what holds nothing could be taken for new results
			api := newFaultServer(t, accepting)
			must(t, second(c.path, c.results()))
			c.refused(api, c.commandsOn(api.url(), c.results()), "is the contacts file itself")
		})
	}
}

// TestResultsBesideLink: an earlier version made the names of its files of a link's own name. What it has left there says
// who was called, so it is not passed over.
func TestResultsBesideLink(t *testing.T) {
	t.Parallel()
	for _, end := range []string{".csv.inflight", ".csv.columns", ".1-of-2.csv", ".1-of-2.csv.inflight"} {
		for _, chained := range []bool{false, true} {
			name := end
			if chained {
				name += " beside the middle of a chain"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 2)
				api := newFaultServer(t, accepting)
				c.run(api.url(), "--limit", "1", "--batch-size", "1").want(t, exit.Paused)
				dir := t.TempDir()
				link := filepath.Join(dir, "second.csv")
				must(t, os.Symlink(c.results(), link))
				left := filepath.Join(dir, "second"+end)
				must(t, os.WriteFile(left, []byte("what it says does not matter\n"), 0o600))
				given := link
				if chained {
					given = filepath.Join(t.TempDir(), "third.csv")
					must(t, os.Symlink(link, given))
				}
				before := api.requestCount()
				for name, args := range c.commandsOn(api.url(), given) {
					out := startFault(t, args, nil).wait()
					if out.want(t, exit.Usage, left, "move it to "+strings.TrimSuffix(c.results(), ".csv")+end); t.Failed() {
						t.Errorf("so does %s", name)
					}
				}
				if n := api.requestCount(); n != before {
					t.Errorf("%d more requests, want none", n-before)
				}
				// By the name of the file it is another matter.
				must(t, os.Remove(left))
				c.run(api.url(), "--results", given).want(t, exit.OK)
			})
		}
	}
}
