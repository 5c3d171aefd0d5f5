package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/flags"
)

var updateMan = flag.Bool("man.update", false, "write the man pages again")

// manFolder has the man pages, from the folder of this package.
const manFolder = "../../docs/man"

// TestManPages: docs/man has a page for each command, made of its help. -man.update writes them.
func TestManPages(t *testing.T) {
	t.Parallel()
	pages := map[string]string{}
	eachCommand((&app{}).root(), func(cmd *cobra.Command) {
		if !strings.Contains(cmd.CommandPath(), "completion") {
			pages[manName(cmd)+".1"] = manPage(cmd)
		}
	})
	if *updateMan {
		for name, text := range pages {
			if err := os.WriteFile(filepath.Join(manFolder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, err := os.ReadDir(manFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(manFolder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		switch page, of := pages[file.Name()]; {
		case !of:
			t.Errorf("docs/man/%s is the page of no command: remove it", file.Name())
		case string(text) != page:
			t.Errorf("docs/man/%s is not what help says: run go test ./cmd/bulkdial -run TestManPages -man.update", file.Name())
		}
		delete(pages, file.Name())
	}
	for name := range pages {
		t.Errorf("docs/man/%s is missing: run go test ./cmd/bulkdial -run TestManPages -man.update", name)
	}
}

func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage makes the page of a command.
func manPage(cmd *cobra.Command) string {
	var b strings.Builder
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", title) }
	fmt.Fprintf(&b, ".TH %s 1 \"\" bulkdial\n", strings.ToUpper(manName(cmd)))
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(manName(cmd)), roff(cmd.Short))
	section("SYNOPSIS")
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, ".B %s COMMAND\n", roff(cmd.CommandPath()))
	} else {
		fmt.Fprintf(&b, ".B %s\n", roff(cmd.UseLine()))
	}
	text, codes, _ := strings.Cut(cmd.Long, "Exit codes:\n")
	section("DESCRIPTION")
	b.WriteString(verbatim(strings.TrimSpace(text)))
	if cmd.HasAvailableSubCommands() {
		section("COMMANDS")
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() && c.Name() != "completion" {
				fmt.Fprintf(&b, ".TP\n.BR %s (1)\n%s\n", roff(manName(c)), roff(c.Short))
			}
		}
	}
	section("OPTIONS")
	groups := flags.GroupsOf(cmd)
	for _, t := range flags.GroupTitles() {
		if len(groups[t.Group]) > 0 {
			fmt.Fprintf(&b, ".SS %s\n", roff(t.Title))
		}
		for _, f := range groups[t.Group] {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(flags.Spelling(f)), roff(f.Usage+flags.DefaultText(f)))
		}
	}
	section("EXAMPLES")
	b.WriteString(verbatim(cmd.Example))
	section("EXIT STATUS")
	b.WriteString(verbatim(strings.TrimRight(codes, "\n")))
	section("SEE ALSO")
	b.WriteString(".BR bulkdial (1)\n")
	return b.String()
}

// verbatim shows a text as it is.
func verbatim(text string) string { return ".nf\n" + roff(text) + "\n.fi\n" }

// roff is a text in which nothing is a command of the formatter.
func roff(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, `-`, `\-`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
