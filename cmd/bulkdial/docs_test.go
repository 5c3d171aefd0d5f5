package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"bulkdial/cmd/bulkdial/internal/flags"
)

// repository is the root of the repository, from the folder of this package.
const repository = "../.."

// docBlock is a fenced block of a page.
type docBlock struct {
	page     string // from the root of the repository
	line     int    // of its opening fence
	language string // sh, text, yaml or json
	mark     blockMark
	// reason is why a block with a mark is not run.
	reason  string
	section int // how many headings precede it
	text    string
}

// blockMark is what the comment in front of a block says of it.
type blockMark string

// The marks of blocks.
const (
	markNone      blockMark = ""
	markContinues blockMark = "continues"   // runs in the folder of the block before it, after that one
	markParsed    blockMark = "only parsed" // needs what a test does not have: its commands, flags and files must exist
	markExtra     blockMark = "extra"       // runs with -docs.extra, because it needs a program that few have
	markKustomize blockMark = "kustomize"   // YAML that is no --config file
	markTests     blockMark = "test command"
)

// The parts of a page that are looked for.
var (
	fenceLine   = regexp.MustCompile("^( *)```(\\w*)$")
	markLine    = regexp.MustCompile(`^<!-- ([a-z ]+?)(?:: (.+))? -->$`)
	headingLine = regexp.MustCompile(`^#+ (.+)$`)
	inlineCode  = regexp.MustCompile("`([^`\n]+)`")
	linkTarget  = regexp.MustCompile(`\]\(([^)]+)\)`)
)

// docPages returns the pages of the documents, from the root of the repository.
func docPages(t *testing.T) []string {
	t.Helper()
	pages := []string{"README.md"}
	for _, folder := range []string{"docs", referenceFolder} {
		found, err := filepath.Glob(filepath.Join(repository, folder, "*.md"))
		if err != nil || len(found) < 4 {
			t.Fatalf("%d pages in %s: %v", len(found), folder, err)
		}
		for _, name := range found {
			pages = append(pages, folder+"/"+filepath.Base(name))
		}
	}
	return pages
}

func pageText(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// docBlocks returns the fenced blocks of a page.
func docBlocks(t *testing.T, page string) (blocks []docBlock) {
	t.Helper()
	open, section, before := false, 0, ""
	for i, line := range strings.Split(pageText(t, page), "\n") {
		fence := fenceLine.FindStringSubmatch(line)
		switch {
		case fence != nil && fence[1] != "":
			t.Errorf("%s:%d: an indented block cannot be pasted: %s", page, i+1, line)
		case fence != nil && !open:
			block := docBlock{page: page, line: i + 1, language: fence[2], section: section}
			block.mark, block.reason = markOf(t, before)
			blocks = append(blocks, block)
			open = true
		case fence != nil:
			open = false
		case open:
			blocks[len(blocks)-1].text += line + "\n"
		case headingLine.MatchString(line):
			section++
		}
		before = line
	}
	if open {
		t.Errorf("%s: the last block is not closed", page)
	}
	runs := false
	for _, block := range blocks {
		switch {
		case block.language != "sh":
		case block.mark == markContinues && !runs:
			t.Errorf("%s continues a block that is not run", block.where())
		case block.mark != markContinues:
			runs = block.mark == markNone || block.mark == markExtra
		}
	}
	return blocks
}

// markOf reads the line in front of a block.
func markOf(t *testing.T, line string) (blockMark, string) {
	t.Helper()
	if !strings.HasPrefix(line, "<!--") {
		return markNone, ""
	}
	found := markLine.FindStringSubmatch(line)
	if found == nil {
		t.Errorf("no mark: %s", line)
		return markNone, ""
	}
	mark, reason := blockMark(found[1]), found[2]
	switch mark {
	case markParsed, markExtra:
		if reason == "" {
			t.Errorf("the mark gives no reason: %s", line)
		}
	case markNone, markContinues, markKustomize, markTests:
	default:
		t.Errorf("no mark: %s", line)
	}
	return mark, reason
}

// TestDocsSamples: each sample of YAML in the documents has keys and values that --config takes, and each of JSON can be read.
func TestDocsSamples(t *testing.T) {
	t.Parallel()
	for _, page := range docPages(t) {
		for _, block := range docBlocks(t, page) {
			switch block.language {
			case "sh", "text":
			case "yaml":
				checkYAML(t, block)
			case "json":
				for line := range strings.Lines(block.text) {
					if !json.Valid([]byte(line)) && !json.Valid([]byte(block.text)) {
						t.Errorf("%s:%d: no JSON: %s", page, block.line, line)
					}
				}
			default:
				t.Errorf("%s:%d: write sh, text, yaml or json behind the fence, not %q", page, block.line, block.language)
			}
		}
	}
}

// checkYAML checks a sample of YAML: a --config file, unless it is marked as one of kustomize.
func checkYAML(t *testing.T, block docBlock) {
	t.Helper()
	if block.mark == markKustomize {
		var fields map[string]any
		if err := yaml.Unmarshal([]byte(block.text), &fields); err != nil {
			t.Errorf("%s:%d: %v", block.page, block.line, err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "campaign.yaml")
	if err := os.WriteFile(path, []byte(block.text), 0o600); err != nil {
		t.Fatal(err)
	}
	root := (&app{}).root()
	settings, err := flags.ReadConfig(path, flags.KnownFlags(root))
	if err != nil {
		t.Errorf("%s:%d: %v", block.page, block.line, err)
	}
	for _, s := range settings {
		for _, cmd := range root.Commands() {
			for _, value := range s.Values {
				if flag := cmd.Flags().Lookup(s.Name); flag != nil && flag.Value.Set(flags.Truth(value)) != nil {
					t.Errorf("%s:%d: --%s does not take %q", block.page, block.line, s.Name, value)
				}
			}
		}
	}
}

// TestDocsLinks: each link leads to a file and a heading that exist, and README leads to each page.
func TestDocsLinks(t *testing.T) {
	t.Parallel()
	linked := map[string]bool{}
	for _, page := range docPages(t) {
		for _, link := range linkTarget.FindAllStringSubmatch(withoutBlocks(pageText(t, page)), -1) {
			if strings.HasPrefix(link[1], "https://") {
				continue
			}
			file, anchor, _ := strings.Cut(link[1], "#")
			target := page
			if file != "" {
				target = filepath.Join(filepath.Dir(page), file)
			}
			if page == "README.md" {
				linked[target] = true
			}
			if _, err := os.Stat(filepath.Join(repository, target)); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, link[1])
			} else if anchor != "" && !slices.Contains(anchorsOf(pageText(t, target)), anchor) {
				t.Errorf("%s links to %s, which has no such heading", page, link[1])
			}
		}
	}
	for _, page := range docPages(t)[1:] {
		if !linked[page] {
			t.Errorf("README.md does not link to %s", page)
		}
	}
}

// withoutBlocks is a page without its fenced blocks.
func withoutBlocks(text string) string {
	return regexp.MustCompile("(?ms)^ *```.*?^ *```$").ReplaceAllString(text, "")
}

// anchorsOf returns the anchors of the headings of a page, as the usual viewers make them.
func anchorsOf(text string) (anchors []string) {
	for line := range strings.Lines(withoutBlocks(text)) {
		if heading := headingLine.FindStringSubmatch(strings.TrimSpace(line)); heading != nil {
			kept := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
			anchors = append(anchors, strings.ReplaceAll(kept, " ", "-"))
		}
	}
	return anchors
}

// TestDocsNames: each command of bulkdial that a sentence of the documents names can be parsed, and each flag exists.
func TestDocsNames(t *testing.T) {
	t.Parallel()
	root := (&app{}).root()
	set := map[string]bool{}
	eachCommand(root, func(cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		for _, names := range flags.GroupsOf(cmd) {
			for _, f := range names {
				set["--"+f.Name] = true
			}
		}
	})
	for _, page := range docPages(t) {
		for _, code := range inlineCode.FindAllStringSubmatch(withoutBlocks(pageText(t, page)), -1) {
			words := strings.Fields(code[1])
			switch {
			case len(words) > 1 && words[0] == "bulkdial":
				for _, command := range shellCommands(code[1]) {
					checkProgram(t, page+": `"+code[1]+"`", command)
				}
			case strings.HasPrefix(code[1], "--") && page != "docs/kubernetes.md": // which names flags of kubectl and docker too
				if name, _, _ := strings.Cut(words[0], "="); !set[name] {
					t.Errorf("%s: there is no flag %s", page, name)
				}
			}
		}
	}
}
