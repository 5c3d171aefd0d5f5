package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// commandsOn returns each command that takes a results file, by its name.
func (c *faultCampaign) commandsOn(base, results string, more ...string) map[string][]string {
	log := filepath.Join(filepath.Dir(c.path), "run.log")
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		c.t.Fatal(err)
	}
	flags := append([]string{"--results", results}, more...)
	return map[string][]string{
		"run":        c.runArgs(base, flags...),
		"plan":       append([]string{"plan", c.path}, flags...),
		"status":     append([]string{"status", c.path}, flags...),
		"merge":      append([]string{"merge", c.path}, flags...),
		"import-log": append([]string{"import-log", c.path, log}, flags...),
	}
}

// folderOf describes what is in a folder: each name, what it is, where a link leads, and what a regular file holds.
func folderOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		about := entry.Type().String()
		switch {
		case entry.Type()&os.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				t.Fatal(err)
			}
			about += " to " + target
		case entry.Type().IsRegular():
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			about += " with " + string(text)
		}
		all[entry.Name()] = about
	}
	return all
}

// oddFiles makes something at a path that is no regular file.
func oddFiles() map[string]func(t *testing.T, path string) {
	fifo := func(t *testing.T, path string) {
		t.Helper()
		must(t, unix.Mkfifo(path, 0o600))
	}
	aside := func(path string) string { return path + ".aside" }
	return map[string]func(t *testing.T, path string){
		"a named pipe": fifo,
		"a folder": func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Mkdir(path, 0o700))
		},
		"a socket": func(t *testing.T, path string) {
			t.Helper()
			dir, err := os.MkdirTemp("", "s") //nolint:usetesting // the name of a socket is short when it is made
			must(t, err)
			t.Cleanup(func() { os.RemoveAll(dir) })
			listener, err := net.Listen("unix", filepath.Join(dir, "s"))
			must(t, err)
			t.Cleanup(func() { listener.Close() })
			must(t, os.Rename(filepath.Join(dir, "s"), path))
		},
		"a device": func(t *testing.T, path string) {
			t.Helper()
			if err := unix.Mknod(path, unix.S_IFCHR|0o600, int(unix.Mkdev(1, 3))); err != nil {
				t.Skipf("making a device: %v; the named pipe is tested everywhere", err)
			}
		},
		"a link to a named pipe": func(t *testing.T, path string) {
			t.Helper()
			fifo(t, aside(path))
			must(t, os.Symlink(aside(path), path))
		},
		"a relative link to a link to a named pipe": func(t *testing.T, path string) {
			t.Helper()
			fifo(t, aside(path))
			must(t, os.Symlink(aside(path), path+".link"))
			must(t, os.Symlink(filepath.Base(path)+".link", path))
		},
		"a link to a folder": func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Mkdir(aside(path), 0o700))
			must(t, os.Symlink(aside(path), path))
		},
		"a link in a circle": func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Symlink(path, aside(path)))
			must(t, os.Symlink(aside(path), path))
		},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused executes commands, each of which must refuse a file, send no request, and leave the folder as it is.
func (c *faultCampaign) refused(api *faultServer, commands map[string][]string, says ...string) {
	c.t.Helper()
	dir := filepath.Dir(c.path)
	folder := func() map[string]string {
		files := folderOf(c.t, dir)
		delete(files, filepath.Base(c.summary()))
		return files
	}
	before := folder()
	for name, args := range commands {
		out := startFault(c.t, args, nil).wait()
		if out.want(c.t, exit.Usage, says...); c.t.Failed() {
			c.t.Errorf("so does %s", name)
		}
		if diff := cmp.Diff(before, folder()); diff != "" {
			c.t.Errorf("%s changed the folder (-before +after):\n%s", name, diff)
		}
	}
	if n := api.requestCount(); n != 0 {
		c.t.Errorf("%d requests, want none", n)
	}
}

// TestResultsNoFile: only a regular file is taken for the results; what else has the name is refused by each command,
// and stays.
func TestResultsNoFile(t *testing.T) {
	t.Parallel()
	for name, odd := range oddFiles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, accepting)
			odd(t, c.results())
			c.refused(api, c.commandsOn(api.url(), c.results()), c.results(), "--results")
		})
	}
}

// TestResultsNoFileOfShard: the same goes for the results of a shard, for each command that reads them.
func TestResultsNoFileOfShard(t *testing.T) {
	t.Parallel()
	for name, odd := range oddFiles() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, accepting)
			shard := strings.TrimSuffix(c.results(), ".csv") + ".1-of-2.csv"
			odd(t, shard)
			c.refused(api, c.commandsOn(api.url(), c.results()), shard)
			own := c.commandsOn(api.url(), c.results(), "--shard", "1/2")
			delete(own, "status") // these two are about the whole campaign
			delete(own, "merge")
			c.refused(api, own, shard)
		})
	}
}

// TestResultsOddBeside: what has the name of a file that a run keeps beside the results, and is none that it made, is
// neither read nor replaced.
func TestResultsOddBeside(t *testing.T) {
	t.Parallel()
	for _, end := range []string{".inflight", ".inflight.new", ".columns"} {
		odds := oddFiles()
		odds["a link to another file"] = func(t *testing.T, path string) {
			t.Helper()
			must(t, os.WriteFile(path+".aside", []byte("a letter\n"), 0o600))
			must(t, os.Symlink(path+".aside", path))
		}
		odds["a link to nothing"] = func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Symlink(path+".aside", path))
		}
		odds["a second name of a file"] = func(t *testing.T, path string) {
			t.Helper()
			must(t, os.WriteFile(path+".aside", nil, 0o600))
			must(t, os.Link(path+".aside", path))
		}
		for name, odd := range odds {
			t.Run(end+" is "+name, func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 2)
				api := newFaultServer(t, accepting)
				odd(t, c.results()+end)
				c.refused(api, c.commandsOn(api.url(), c.results()), c.results()+end, "move it away")
			})
		}
	}
	for name, text := range map[string]string{"empty": "", "another file": "a letter\nof two lines\n"} {
		t.Run(".inflight is "+name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, accepting)
			must(t, os.WriteFile(c.inflight(), []byte(text), 0o600))
			commands := c.commandsOn(api.url(), c.results())
			delete(commands, "merge") // which looks for shards first
			c.refused(api, commands, c.inflight(), "restore it")
		})
	}
}

// TestResultsEmpty: an empty results file that was there before stays when nothing comes to be written to it; one that
// the command has made itself goes.
func TestResultsEmpty(t *testing.T) {
	t.Parallel()
	for name, there := range map[string]bool{"it was there": true, "it was not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 1)
			c.rows("phone\n" + c.numbers[0] + "\n" + c.numbers[0] + "\n")
			api := newFaultServer(t, accepting)
			if there {
				must(t, os.WriteFile(c.results(), nil, 0o600))
			}
			commands := c.commandsOn(api.url(), c.results(), "--duplicates", "fail")
			c.refused(api, map[string][]string{"run": commands["run"]}, "(--duplicates)")
			c.refused(api, map[string][]string{"merge": {"merge", c.path}}, "no results of shards")
			if _, err := os.Stat(c.results()); (err == nil) != there {
				t.Errorf("the results file: %v", err)
			}
		})
	}
}

// TestSummaryElsewhere: the summary is not written over a file that the campaign lives by, whatever its name.
func TestSummaryElsewhere(t *testing.T) {
	t.Parallel()
	for _, before := range []bool{true, false} {
		for name, of := range map[string]func(c *faultCampaign) string{
			"the contacts": func(c *faultCampaign) string { return c.path },
			"the list":     func(c *faultCampaign) string { return filepath.Join(filepath.Dir(c.path), "stop.csv") },
			"the results":  (*faultCampaign).results,
			"a link to the results": func(c *faultCampaign) string {
				link := filepath.Join(filepath.Dir(c.path), "link.json")
				must(c.t, os.Symlink(c.results(), link))
				return link
			},
		} {
			t.Run(fmt.Sprintf("%s, begun before: %t", name, before), func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 2)
				api := newFaultServer(t, accepting)
				list := filepath.Join(filepath.Dir(c.path), "stop.csv")
				must(t, os.WriteFile(list, []byte("phone\n+12125550100\n"), 0o600))
				if before {
					c.run(api.url(), "--limit", "1", "--batch-size", "1").want(t, exit.Paused)
				}
				requests, path := api.requestCount(), of(c)
				files := folderOf(t, filepath.Dir(c.path))
				c.run(api.url(), "--suppress", list, "--summary", path).want(t, exit.Usage, path+" is a file that this campaign needs", "name another file (--summary)")
				if diff := cmp.Diff(files, folderOf(t, filepath.Dir(c.path))); diff != "" || api.requestCount() != requests {
					t.Errorf("%d requests; the folder changed (-before +after):\n%s", api.requestCount()-requests, diff)
				}
			})
		}
	}
}
