package deploy_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// TestDocs: each folder and script of deploy/ that the guide names exists, apart from what it has the reader make.
func TestDocs(t *testing.T) {
	made := map[string]bool{
		"key/api-key": true, "overlays/november": true, "overlays/november/campaign.yaml": true, "overlays/november/kustomization.yaml": true,
		"overlays/november-plan": true, "overlays/november-plan/kustomization.yaml": true,
	}
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

// TestNovember makes of each overlay the copy that the guide has an operator make: it carries the operator's
// configuration, also when a plan or the sandbox is laid over it.
func TestNovember(t *testing.T) {
	guide, err := os.ReadFile("../docs/kubernetes.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?s)<<'YAML'\n(.*?)\nYAML\n`).FindSubmatch(guide)
	if lines == nil {
		t.Fatal("the guide adds no lines to a copy of an overlay")
	}
	tree := copyTree(t)
	for _, overlay := range []string{"oneshot", "review", "indexed", "cron", "s3"} {
		copyOverlay(t, tree, "overlays/november", overlay, func(fields map[string]any) {
			if err := yaml.Unmarshal(lines[1], &fields); err != nil {
				t.Fatal(err)
			}
		})
		if err := tree.WriteFile("/deploy/overlays/november/campaign.yaml", []byte("agent-id: agent_november\n")); err != nil {
			t.Fatal(err)
		}
		for _, components := range [][]string{nil, {"plan"}, {"sandbox"}} {
			layOver(t, tree, "overlays/mine", "november", components)
			m, err := render(t, tree, "overlays/mine")
			if err != nil {
				t.Fatal(err)
			}
			for name, job := range m.jobs {
				if agent := settings(t, m, job)["agent-id"]; agent != "agent_november" || len(m.configs) != 1 {
					t.Errorf("a copy of %s with %v: %s has the agent %q, of %d ConfigMaps", overlay, components, name, agent, len(m.configs))
				}
			}
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
