package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/dialer"
)

// damagedRow is a row of testdata/damage.csv, or of its table in docs/numbers.md.
type damagedRow struct {
	phone, region, what, number string
	// codes are of the repairs, or of the reason for which the row is invalid.
	codes   []string
	invalid bool
}

// damagedRows reads testdata/damage.csv.
func damagedRows(t *testing.T) []damagedRow {
	t.Helper()
	text, err := os.ReadFile("../../testdata/damage.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"id", "phone", "region", "what", "want", "want_number"}, lines[0]); diff != "" {
		t.Fatalf("columns (-want +got):\n%s", diff)
	}
	var rows []damagedRow
	for _, cells := range lines[1:] {
		rows = append(rows, damagedRow{
			phone: cells[1], region: cells[2], what: cells[3], number: cells[5],
			codes: strings.Fields(cells[4]), invalid: cells[5] == "",
		})
	}
	return rows
}

// TestDamage: each row of a list with one example of each damage ends as the list itself says: called at a number that
// was put right, which the plan counts, or invalid for its reason.
func TestDamage(t *testing.T) {
	t.Parallel()
	results := filepath.Join(t.TempDir(), "damage.results.csv")
	args := []string{"../../testdata/damage.csv", "--sandbox", "--region-column", "region", "--destinations", "US,GB", "--results", results}
	rows := damagedRows(t)
	plan := planOf(t, exit.Look, nil, args...)
	repairs := make([][]string, len(rows))
	for _, repair := range plan.Repaired {
		if repair.Count != len(repair.Rows) || repair.Cause == "" {
			t.Errorf("the plan does not say which rows were repaired: %+v", repair)
		}
		for _, row := range repair.Rows {
			repairs[row-2] = append(repairs[row-2], repair.Code)
		}
	}
	startFault(t, append([]string{"run", "--cps", "0"}, args...), nil).wait().want(t, exit.Look)
	c := &faultCampaign{t: t, path: strings.TrimSuffix(results, ".results.csv") + ".csv"}
	records := c.records()
	if len(records) != len(rows) {
		t.Errorf("%d results of %d rows", len(records), len(rows))
	}
	byRow := map[string]map[string]string{}
	for _, r := range records {
		byRow[r["row"]] = r
	}
	for i, row := range rows {
		r := byRow[jsonOf(i+1)]
		if row.invalid {
			if r["disposition"] != string(dialer.Invalid) || r["error_code"] != row.codes[0] || r["to_number"] != row.phone || !strings.Contains(r["error"], ": ") {
				t.Errorf("row %d (%s): %v, want invalid with %v, a cause and a remedy", i+1, row.what, r, row.codes)
			}
			continue
		}
		if r["disposition"] != string(dialer.Accepted) || r["to_number"] != row.number {
			t.Errorf("row %d (%s): %v, want accepted at %s", i+1, row.what, r, row.number)
		}
		if diff := cmp.Diff(setOf(row.codes), setOf(repairs[i])); diff != "" {
			t.Errorf("row %d (%s): repairs (-want +got):\n%s", i+1, row.what, diff)
		}
	}
}

// setOf turns a list into what is compared without regard to order.
func setOf(words []string) map[string]bool {
	set := map[string]bool{}
	for _, word := range words {
		set[word] = true
	}
	return set
}

// damageHeading is that of the section of docs/numbers.md that has the table.
const damageHeading = "\n## What spreadsheets do to numbers\n"

// TestDamageTable: the table in docs/numbers.md says of each row of testdata/damage.csv what becomes of it.
func TestDamageTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../docs/numbers.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(readme), damageHeading)
	if !found {
		t.Fatalf("docs/numbers.md has no section %q", strings.TrimSpace(damageHeading))
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var got []damagedRow
	table := regexp.MustCompile(`(?m)^\| (.*) \| (.*) \| (.*) \| (.*) \| ?(.*) \|$`).FindAllStringSubmatch(section, -1)
	for _, cells := range table[min(2, len(table)):] { // below the header and its line
		got = append(got, tableRow(cells[1:]))
	}
	if diff := cmp.Diff(damagedRows(t), got, cmp.AllowUnexported(damagedRow{})); diff != "" {
		t.Errorf("the table (-damage.csv +numbers.md):\n%s", diff)
	}
}

// tableRow reads the cells of a line of the table.
func tableRow(cells []string) damagedRow {
	seen := strings.NewReplacer("⟨ZWSP⟩", "\u200b", "⟨LRE⟩", "\u202a", "⟨PDF⟩", "\u202c", "⟨NBSP⟩", "\u00a0", "⟨BOM⟩", "\ufeff", "(empty)", "")
	row := damagedRow{
		phone: seen.Replace(strings.Trim(cells[0], "`")), region: cells[1], what: cells[2],
		codes: strings.Fields(strings.ReplaceAll(cells[4], "`", "")), invalid: strings.HasPrefix(cells[3], "invalid: "),
	}
	if !row.invalid {
		number, repaired := strings.CutSuffix(cells[3], ", repaired")
		row.number = strings.Trim(number, "`")
		if repaired != (len(row.codes) > 0) {
			row.what += ": repaired or not?"
		}
	}
	return row
}
