package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// requireTools skips a test on a machine without the programs that it starts.
func requireTools(t *testing.T, names ...string) {
	t.Helper()
	if missing := missingTool(names); missing != "" {
		t.Skipf("this test needs %s, which is not installed", missing)
	}
}

// missingTool returns the first of some programs that is not installed; empty if there is none.
func missingTool(names []string) string {
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			return name
		}
	}
	return ""
}

// scriptFolder has the scripts of TestScripts.
const scriptFolder = "testdata/script"

// runnableScripts returns the scripts whose programs are installed, and skips a test by the name of each other one.
func runnableScripts(t *testing.T) (runnable []string) {
	t.Helper()
	scripts, err := filepath.Glob(scriptFolder + "/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	started := regexp.MustCompile(`(?m)^!? *(?:exec|code \d+) (\w+)`)
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		var tools []string
		for _, found := range started.FindAllStringSubmatch(string(text), -1) {
			tools = append(tools, found[1])
		}
		if missingTool(tools) == "" {
			runnable = append(runnable, script)
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(script), ".txtar"), func(t *testing.T) { requireTools(t, tools...) })
	}
	return runnable
}
