package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReliabilityDoc: docs/reliability.md names tests that there are, and each test of a fault is named there.
func TestReliabilityDoc(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, m := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(doc), -1) {
		named = append(named, m[1])
	}
	tests := map[string]string{} // name → file
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range function.FindAllStringSubmatch(string(text), -1) {
			tests[m[1]] = filepath.Base(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range named {
		if tests[name] == "" {
			t.Errorf("docs/reliability.md names %s, which is no test", name)
		}
	}
	for name, file := range tests {
		ofFault := regexp.MustCompile(`^(fault_|disk_|kill|crash_)`).MatchString(file)
		if ofFault && name != "TestMain" && !slices.Contains(named, name) {
			t.Errorf("%s (%s) is not in docs/reliability.md", name, file)
		}
	}
}
