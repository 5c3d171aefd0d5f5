package ownfile_test

import (
	"path/filepath"
	"testing"

	"bulkdial/csvio/ledger/ownfile"
)

// TestFileSystem: the disk of tests is a local one, or is named.
func TestFileSystem(t *testing.T) {
	t.Parallel()
	if name, remote := ownfile.FileSystem(filepath.Join(t.TempDir(), "r.csv")); remote != (name != "") {
		t.Errorf("FileSystem() = %q, %t", name, remote)
	}
	if name, remote := ownfile.FileSystem("/none/r.csv"); remote || name != "" {
		t.Errorf("of no folder FileSystem() = %q, %t", name, remote)
	}
}
