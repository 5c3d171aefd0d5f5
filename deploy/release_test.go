package deploy_test

import (
	"bytes"
	"debug/elf"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var makeRelease = flag.Bool("release", false, "make releases, which takes minutes")

// sh runs commands in a folder, and returns what they print and whether they ended well.
func sh(t *testing.T, dir, commands string) (string, bool) {
	t.Helper()
	cmd := exec.Command("bash", "-euc", commands)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com")
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// must is sh for commands that end well.
func must(t *testing.T, dir, commands string) string {
	t.Helper()
	out, ok := sh(t, dir, commands)
	if !ok {
		t.Fatalf("%s\n%s", commands, out)
	}
	return out
}

// TestReleaseRefuses: a release is of one clean commit with the tag of its version, and replaces none.
func TestReleaseRefuses(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("this test needs git, which is not installed")
	}
	dir := t.TempDir()
	script, err := filepath.Abs("release")
	if err != nil {
		t.Fatal(err)
	}
	must(t, dir, "git init -q . && mkdir deploy && cp '"+script+"' deploy && echo dist/ >.gitignore && git add . && git commit -qm one && git tag v0.1.0 && git commit -q --allow-empty -m two && git tag v0.2.0")
	for _, tt := range []struct{ before, version, want string }{
		{"true", "", "give a version, as in v0.2.0\n"},
		{"true", "0.2.0", "give a version, as in v0.2.0, not 0.2.0\n"},
		{"true", "v0.2", "not v0.2\n"},
		{"true", "v0.3.0", "there is no tag v0.3.0: git tag v0.3.0\n"},
		{"true", "v0.1.0", "the tag v0.1.0 is of "},
		{"touch new", "v0.2.0", "the tree has changes"},
		{"rm new; mkdir -p dist/v0.2.0", "v0.2.0", "dist/v0.2.0 exists"},
	} {
		out, ok := sh(t, dir, tt.before+"; deploy/release "+tt.version)
		if ok || !strings.Contains(out, tt.want) {
			t.Errorf("release %s after %q: ended well: %v, %q, want %q", tt.version, tt.before, ok, out, tt.want)
		}
	}
	if left := must(t, dir, "ls -A dist"); left != "v0.2.0\n" {
		t.Errorf("dist has %q", left)
	}
}

// TestReleaseBuilds: release and Dockerfile build with the same flags.
func TestReleaseBuilds(t *testing.T) {
	t.Parallel()
	flags := func(name string) []string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`go build (-mod.+?) \\\n`).FindSubmatch(text)
		if found == nil {
			t.Fatalf("%s builds nothing", name)
		}
		return strings.Fields(strings.NewReplacer("${VERSION}", "VERSION", "$version", "VERSION").Replace(string(found[1])))
	}
	if a, b := flags("release"), flags("../Dockerfile"); !slices.Equal(a, b) {
		t.Errorf("release builds with\n%v\nand Dockerfile with\n%v", a, b)
	}
}

// TestRelease makes a release of a copy of the sources in two folders: they have the same bytes, right sums, static binaries that know
// their version, and a list of modules. TestImages of the package image looks into an archive.
func TestRelease(t *testing.T) {
	if !*makeRelease {
		t.Skip("-release is not given")
	}
	const version = "v0.0.1-test"
	one, other := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "the other")
	// The sources as they are, whether they are committed or not.
	must(t, "..", "mkdir '"+one+"'; git ls-files -co --exclude-standard -z | xargs -0 cp --parents -t '"+one+"' --")
	must(t, one, "git init -q . && git add . && git commit -qm all && git tag "+version+" && git clone -q . '"+other+"'")
	var folders []string
	for _, dir := range []string{one, other} {
		t.Log(must(t, dir, "deploy/release "+version))
		folders = append(folders, filepath.Join(dir, "dist", version))
	}
	t.Log(must(t, folders[0], "sha256sum --check SHA256SUMS"))
	entries, err := os.ReadDir(folders[0])
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.ReplaceAll(entry.Name(), version, "VERSION"))
		one, err1 := os.ReadFile(filepath.Join(folders[0], entry.Name()))
		other, err2 := os.ReadFile(filepath.Join(folders[1], entry.Name()))
		if err1 != nil || err2 != nil || !bytes.Equal(one, other) {
			t.Errorf("two releases differ in %s: %v, %v", entry.Name(), err1, err2)
		}
	}
	want := strings.Fields("SHA256SUMS bulkdial-VERSION-darwin-amd64 bulkdial-VERSION-darwin-arm64 bulkdial-VERSION-linux-amd64 bulkdial-VERSION-linux-arm64 bulkdial-VERSION.cdx.json bulkdial-VERSION.oci.tar")
	if !slices.Equal(names, want) {
		t.Errorf("a release has %v, want %v", names, want)
	}
	binary := filepath.Join(folders[0], "bulkdial-"+version+"-linux-")
	for _, arch := range []string{"amd64", "arm64"} {
		checkStatic(t, binary+arch)
	}
	if out := must(t, folders[0], binary+runtime.GOARCH+" version"); !strings.HasPrefix(out, "bulkdial "+version+" go1.") {
		t.Errorf("the version is %q", out)
	}
	checkModules(t, filepath.Join(folders[0], "bulkdial-"+version+".cdx.json"), version)
}

// checkStatic: a binary needs no loader and no library.
func checkStatic(t *testing.T, path string) {
	t.Helper()
	file, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	libraries, err := file.ImportedLibraries()
	if err != nil || len(libraries) > 0 || file.Section(".interp") != nil {
		t.Errorf("%s is not static: %v, %v", path, libraries, err)
	}
}

// checkModules: the list is CycloneDX, and names the program, its modules and Go.
func checkModules(t *testing.T, path, version string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	type component struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	var bom struct {
		BOMFormat string `json:"bomFormat"`
		Metadata  struct {
			Component component `json:"component"`
		} `json:"metadata"`
		Components []component `json:"components"`
	}
	if err := json.Unmarshal(text, &bom); err != nil {
		t.Fatal(err)
	}
	if bom.BOMFormat != "CycloneDX" || bom.Metadata.Component != (component{"bulkdial", version}) {
		t.Errorf("the list is %s of %v", bom.BOMFormat, bom.Metadata.Component)
	}
	for _, name := range []string{"github.com/gocarina/gocsv", "github.com/rs/zerolog", "std"} {
		if !slices.ContainsFunc(bom.Components, func(c component) bool { return c.Name == name && c.Version != "" }) {
			t.Errorf("the list lacks %s", name)
		}
	}
	if slices.ContainsFunc(bom.Components, func(c component) bool {
		return strings.HasPrefix(c.Name, "k8s.io/") || strings.Contains(c.Name, "testscript")
	}) {
		t.Error("the list names what only tests need")
	}
}
