package main

import (
	"encoding/csv"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
)

var office = flag.Bool("office", false, "open exports in LibreOffice, which must be installed")

// TestOffice: what a spreadsheet shows of an export are the texts of the list: no cell is a formula or another number. In CSV a
// formula has its apostrophe.
func TestOffice(t *testing.T) {
	if !*office {
		t.Skip("without -office: .ci/extra gives it")
	}
	folder := t.TempDir()
	cells := []string{"=1+1", "@SUM(1)", "+1+1", "-1+1", "=HYPERLINK(\"http://x\")", " =1+1", "\t=1+1", "0044", "1e5", "2026-01-02", "TRUE", "_x0041_", "a\nb", "<b>&"}
	var list strings.Builder
	w := csv.NewWriter(&list)
	rows := [][]string{{"phone", "note"}}
	for _, cell := range cells {
		rows = append(rows, []string{"+14155550101", cell})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "leads.csv")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, filter := range map[string]string{"done.xlsx": "", "done.csv": "CSV:44,34,UTF8"} {
		startFault(t, []string{"export", path, "-o", filepath.Join(folder, name)}, nil).wait().want(t, exit.OK)
		args := []string{
			"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76",
			"--outdir", filepath.Join(folder, "shown"),
		}
		if filter != "" {
			args = append(args, "--infilter="+filter)
		}
		if out, err := exec.Command("soffice", append(args, filepath.Join(folder, name))...).CombinedOutput(); err != nil {
			t.Fatalf("soffice: %v\n%s", err, out)
		}
		text, err := os.ReadFile(filepath.Join(folder, "shown", "done.csv"))
		if err != nil {
			t.Fatal(err)
		}
		shown, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range shown[1:] {
			if name == "done.xlsx" && row[0] != "+14155550101" {
				t.Errorf("%s shows the number %s", name, row[0])
			}
			got = append(got, row[1])
		}
		want := slices.Clone(cells)
		if name == "done.csv" { // where a spreadsheet reads numbers and dates as such
			for i, cell := range want {
				if strings.ContainsAny(strings.TrimSpace(cell)[:1], "=@+-") {
					want[i] = "'" + cell
				}
			}
			want, got = want[:7], got[:7]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("what is shown of %s (-want +got):\n%s", name, diff)
		}
	}
}
