package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer/engine"
)

// TestPlusLost: numbers of 35 regions whose + was taken away are read in each of the other 34. A plan counts each that a run would
// call as a national number although it is another one.
func TestPlusLost(t *testing.T) {
	t.Parallel()
	regions := strings.Fields("US CA MX BR AR CL CO PE GB IE FR DE IT ES PT NL BE CH AT SE NO DK FI PL CZ GR TR RU IN CN JP KR SG AU ZA")
	var text strings.Builder
	text.WriteString("id,phone,region\n")
	written := map[string]string{} // by id
	for _, of := range regions {
		for _, kind := range []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE} {
			example := phonenumbers.GetExampleNumberForType(of, kind)
			digits := strconv.Itoa(int(example.GetCountryCode())) + phonenumbers.GetNationalSignificantNumber(example)
			for _, in := range regions {
				if in != of {
					id := fmt.Sprintf("%s-%s-%d", of, in, kind)
					written[id] = digits
					fmt.Fprintf(&text, "%s,%s,%s\n", id, digits, in)
				}
			}
		}
	}
	name := filepath.Join(t.TempDir(), "leads.csv")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	flags := []string{name, "--id-column", "id", "--region-column", "region", "--duplicates", "allow", "--sandbox"}
	plan, _ := exec.Command("bulkdial", append([]string{"plan", "--json"}, flags...)...).Output() // some are invalid: exit code 3
	var shown struct {
		PlusLost []engine.AbroadCount `json:"plus_may_be_lost"`
	}
	if err := json.Unmarshal(plan, &shown); err != nil {
		t.Fatal(err)
	}
	counted := 0
	for _, of := range shown.PlusLost {
		counted += of.Contacts
	}
	_ = exec.Command("bulkdial", append([]string{"run", "--cps", "0", "--batch-size", "100", "--progress", "off"}, flags...)...).Run()
	others, pairs := 0, map[string]bool{}
	for _, r := range accepted(t, strings.TrimSuffix(name, ".csv")+".sandbox.results.csv") {
		if number := r["to_number"]; number != "+"+written[r["id"]] {
			others++
			pairs[r["id"][:len("US-CA")]] = true
		}
	}
	if counted != others || others == 0 {
		t.Errorf("%d numbers are called as another one, and the plan counts %d: %+v", others, counted, shown.PlusLost)
	}
	t.Logf("%d of %d numbers are called as a national one that is another, in %d of %d pairs of regions", others, len(written), len(pairs), len(regions)*(len(regions)-1))
}

// accepted returns the accepted results of a file, by column.
func accepted(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		if row["disposition"] == acceptedWord {
			rows = append(rows, row)
		}
	}
	return rows
}
