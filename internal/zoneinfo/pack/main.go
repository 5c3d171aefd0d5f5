// Command pack packs a folder of compiled time zones into a zip, for the script internal/zoneinfo/update.
//
//	pack FOLDER VERSION SOURCE DATE LICENSE-FILE >zoneinfo.zip
//
// VERSION is that of the database, SOURCE says where the folder comes from, and DATE, a time of RFC 3339, is that of all entries. The
// same folder gives the same bytes.
package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 5 {
		return fmt.Errorf("%d arguments: give a folder, a version, a source, a date and the file of the license", len(args))
	}
	date, err := time.Parse(time.RFC3339, args[3])
	if err != nil {
		return fmt.Errorf("reading the date: %w", err)
	}
	license, err := os.ReadFile(args[4]) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("reading the license: %w", err)
	}
	entries := map[string][]byte{"+VERSION": []byte(args[1] + "\n"), "+SOURCE": []byte(args[2] + "\n"), "+LICENSE": license}
	if err := addZones(entries, os.DirFS(args[0])); err != nil {
		return err
	}
	return write(out, entries, date)
}

// addZones adds the files of a folder that are compiled zones, and the table of the countries' zones.
func addZones(entries map[string][]byte, files fs.FS) error {
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "right" || name == "posix"):
			return fs.SkipDir
		case entry.IsDir() || strings.HasPrefix(name, "posixrules") || name == "localtime":
			return nil
		}
		content, err := fs.ReadFile(files, name)
		if err == nil && (bytes.HasPrefix(content, []byte("TZif")) || name == "zone.tab") {
			entries[name] = content
		}
		return err //nolint:wrapcheck // it names the file
	})
	if err != nil {
		return fmt.Errorf("reading the zones: %w", err)
	}
	return nil
}

// write writes entries in the order of their names.
func write(out io.Writer, entries map[string][]byte, date time.Time) error {
	w := zip.NewWriter(out)
	names := make([]string, 0, len(entries))
	for name := range entries {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: date.UTC()})
		if err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		if _, err := entry.Write(entries[name]); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("writing the zip: %w", err)
	}
	return nil
}
