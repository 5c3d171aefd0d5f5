package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// archive makes an archive of two binaries, and returns its path.
func archive(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-output", filepath.Join(dir, "image.tar"), "-version", "v1.2.3", "-revision", "abc", "-created", "1700000000"}
	for _, platform := range []string{"linux/amd64", "linux/arm64"} {
		binary := filepath.Join(dir, filepath.Base(platform))
		if err := os.WriteFile(binary, []byte("the program for "+platform), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, platform+"="+binary)
	}
	if err := run(args); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "image.tar")
}

// TestSameBytes: two archives of the same binaries are one.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	one, err := os.ReadFile(archive(t))
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(archive(t))
	if err != nil || !bytes.Equal(one, other) {
		t.Errorf("two archives differ, or: %v", err)
	}
}

// TestImages: what the archive holds is whole, and says of each platform what Dockerfile says.
func TestImages(t *testing.T) {
	t.Parallel()
	dir := unpacked(t, archive(t))
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Errorf("the layout: %v", err)
	}
	top, err := index.IndexManifest()
	if err != nil || len(top.Manifests) != 1 || top.Manifests[0].Annotations["org.opencontainers.image.ref.name"] != "v1.2.3" {
		t.Fatalf("the index is %+v, %v", top, err)
	}
	inner, err := index.ImageIndex(top.Manifests[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := inner.IndexManifest()
	if err != nil || len(manifest.Manifests) != 2 {
		t.Fatalf("the images are %+v, %v", manifest, err)
	}
	for i, platform := range []string{"linux/amd64", "linux/arm64"} {
		described := manifest.Manifests[i]
		if got := described.Platform.String(); got != platform {
			t.Errorf("image %d is for %s, want %s", i, got, platform)
		}
		image, err := inner.Image(described.Digest)
		if err != nil {
			t.Fatal(err)
		}
		checkConfig(t, image, platform)
		checkFiles(t, image, platform)
	}
}

// checkConfig compares the configuration of an image with Dockerfile.
func checkConfig(t *testing.T, image v1.Image, platform string) {
	t.Helper()
	cfg, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.OS + "/" + cfg.Architecture; got != platform {
		t.Errorf("the configuration is for %s, want %s", got, platform)
	}
	got := map[string]string{
		"USER": cfg.Config.User, "WORKDIR": cfg.Config.WorkingDir, "ENTRYPOINT": jsonOf(t, cfg.Config.Entrypoint), "CMD": jsonOf(t, cfg.Config.Cmd),
	}
	text, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	_, final, _ := strings.Cut(string(text), "FROM scratch\n")
	want := map[string]string{}
	for name := range got {
		found := regexp.MustCompile(`(?m)^` + name + ` (.+)$`).FindStringSubmatch(final)
		if found == nil {
			t.Fatalf("Dockerfile has no %s", name)
		}
		want[name] = found[1]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-Dockerfile +image):\n%s", platform, diff)
	}
	labels := map[string]string{}
	for _, label := range regexp.MustCompile(`(org\.opencontainers\.image\.\w+)="([^"]*)"`).FindAllStringSubmatch(final, -1) {
		labels[label[1]] = strings.NewReplacer("${VERSION}", "v1.2.3", "${REVISION}", "abc").Replace(label[2])
	}
	if diff := cmp.Diff(labels, cfg.Config.Labels); diff != "" || len(labels) != 4 {
		t.Errorf("%s: labels (-Dockerfile +image):\n%s", platform, diff)
	}
}

// checkFiles checks the files of an image.
func checkFiles(t *testing.T, image v1.Image, platform string) {
	t.Helper()
	layers, err := image.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	reader, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	var names []string
	eachFile(t, reader, func(header *tar.Header, text []byte) {
		names = append(names, header.Name)
		switch header.Name {
		case "bulkdial":
			if header.Mode != 0o755 || string(text) != "the program for "+platform {
				t.Errorf("%s: the program has mode %o and is %q", platform, header.Mode, text)
			}
		case "tmp/":
			if header.Mode != 0o1777 {
				t.Errorf("%s: /tmp has mode %o", platform, header.Mode)
			}
		case "etc/ssl/certs/ca-certificates.crt":
			checkRoots(t, text)
		}
	})
	if want := strings.Fields("bulkdial data/ etc/ etc/ssl/ etc/ssl/certs/ etc/ssl/certs/ca-certificates.crt tmp/"); !slices.Equal(names, want) {
		t.Errorf("%s: the files are %v, want %v", platform, names, want)
	}
}

// checkRoots checks a file of certificates: each can be read, and they are not few.
func checkRoots(t *testing.T, text []byte) {
	t.Helper()
	n := 0
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			t.Errorf("certificate %d: %v", n, err)
		}
		n++
	}
	if n < 80 {
		t.Errorf("%d certificates", n)
	}
}

// unpacked unpacks an archive, whose blobs are named by their sums, into a folder.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	dir := t.TempDir()
	eachFile(t, file, func(header *tar.Header, text []byte) {
		name := filepath.Join(dir, filepath.FromSlash(header.Name))
		if sum := sha256.Sum256(text); strings.Contains(name, "sha256/") && filepath.Base(name) != hex.EncodeToString(sum[:]) {
			t.Errorf("%s has another sum", header.Name)
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
	})
	return dir
}

// eachFile hands on each file of a tar file, and each folder of the image's.
func eachFile(t *testing.T, from io.Reader, to func(*tar.Header, []byte)) {
	t.Helper()
	r := tar.NewReader(from)
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(header.Name, "blobs/") && header.Typeflag == tar.TypeDir {
			continue
		}
		to(header, text)
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestRunRefuses: what the tool cannot make an image of.
func TestRunRefuses(t *testing.T) {
	t.Parallel()
	output := filepath.Join(t.TempDir(), "image.tar")
	for _, args := range [][]string{
		{},
		{"-output", output, "-version", "v1"},
		{"-output", output, "linux/amd64=x"},
		{"-output", output, "-version", "v1", "linux/amd64=" + output},
		{"-output", output, "-version", "v1", "a/b/c/d=x"},
		{"-nonsense"},
	} {
		if err := run(args); err == nil {
			t.Errorf("run(%q) = nil", args)
		}
	}
	if _, err := os.Stat(output); err == nil {
		t.Error("it left a file")
	}
}
