package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"bulkdial/internal/sandbox"
)

var updateMistakes = flag.Bool("mistakes.update", false, "write the answers to mistakes again")

// mistakesKey is the key that the API of the mistakes takes.
const mistakesKey = "sk_car_right"

// TestMistakes: what operators do wrong is answered by one cause and one remedy, in words that need no programmer. Each file of
// testdata/mistakes is a table of mistakes, each with its commands, all that they print, and the exit code of the last one; the files
// that the commands meet follow. -mistakes.update writes the answers.
func TestMistakes(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/mistakes/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	rig := newMistakeRig(t)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			mistakes := parseMistakes(string(archive.Comment))
			for i := range mistakes {
				m := &mistakes[i]
				t.Run(m.title, func(t *testing.T) { rig.try(t, m, archive.Files) })
			}
			if *updateMistakes {
				archive.Comment = nil
				for _, m := range mistakes {
					archive.Comment = append(archive.Comment, m.String()+"\n"...)
				}
				if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestMistakesAreMany: the table has what operators do wrong, and not a sample of it.
func TestMistakesAreMany(t *testing.T) {
	t.Parallel()
	paths, _ := filepath.Glob("testdata/mistakes/*.txt")
	n := 0
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n += len(parseMistakes(string(archive.Comment)))
	}
	if n < 60 {
		t.Errorf("there are %d mistakes, want 60", n)
	}
}

// mistake is one thing that an operator does wrong, and what is printed then.
type mistake struct {
	title    string
	commands []string
	answer   string // with the line of the exit code
}

// String returns the text of which parseMistakes makes the mistake.
func (m *mistake) String() string {
	return "# " + m.title + "\n$ " + strings.Join(m.commands, "\n$ ") + "\n" + m.answer
}

// parseMistakes reads mistakes: a title that begins with #, commands that begin with $, and the answer up to the next title.
func parseMistakes(text string) (mistakes []mistake) {
	for _, part := range strings.Split("\n"+text, "\n# ")[1:] {
		title, rest, _ := strings.Cut(part, "\n")
		m := mistake{title: title}
		for strings.HasPrefix(rest, "$ ") {
			var command string
			command, rest, _ = strings.Cut(rest, "\n")
			m.commands = append(m.commands, strings.TrimPrefix(command, "$ "))
		}
		m.answer = strings.TrimRight(rest, "\n") + "\n"
		mistakes = append(mistakes, m)
	}
	return mistakes
}

// mistakeRig is the surroundings in which mistakes are made.
type mistakeRig struct {
	bin string // the folder of the program
	env []string
	// masks are the texts that differ from run to run, and what stands for them.
	masks *strings.Replacer
	// as is the user who makes them: one whom the rights of files bind.
	as *syscall.Credential
}

// nobody is a user without rights.
const nobody = 65534

func newMistakeRig(t *testing.T) *mistakeRig {
	t.Helper()
	api := httptest.NewServer(sandbox.New(sandbox.Config{APIKey: mistakesKey}))
	t.Cleanup(api.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(proxy.Close)
	nobodyListens := closedPort(t)
	r := &mistakeRig{bin: programFolder(t)}
	r.env = faultEnv("API="+api.URL, "PROXY="+proxy.URL, "CLOSED="+nobodyListens, "BULKDIAL_LOG_FORMAT=console", "KEY="+mistakesKey)
	r.masks = strings.NewReplacer(api.URL, "$API", proxy.URL, "$PROXY", strings.TrimPrefix(proxy.URL, "http://"), "$PROXYHOST", "http://"+nobodyListens, "http://$CLOSED", nobodyListens, "$CLOSED")
	if os.Geteuid() == 0 {
		r.as = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return r
}

// closedPort returns an address of this machine on which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// programFolder returns a folder with the program that every user may execute: the test binary by the name of the program.
func programFolder(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	from, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(folder, "bulkdial"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(to, from)
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	openFolders(t, folder)
	return folder
}

// openFolders lets every user into a folder of a test.
func openFolders(t *testing.T, folder string) {
	t.Helper()
	for ; folder != os.TempDir() && folder != "/"; folder = filepath.Dir(folder) {
		if err := os.Chmod(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
}

// try makes a mistake in a folder with files, and compares what is printed.
func (r *mistakeRig) try(t *testing.T, m *mistake, files []txtar.File) {
	t.Helper()
	dir, env, as := t.TempDir(), r.env, r.as
	openFolders(t, dir)
	script := strings.Join(m.commands, "\n")
	full := ""
	if strings.Contains(script, "$FULL") {
		full, as = mountSmall(t, 8<<10), nil
	}
	for _, file := range files {
		path := filepath.Join(dir, file.Name)
		if err := os.WriteFile(path, file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		if as != nil {
			if err := os.Chown(path, nobody, nobody); err != nil {
				t.Skip("this user is root and may give no files to others")
			}
		}
	}
	if full != "" {
		env = append(env, "FULL="+full)
	}
	got := r.run(t, script, dir, env, as)
	if full != "" {
		got = strings.ReplaceAll(got, full, "$FULL")
	}
	switch {
	case *updateMistakes:
		m.answer = got
	case got != m.answer:
		t.Errorf("$ %s\ngot:\n%s\nwant:\n%s", script, got, m.answer)
	}
}

// run executes a script of a shell, and returns what it prints and its exit code, in the order in which it comes.
func (r *mistakeRig) run(t *testing.T, script, dir string, env []string, as *syscall.Credential) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), faultPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	var printed bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &printed, &printed
	cmd.Env = append(env, "PATH="+r.bin+":"+os.Getenv("PATH"), "HOME="+dir, "PWD="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	text := printed.String()
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	text += fmt.Sprintf("exit %d\n", cmd.ProcessState.ExitCode())
	for _, changing := range []struct{ pattern, word string }{
		{`(?m)^\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d) `, "HH:MM:SS "},
		{`\d{8}T\d{6}-[0-9a-f]{8}`, "RUN"},
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`, "TIME"},
		{`(pid|process) \d+`, "$1 N"},
		{`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d`, "TIME"},
		{`detail="(\\"|[^"])*"`, `detail="…"`},
		{`(sandbox_)[A-Z]{12}(_\d+)`, "${1}ID$2"},
		{`wait=\S+`, "wait=N"},
		{`(sent \d+) in \d+(\.\d+)?m?s(, \d+\.\d calls per second)?`, "$1 in N s, N calls per second"},
	} {
		text = regexp.MustCompile(changing.pattern).ReplaceAllString(text, changing.word)
	}
	return strings.ReplaceAll(strings.ReplaceAll(r.masks.Replace(text), dir, "$PWD"), host(), "HOST")
}
