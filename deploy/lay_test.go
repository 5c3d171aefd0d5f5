package deploy_test

import (
	"path"
	"slices"
	"testing"

	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// layOver writes the kustomization of an operator who lays components over an overlay.
func layOver(t *testing.T, tree filesys.FileSystem, folder, overlay string, components []string) {
	t.Helper()
	text, err := yaml.Marshal(map[string]any{"resources": []string{"../" + overlay}, "components": componentPaths(components)})
	if err != nil {
		t.Fatal(err)
	}
	kustomization(t, tree, folder, string(text))
}

// copyOverlay copies an overlay as an operator does, and lets change alter its kustomization.
func copyOverlay(t *testing.T, tree filesys.FileSystem, folder, overlay string, change func(map[string]any)) {
	t.Helper()
	from := path.Join("/deploy/overlays", overlay)
	names, err := tree.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := tree.ReadFile(path.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "kustomization.yaml" {
			text = changed(t, text, change)
		}
		if err := tree.WriteFile(path.Join("/deploy", folder, name), text); err != nil {
			t.Fatal(err)
		}
	}
}

func changed(t *testing.T, text []byte, change func(map[string]any)) []byte {
	t.Helper()
	fields := map[string]any{}
	if err := yaml.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	change(fields)
	text, err := yaml.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// addComponents appends components to those of a kustomization.
func addComponents(components []string) func(map[string]any) {
	return func(fields map[string]any) {
		all, _ := fields["components"].([]any)
		for _, component := range componentPaths(components) {
			all = append(all, component)
		}
		fields["components"] = all
	}
}

// withResource has a kustomization take another overlay as its resource.
func withResource(overlay string) func(map[string]any) {
	return func(fields map[string]any) { fields["resources"] = []string{"../" + overlay} }
}

func componentPaths(components []string) []string {
	paths := make([]string, 0, len(components))
	for _, component := range components {
		paths = append(paths, "../../components/"+component)
	}
	return paths
}

// arrangements are all subsets of some names, each in each order.
func arrangements(names []string) [][]string {
	all := [][]string{nil}
	for i, name := range names {
		rest := slices.Delete(slices.Clone(names), i, i+1)
		for _, tail := range arrangements(rest) {
			all = append(all, append([]string{name}, tail...))
		}
	}
	return all
}
