package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fakeKubectl answers for a cluster whose claim is a folder: what is to be executed in the pod is executed there. The
// log tells what was asked.
const fakeKubectl = `#!/bin/sh
echo "$*" >>"$CLAIM_LOG"
test "$1 $2" = "--namespace $WANT_NAMESPACE" || exit 9
shift 2
case "$1" in
exec) cd "$CLAIM_FOLDER" && shift 4 && exec "$@" ;;
wait) test -z "$POD_FAILS" ;;
esac
`

// claimed runs the script in a folder beside a claim, and returns what it printed and whether it succeeded.
type claimed struct{ claim, folder, log string }

func newClaimed(t *testing.T) claimed {
	t.Helper()
	c := claimed{claim: t.TempDir(), folder: t.TempDir(), log: filepath.Join(t.TempDir(), "log")}
	bin := t.TempDir()
	write(t, bin, "kubectl", fakeKubectl)
	if err := os.Chmod(filepath.Join(bin, "kubectl"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("CLAIM_FOLDER", c.claim)
	t.Setenv("CLAIM_LOG", c.log)
	t.Setenv("WANT_NAMESPACE", "bulkdial")
	return c
}

func (c claimed) run(t *testing.T, args ...string) (string, bool) {
	t.Helper()
	script, err := filepath.Abs("claim")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), script, args...)
	cmd.Dir = c.folder
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func write(t *testing.T, folder, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// removed reports whether the last thing that was asked of the cluster is that the pod goes.
func (c claimed) removed(t *testing.T) bool {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(content(t, filepath.Dir(c.log), "log")), "\n")
	return strings.Contains(lines[len(lines)-1], "delete pod bulkdial-files")
}

func TestClaimPut(t *testing.T) {
	c := newClaimed(t)
	write(t, c.folder, "my leads.csv", "to_number\n+12065550100\n")
	write(t, c.folder, "more.csv", "\x00\xff")
	if out, ok := c.run(t, "put", "my leads.csv", filepath.Join(c.folder, "more.csv")); !ok {
		t.Fatal(out)
	}
	if got := content(t, c.claim, "my leads.csv"); got != "to_number\n+12065550100\n" {
		t.Errorf("the claim holds %q", got)
	}
	if got := content(t, c.claim, "more.csv"); got != "\x00\xff" {
		t.Errorf("the claim holds %q", got)
	}
	if !c.removed(t) {
		t.Error("the pod stays")
	}
}

// TestClaimKeepsTheRecord: contacts may be replaced, what says who was called may not.
func TestClaimKeepsTheRecord(t *testing.T) {
	c := newClaimed(t)
	for _, name := range []string{"leads.csv", "leads.results.csv", "leads.results.2-of-8.csv", "leads.results.csv.inflight"} {
		write(t, c.folder, name, "new")
		write(t, c.claim, name, "old")
		want := "old"
		if name == "leads.csv" {
			want = "new"
		}
		out, ok := c.run(t, "put", name)
		if got := content(t, c.claim, name); got != want || ok != (want == "new") {
			t.Errorf("put %s: %q is in the claim, want %q: %s", name, got, want, out)
		}
	}
}

func TestClaimGet(t *testing.T) {
	c := newClaimed(t)
	write(t, c.claim, "leads.csv", "contacts")
	write(t, c.claim, "leads.results.csv", "results")
	write(t, c.claim, "half.part", "half")
	if out, ok := c.run(t, "get", "leads.results.csv"); !ok || content(t, c.folder, "leads.results.csv") != "results" {
		t.Errorf("get of one file: %s", out)
	}
	if _, err := os.Stat(filepath.Join(c.folder, "leads.csv")); err == nil {
		t.Error("what was not asked for came too")
	}
	if out, ok := c.run(t, "get"); !ok || content(t, c.folder, "leads.csv") != "contacts" {
		t.Errorf("get of everything: %s", out)
	}
	if _, err := os.Stat(filepath.Join(c.folder, "half.part")); err == nil {
		t.Error("half a file came")
	}
	info, err := os.Stat(filepath.Join(c.folder, "leads.results.csv"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("results may be read by others: %v, %v", info.Mode(), err)
	}
	if out, ok := c.run(t, "list"); !ok || !strings.Contains(out, "leads.results.csv") {
		t.Errorf("list: %s", out)
	}
}

func TestClaimRefuses(t *testing.T) {
	for name, args := range map[string][]string{
		"nothing": nil, "an unknown action": {"take"}, "put of nothing": {"put"}, "a file that is not there": {"put", "gone.csv"},
		"a folder": {"get", "../leads.csv"}, "a name that the claim lacks": {"get", "gone.csv"}, "list with a name": {"list", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClaimed(t)
			if out, ok := c.run(t, args...); ok || !strings.Contains(out, "claim") {
				t.Errorf("ok %t: %s", ok, out)
			}
		})
	}
}

// TestClaimPodFails: when the pod does not start the script says where to look, and removes it.
func TestClaimPodFails(t *testing.T) {
	c := newClaimed(t)
	t.Setenv("POD_FAILS", "1")
	t.Setenv("WANT_NAMESPACE", "other")
	out, ok := c.run(t, "-n", "other", "list")
	if ok || !strings.Contains(out, "kubectl -n other describe pod bulkdial-files") || !c.removed(t) {
		t.Errorf("ok %t: %s", ok, out)
	}
}
