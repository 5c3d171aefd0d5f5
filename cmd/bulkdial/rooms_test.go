package main_test

import (
	"os"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// mostFiles is how many files, tests not counted, a reader finds their way in. A package with more is two packages.
const mostFiles = 27

// TestRooms: each package that the program is made of has walls that the linter holds, a row in docs/architecture.md, and not too many files.
func TestRooms(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}} {{len .GoFiles}}{{end}}", ".")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct {
					Rules map[string]struct {
						Files []string
						Deny  []struct{ Pkg string }
					}
				}
			}
		}
	}
	text, err := os.ReadFile("../../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	walled := make(map[string]bool)
	for _, rule := range config.Linters.Settings.Depguard.Rules {
		if len(rule.Files) > 0 && len(rule.Deny) > 0 && rule.Deny[0].Pkg == "bulkdial/" {
			walled[path.Dir(strings.TrimPrefix(rule.Files[0], "**/"))] = true
		}
	}
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	rooms := 0
	for line := range strings.Lines(string(out)) {
		name, count, _ := strings.Cut(strings.TrimSpace(line), " ")
		room, ours := strings.CutPrefix(name, "bulkdial/")
		if !ours {
			continue
		}
		rooms++
		if files, err := strconv.Atoi(count); err != nil || files > mostFiles {
			t.Errorf("%s has %s files, and may have %d", room, count, mostFiles)
		}
		if room != "cmd/bulkdial" && !walled[room] {
			t.Errorf("%s: no rule of depguard in .golangci.yml denies bulkdial/ to it", room)
		}
		if !strings.Contains(string(page), "`"+room+"`") {
			t.Errorf("%s: docs/architecture.md does not name it", room)
		}
	}
	if rooms < 20 {
		t.Errorf("%d rooms: go list has changed", rooms)
	}
}
