package zoneinfo

import (
	"archive/zip"
	"bytes"
	_ "embed" // the pinned data
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"
)

//go:embed zoneinfo.zip
var pinned []byte

// ErrUnknownZone is wrapped by the errors of Load for a name that is no zone of the data.
var ErrUnknownZone = errors.New("no such time zone")

// Data are the time zones of one version of the time-zone database. Its methods may be called from several goroutines at once.
type Data struct {
	// Version is that of the database, as in `2026f`; `unknown` where the data do not say.
	Version string
	// Source is where the data come from: the package of the embedded data, else a path.
	Source string
	// Date is when the data were made; zero where they do not say.
	Date time.Time

	files  fs.FS
	mu     sync.Mutex // guards what follows
	loaded map[string]*time.Location
}

// Open opens the data at a path: a folder or a zip of compiled zones. The empty path opens the embedded data.
func Open(path string) (*Data, error) {
	if path == "" {
		return open(bytes.NewReader(pinned), int64(len(pinned)), "")
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading time zones: %w", err)
	}
	if info.IsDir() {
		return read(os.DirFS(path), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading time zones: %w", err)
	}
	return open(bytes.NewReader(text), int64(len(text)), path)
}

func open(text *bytes.Reader, size int64, path string) (*Data, error) {
	files, err := zip.NewReader(text, size)
	if err != nil {
		return nil, fmt.Errorf("reading time zones: %s is neither a folder nor a zip of them: %w", path, err)
	}
	return read(files, path)
}

// probeZone is a zone that all data have; their date is that of its file.
const probeZone = "America/New_York"

// read reads what files say of themselves.
func read(files fs.FS, path string) (*Data, error) {
	d := &Data{Version: version(files), Source: path, files: files, loaded: map[string]*time.Location{}}
	info, err := fs.Stat(files, probeZone)
	if err != nil {
		return nil, fmt.Errorf("reading time zones: %s holds none: %w", path, err)
	}
	// A zip without dates has that of its format's beginning.
	if at := info.ModTime().UTC(); at.Year() > 2000 {
		d.Date = at
	}
	if path == "" {
		if d.Source, err = text(files, "+SOURCE"); err != nil {
			return nil, fmt.Errorf("reading the embedded time zones: %w", err)
		}
	}
	return d, nil
}

// version returns the version of data; `unknown` where they do not say.
func version(files fs.FS) string {
	if v, err := text(files, "+VERSION"); err == nil {
		return v
	}
	if v, err := text(files, "tzdata.zi"); err == nil {
		if v, ok := strings.CutPrefix(v, "# version "); ok {
			return v
		}
	}
	return "unknown"
}

// text returns the first line of a file.
func text(files fs.FS, name string) (string, error) {
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	line, _, _ := strings.Cut(string(content), "\n")
	return strings.TrimSpace(line), nil
}

// Load returns a zone by its IANA name, in the case of the database. The error wraps ErrUnknownZone for a name that the data lack.
func (d *Data) Load(name string) (*time.Location, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if zone := d.loaded[name]; zone != nil {
		return zone, nil
	}
	if !isName(name) {
		return nil, fmt.Errorf("%w: %q", ErrUnknownZone, name)
	}
	content, err := fs.ReadFile(d.files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %q is not in the data of version %s", ErrUnknownZone, name, d.Version)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the time zone %s: %w", name, err)
	}
	zone, err := time.LoadLocationFromTZData(name, content)
	if err != nil {
		return nil, fmt.Errorf("reading the time zone %s: %w", name, err)
	}
	d.loaded[name] = zone
	return zone, nil
}

// isName reports whether a name can be that of a zone. Folders of a system hold other files, too: the zone of the machine, copies
// with leap seconds, and a zone for "not set".
func isName(name string) bool {
	if !fs.ValidPath(name) || len(name) > 64 {
		return false
	}
	for _, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && !strings.ContainsRune("0123456789/_+-", r) {
			return false
		}
	}
	first, _, _ := strings.Cut(name, "/")
	switch first {
	case "right", "posix", "posixrules", "localtime", "Factory":
		return false
	}
	return 'A' <= name[0] && name[0] <= 'Z'
}
