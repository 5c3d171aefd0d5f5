package campaign

import (
	"os"
	"path/filepath"
	"testing"

	"bulkdial/internal/campaign/fileset"
)

// TestPassAmidPass: contacts that become due while the file is read are read in a pass of their own, and the first one goes on.
func TestPassAmidPass(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.csv")
	if err := os.WriteFile(path, []byte("phone\n+14155550101\n+14155550102\n+14155550103\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := contacts{cfg: &Config{Files: fileset.Files{Contacts: path}}}
	defer c.close()
	rows := 0
	for _, err := range c.all(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
		outer := c.current
		for range c.all(t.Context()) {
			break
		}
		if c.current != outer {
			t.Fatal("the pass has lost its reader to one amid it")
		}
	}
	if rows != 3 || c.rows != 3 || c.current != nil {
		t.Errorf("the pass has read %d rows and counts %d; its reader is left: %v", rows, c.rows, c.current != nil)
	}
}
