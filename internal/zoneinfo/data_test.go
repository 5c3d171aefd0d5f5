package zoneinfo_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkdial/internal/zoneinfo"
)

func open(t *testing.T, path string) *zoneinfo.Data {
	t.Helper()
	data, err := zoneinfo.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestPinned: the embedded data say what they are, hold the changes of November 2026, and grow old.
func TestPinned(t *testing.T) {
	data := open(t, "")
	if data.Version < "2026f" {
		t.Errorf("version = %s, want 2026f or later", data.Version)
	}
	if !strings.HasPrefix(data.Source, "tzdata "+data.Version) || !strings.Contains(data.Source, "sha256 ") {
		t.Errorf("source = %q", data.Source)
	}
	if err := data.Check(); err != nil {
		t.Error(err)
	}
	if w := data.Warning(data.Date.Add(zoneinfo.StaleAfter)); w != "" {
		t.Errorf("on the 120th day: %s", w)
	}
	if w := data.Warning(data.Date.Add(zoneinfo.StaleAfter + time.Second)); !strings.Contains(w, "120 days old") {
		t.Errorf("later: %q", w)
	}
}

// TestVancouverIn2026: with the pinned data Vancouver is at −07:00 in December 2026.
func TestVancouverIn2026(t *testing.T) {
	zone, err := open(t, "").Load("America/Vancouver")
	if err != nil {
		t.Fatal(err)
	}
	if _, offset := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC).In(zone).Zone(); offset != -7*3600 {
		t.Errorf("offset = %d", offset)
	}
}

// TestNoZone: what is no zone of the data is an error, whatever the system or the runtime know.
func TestNoZone(t *testing.T) {
	data := open(t, "")
	t.Setenv("ZONEINFO", "/usr/share/zoneinfo")
	for _, name := range []string{
		"", "Local", "localtime", "posixrules", "Factory", "right/UTC", "posix/UTC", "../UTC", "/etc/passwd", "America", "america/new_york",
		"+VERSION", "Etc/Unknown", "America/New_York ", "America\\New_York", strings.Repeat("A", 65),
	} {
		if zone, err := data.Load(name); err == nil {
			t.Errorf("%q is %v", name, zone)
		}
	}
	if _, err := data.Load("Mars/Base"); !errors.Is(err, zoneinfo.ErrUnknownZone) {
		t.Errorf("error = %v", err)
	}
}

// oldZip returns a zip of zones of which Vancouver's is another's.
func oldZip(t *testing.T, vancouver string, date time.Time) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "zones.zip")
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	pinned, err := zip.OpenReader("zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer pinned.Close()
	for _, file := range pinned.File {
		if strings.HasPrefix(file.Name, "+") {
			continue
		}
		name := file.Name
		switch name {
		case "America/Vancouver":
			continue
		case vancouver:
			add(t, w, file, "America/Vancouver", date)
		}
		add(t, w, file, name, date)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func add(t *testing.T, w *zip.Writer, file *zip.File, name string, date time.Time) {
	t.Helper()
	in, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := w.CreateHeader(&zip.FileHeader{Name: name, Modified: date})
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if _, err := content.ReadFrom(in); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write(content.Bytes()); err != nil {
		t.Fatal(err)
	}
}

// TestOldData: data in which Vancouver still falls back to −08:00 are opened, and refused for hours, by a text that says why.
func TestOldData(t *testing.T) {
	data := open(t, oldZip(t, "America/Los_Angeles", time.Time{}))
	err := data.Check()
	if err == nil || !strings.Contains(err.Error(), "America/Vancouver is at −08:00 on 2026-12-01 there, and the law says −07:00") {
		t.Errorf("error = %v", err)
	}
	if data.Version != "unknown" || !strings.Contains(data.Warning(time.Now()), "not known") {
		t.Errorf("version %s, warning %q", data.Version, data.Warning(time.Now()))
	}
}

// TestMissingZone: data without Vancouver are refused, too.
func TestMissingZone(t *testing.T) {
	data := open(t, oldZip(t, "", time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)))
	if err := data.Check(); !errors.Is(err, zoneinfo.ErrUnknownZone) {
		t.Errorf("error = %v", err)
	}
	if data.Date.Format(time.DateOnly) != "2026-11-01" {
		t.Errorf("date = %v", data.Date)
	}
}

// TestFolder: a folder of zones is taken with the version that its tzdata.zi names.
func TestFolder(t *testing.T) {
	folder := t.TempDir()
	pinned, err := zip.OpenReader("zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer pinned.Close()
	if err := os.CopyFS(folder, pinned); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(folder, "+VERSION"))
	if err := os.WriteFile(filepath.Join(folder, "tzdata.zi"), []byte("# version 2031b\n# This zic input file is in the public domain.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := open(t, folder)
	if data.Version != "2031b" || data.Source != folder {
		t.Errorf("version %s of %s", data.Version, data.Source)
	}
	if err := data.Check(); err != nil {
		t.Error(err)
	}
}

// TestNoData: what holds no zones is refused at once.
func TestNoData(t *testing.T) {
	file := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(file, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{t.TempDir(), file, "/does/not/exist"} {
		if _, err := zoneinfo.Open(path); err == nil {
			t.Errorf("%s was opened", path)
		}
	}
}
