package phone_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"bulkdial/internal/phone"
)

// sampleRow is a row of testdata/damage.csv, which says itself what is to become of it: want is the code of a refusal,
// or those of the repairs of the number that is wanted.
type sampleRow struct{ id, cell, region, what, want, number string }

func sampleRows(t *testing.T) []sampleRow {
	t.Helper()
	file, err := os.Open("../../testdata/damage.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []sampleRow
	for _, r := range records[1:] {
		rows = append(rows, sampleRow{id: r[0], cell: r[1], region: r[2], what: r[3], want: r[4], number: r[5]})
	}
	return rows
}

func TestSampleOfDamage(t *testing.T) {
	n := normalizer(t, phone.Config{Destinations: []string{"US", "GB"}})
	seen := map[string]bool{}
	for _, row := range sampleRows(t) {
		t.Run(row.id+" "+row.what, func(t *testing.T) {
			number, err := n.Read(row.cell, row.region)
			var got string
			if err != nil {
				got = refusal(t, row.cell, number, err)
			} else {
				got = repairCodes(t, row.cell, number)
			}
			if got != row.want || number.E164 != row.number {
				t.Errorf("Read(%q, %q) = %q, %q, want %q, %q", row.cell, row.region, number.E164, got, row.number, row.want)
			}
		})
		for code := range strings.FieldsSeq(row.want) {
			seen[code] = true
		}
	}
	for code := range documented(t) {
		if !seen[code] {
			t.Errorf("no row of the sample shows %s", code)
		}
		delete(seen, code)
	}
	for code := range seen {
		t.Errorf("the package's documentation lacks %s", code)
	}
}

// documented returns the codes that the package's documentation lists.
func documented(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if list, ok := strings.CutPrefix(line, "//   - "); ok {
			names, _, _ := strings.Cut(list, ":")
			for name := range strings.SplitSeq(names, ", ") {
				codes[name] = true
			}
		}
	}
	return codes
}
