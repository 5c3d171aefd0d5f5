package main

import (
	"bytes"
	"flag"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox"
)

var docsExtra = flag.Bool("docs.extra", false, "run the blocks of documents that need other programs, too")

// TestDocs runs each block of commands in README and docs as pasted, in a new folder with the samples of the repository, and compares
// what it prints with the text that follows. What is sent to the API reaches the sandbox. Only the ports are others, so that nothing
// else on the machine is in the way; times and ids are not compared.
func TestDocs(t *testing.T) {
	t.Parallel()
	requireTools(t, "sh")
	for _, page := range docPages(t) {
		blocks, config := docBlocks(t, page), ""
		for i, block := range blocks {
			if block.language == "yaml" {
				config = block.text
			}
			if block.startsFolder() {
				t.Run(block.where(), func(t *testing.T) {
					t.Parallel()
					runDocs(t, blocks[i:], config)
				})
			}
		}
	}
}

// startsFolder reports whether a block is run in a new folder.
func (b docBlock) startsFolder() bool {
	return b.language == "sh" && (b.mark == markNone || b.mark == markExtra && *docsExtra)
}

// runDocs runs the first of some blocks, and those that continue it, with a campaign.yaml as the page shows it.
func runDocs(t *testing.T, blocks []docBlock, config string) {
	t.Helper()
	var chain []docBlock
	var commands strings.Builder
	for i, block := range blocks {
		if block.language == "sh" && i > 0 && block.mark != markContinues {
			break
		}
		chain = append(chain, block)
		if block.language == "sh" {
			commands.WriteString(block.text)
		}
	}
	for _, command := range shellCommands(commands.String()) {
		if slices.Contains(otherPrograms, command[0]) && !slices.Contains(shellWords, command[0]) {
			requireTools(t, command[0])
		}
	}
	place := newDocFolder(t, commands.String(), config)
	if config != "" {
		writeFile(t, filepath.Join(place.path, "campaign.yaml"), config)
	}
	for i, block := range chain {
		if block.language != "sh" {
			continue
		}
		printed := place.run(t, block)
		if i+1 < len(chain) && chain[i+1].language == "text" && chain[i+1].section == block.section {
			compareText(t, chain[i+1], printed)
		}
	}
	place.checkLeft(t)
}

// docFolder is a folder in which blocks run.
type docFolder struct {
	path, codes string
	environment []string
	ports       *strings.Replacer
	// clone: it has all sources.
	clone bool
}

// newDocFolder makes a folder with what the commands need, whose settings are in config.
func newDocFolder(t *testing.T, commands, config string) *docFolder {
	t.Helper()
	d := &docFolder{path: t.TempDir(), codes: filepath.Join(t.TempDir(), "codes"), ports: freePorts(t)}
	d.clone = regexp.MustCompile(`(?m)^(go|\.ci/)`).MatchString(commands)
	for _, name := range repositoryFiles(t) {
		if d.clone || strings.HasPrefix(name, "testdata/") {
			copyFile(t, filepath.Join(repository, name), filepath.Join(d.path, name))
		}
	}
	if strings.Contains(commands, "--placed") {
		writeFile(t, filepath.Join(d.path, "leads.results.csv"), unknownResults)
	}
	if !d.clone {
		copyFile(t, filepath.Join(repository, "testdata/leads.csv"), filepath.Join(d.path, "leads.csv"))
	}
	home := t.TempDir()
	d.environment = append(os.Environ(), exitFile+"="+d.codes, "HOME="+home, "CARTESIA_API_KEY=sk_car_test")
	if d.clone {
		requireTools(t, "go")
		// With -trimpath a folder with another name uses the build cache too.
		d.environment = append(d.environment, "GOFLAGS=-trimpath", "GOPATH="+home, "GOMODCACHE="+goEnv(t, "GOMODCACHE"), "GOCACHE="+goEnv(t, "GOCACHE"))
	}
	if !strings.Contains(commands+config, "sandbox") {
		server := &http.Server{Handler: sandbox.New(sandbox.Config{Script: answeredAtOnce})}
		listener := listenLocally(t)
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(func() { _ = server.Close() })
		d.environment = append(d.environment, "BULKDIAL_BASE_URL=http://"+listener.Addr().String(), "BULKDIAL_CPS=0", "BULKDIAL_YES=true",
			"BULKDIAL_AGENT_ID=agent_x", "BULKDIAL_FROM_NUMBER_ID=ap_x")
	}
	return d
}

// run runs a block and returns what it prints.
func (d *docFolder) run(t *testing.T, block docBlock) string {
	t.Helper()
	cmd := exec.Command("sh", "-ec", d.ports.Replace(block.text))
	cmd.Dir, cmd.Env = d.path, d.environment
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	err := cmd.Run()
	if err != nil && !strings.HasSuffix(log.String(), "exit status 3\n") { // of go run
		t.Fatalf("%s: %v\n%s%s", block.where(), err, out.String(), log.String())
	}
	codes, _ := os.ReadFile(d.codes)
	_ = os.Remove(d.codes)
	for line := range strings.Lines(string(codes)) {
		// A server is stopped with SIGTERM. Other codes are said in the block.
		if code, _, _ := strings.Cut(line, " "); code != "0" && code != "3" && code != "143" && !strings.Contains(block.text, "exit code "+code) {
			t.Errorf("%s: exit code %s%s", block.where(), line, log.String())
		}
	}
	return out.String()
}

// checkLeft: in a clone nothing is left that git would show.
func (d *docFolder) checkLeft(t *testing.T) {
	t.Helper()
	if !d.clone {
		return
	}
	ignored := strings.Fields(pageText(t, ".gitignore"))
	files := repositoryFiles(t)
	for _, name := range filesBelow(t, d.path) {
		if slices.Contains(files, name) || slices.ContainsFunc(ignored, func(pattern string) bool {
			match, _ := filepath.Match(pattern, filepath.Base(name))
			return match
		}) {
			continue
		}
		t.Errorf("%s is left in the clone", name)
	}
}

// compareText compares a block of text with what was printed. A line with nothing but … stands for lines that are left out.
func compareText(t *testing.T, block docBlock, printed string) {
	t.Helper()
	rest, shown := sameTimes(printed), strings.Split(sameTimes(block.text), "…\n")
	for i, part := range shown {
		at := strings.Index("\n"+rest, "\n"+part)
		if at < 0 || i == 0 && at > 0 {
			t.Errorf("%s (-page +printed):\n%s", block.where(), cmp.Diff(sameTimes(block.text), sameTimes(printed)))
			return
		}
		rest = rest[at+len(part):]
	}
	if rest != "" && shown[len(shown)-1] != "" {
		t.Errorf("%s: this is printed too:\n%s", block.where(), rest)
	}
}

// sameTimes gives a text the same times, paces and ids in each run.
func sameTimes(text string) string {
	for pattern, same := range map[string]string{
		`\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[A-Z]{3,4}|[+-]\d\d:?\d\d)\b)?`: "TIME",
		`(sent \d+) in \d\S*s(, \S+ calls per second)?`:                                    "$1 in TIME",
		`\bac_sandbox_\w+`: "ID",
	} {
		text = regexp.MustCompile(pattern).ReplaceAllString(text, same)
	}
	return text
}

// answeredAtOnce: each call of the fake is answered, and over in milliseconds.
var answeredAtOnce = sandbox.Script{Speed: 3600, Outcomes: sandbox.Outcomes{Answered: 1}}

// freePorts replaces the ports that documents name.
func freePorts(t *testing.T) *strings.Replacer {
	t.Helper()
	var pairs []string
	for _, port := range []string{"8080", "9090"} {
		listener := listenLocally(t)
		_, free, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		listener.Close()
		pairs = append(pairs, port, free)
	}
	return strings.NewReplacer(pairs...)
}

func listenLocally(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// repositoryFiles returns the files of the repository that a clone has, apart from those of deploy, which is another module.
func repositoryFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, name := range filesBelow(t, repository) {
		if !regexp.MustCompile(`^(\.git|deploy)/|\.test$`).MatchString(name) {
			files = append(files, name)
		}
	}
	return files
}

// filesBelow returns the files in a folder and in those below it, from that folder.
func filesBelow(t *testing.T, folder string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		files = append(files, filepath.ToSlash(name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, to, string(text))
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
}
