package deploy_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocs: each folder and script of deploy/ that the guide names exists, apart from what it has the reader make.
func TestDocs(t *testing.T) {
	made := map[string]bool{"key/api-key": true, "overlays/november": true, "overlays/november/campaign.yaml": true, "overlays/november/kustomization.yaml": true}
	guide, err := os.ReadFile("../docs/kubernetes.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`\bdeploy/([a-z0-9/._-]*[a-z0-9])`).FindAllStringSubmatch(string(guide), -1)
	if len(names) < 20 {
		t.Fatalf("the guide names %d files only", len(names))
	}
	for _, name := range names {
		if _, err := os.Stat(name[1]); err != nil && !made[name[1]] {
			t.Errorf("the guide names deploy/%s: %v", name[1], err)
		}
	}
	for _, name := range runs {
		if testOnly["overlays/"+name] == "" && !strings.Contains(string(guide), "overlays/"+name) {
			t.Errorf("the guide does not speak of overlays/%s", name)
		}
	}
}

// TestImageUser: the image runs as the user that the pods ask for.
func TestImageUser(t *testing.T) {
	file, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(file), "\nUSER 65532:65532\n") {
		t.Error("the image does not run as user 65532, as the pods do")
	}
}
