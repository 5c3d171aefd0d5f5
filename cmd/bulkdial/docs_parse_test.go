package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestDocsParsed: a block that cannot be run here is right for the shell; its commands of bulkdial and their flags exist, and so do the
// files of the repository and the tests that it names.
func TestDocsParsed(t *testing.T) {
	t.Parallel()
	requireTools(t, "sh")
	for _, page := range docPages(t) {
		for _, block := range docBlocks(t, page) {
			if block.language != "sh" || block.mark == markNone || block.mark == markContinues {
				continue
			}
			where := block.where()
			if out, err := exec.Command("sh", "-n", "-c", block.text).CombinedOutput(); err != nil {
				t.Errorf("%s: %s", where, out)
			}
			for _, command := range shellCommands(block.text) {
				checkProgram(t, where, command)
			}
		}
	}
}

// The words of the shell, and with them the programs of others, that documents use.
var (
	shellWords    = strings.Fields("cd echo export for kill set test umask wait ${EDITOR:-vi}")
	otherPrograms = append(strings.Fields("cat cp curl docker duckdb git grep head install k3s kind kubectl mkdir mktemp mv rm sed seq sha256sum skopeo sleep sqlite3"), shellWords...)
)

// checkProgram checks a command as far as the repository knows it.
func checkProgram(t *testing.T, where string, command []string) {
	t.Helper()
	for len(command) > 0 && (slices.Contains([]string{"{", "do", "until", "sudo", "then"}, command[0]) || strings.Contains(command[0], "=")) {
		command = command[1:]
	}
	if len(command) == 0 || slices.Contains([]string{"}", "done", "fi"}, command[0]) {
		return
	}
	switch program := command[0]; {
	case program == "bulkdial":
		cmd, rest, err := (&app{}).root().Find(command[1:])
		if err == nil {
			err = cmd.ParseFlags(rest)
		}
		if err == nil && cmd.Flags().NArg() > 0 { // a sentence may name a command without its file
			err = cmd.ValidateArgs(cmd.Flags().Args())
		}
		if err != nil && !errors.Is(err, pflag.ErrHelp) {
			t.Errorf("%s: %s: %v", where, strings.Join(command, " "), err)
		}
	case program == "go":
		checkGo(t, where, command)
	case strings.Contains(program, "/"):
		if _, err := os.Stat(filepath.Join(repository, program)); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	case !slices.Contains(otherPrograms, program):
		t.Errorf("%s: no program that documents use: %s", where, program)
	}
}

// checkGo checks the packages, tests and flags of tests that a command of Go names.
func checkGo(t *testing.T, where string, command []string) {
	t.Helper()
	sources := testSources(t)
	for i, word := range command {
		switch {
		case strings.HasPrefix(word, "./") && word != "./...":
			if _, err := os.Stat(filepath.Join(repository, strings.TrimSuffix(word, "/..."))); err != nil {
				t.Errorf("%s: %v", where, err)
			}
		case regexp.MustCompile(`^-[a-z]+\.[a-z]+`).MatchString(word):
			if name, _, _ := strings.Cut(word[1:], "="); !strings.Contains(sources, `"`+name+`"`) {
				t.Errorf("%s: no test has the flag %s", where, word)
			}
		case i > 0 && (command[i-1] == "-run" || command[i-1] == "-bench") && word != "^$" && word != ".":
			name, _, _ := strings.Cut(word, "/")
			if !regexp.MustCompile(`\nfunc (Test|Benchmark)?` + regexp.QuoteMeta(name)).MatchString(sources) {
				t.Errorf("%s: no test is named %s", where, name)
			}
		}
	}
}

// testSources returns the text of all tests.
func testSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range repositoryFiles(t) {
		if strings.HasSuffix(name, "_test.go") {
			all.WriteString(pageText(t, name))
		}
	}
	return all.String()
}

// where says at which line of which page a block begins.
func (b docBlock) where() string { return b.page + ":" + jsonOf(b.line) }

// shellCommands splits a text of the shell into commands and these into words, without comments, redirections and here-documents. What
// is between $( and ) stays in its word.
func shellCommands(text string) [][]string {
	s := shellSplitter{text: []rune(withoutHeredocs(text) + "\n")}
	for len(s.text) > 0 {
		s.next()
	}
	return s.commands
}

// withoutHeredocs is a text of the shell without its here-documents.
func withoutHeredocs(text string) string {
	begin := regexp.MustCompile(`<<'?(\w+)'?`)
	var kept []string
	end := ""
	for line := range strings.SplitSeq(text, "\n") {
		if end != "" {
			if line == end {
				end = ""
			}
			continue
		}
		if found := begin.FindStringSubmatch(line); found != nil {
			end, line = found[1], begin.ReplaceAllString(line, "")
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n")
}

// shellSplitter splits the rest of a text.
type shellSplitter struct {
	text     []rune
	word     []rune
	begun    bool // a word has begun, perhaps an empty one in quotes
	command  []string
	commands [][]string
	skip     bool // the next word is where a redirection leads
}

// next takes the next sign, or the next part in quotes.
func (s *shellSplitter) next() {
	sign := s.text[0]
	s.text = s.text[1:]
	switch {
	case sign == '\\' && s.text[0] == '\n':
		s.text = s.text[1:]
		s.endWord()
	case sign == '\'', sign == '"':
		s.begun = true
		s.takeUntil(sign)
	case sign == '$' && s.text[0] == '(':
		s.begun = true
		s.takeUntil(')')
	case sign == '#' && !s.begun:
		for s.text[0] != '\n' {
			s.text = s.text[1:]
		}
	case sign == '>' || sign == '<':
		s.endWord()
		s.skip = true
	case sign == ' ' || sign == '\t':
		s.endWord()
	case sign == '\n' || sign == ';' || sign == '|' || sign == '&':
		s.endWord()
		if len(s.command) > 0 {
			s.commands = append(s.commands, s.command)
		}
		s.command = nil
	default:
		s.begun = true
		s.word = append(s.word, sign)
	}
}

// takeUntil adds what precedes a closing sign to the word.
func (s *shellSplitter) takeUntil(end rune) {
	for len(s.text) > 0 && s.text[0] != end {
		s.word = append(s.word, s.text[0])
		s.text = s.text[1:]
	}
	if len(s.text) > 0 {
		s.text = s.text[1:]
	}
}

func (s *shellSplitter) endWord() {
	if s.begun && !s.skip {
		s.command = append(s.command, string(s.word))
	}
	if s.begun {
		s.skip = false
	}
	s.word, s.begun = nil, false
}

// TestShellCommands: commands are found between everything else that a block may hold.
func TestShellCommands(t *testing.T) {
	t.Parallel()
	const text = "a 'b c' \"d\" \\\n  e '' # f\nkey=1 g >h | i <<'END' && j & k # l\nno command\nEND\n{ m $(n o); }\n"
	want := [][]string{{"a", "b c", "d", "e", ""}, {"key=1", "g"}, {"i"}, {"j"}, {"k"}, {"{", "m", "(n o"}, {"}"}}
	got := shellCommands(text)
	if jsonOf(got) != jsonOf(want) {
		t.Errorf("commands = %s, want %s", jsonOf(got), jsonOf(want))
	}
}
