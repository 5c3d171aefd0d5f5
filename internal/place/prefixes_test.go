package place_test

import (
	"archive/zip"
	"encoding/csv"
	"flag"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

var update = flag.Bool("place.update", false, "write prefixes.csv")

// allOfNANP is more zones than those of any area code: the library answers with those of all North America.
const allOfNANP = 20

// TestPrefixes: prefixes.csv is what the library's tables say of all exchanges of each area code, and of each other country.
func TestPrefixes(t *testing.T) {
	if testing.Short() {
		t.Skip("it tests a table, which takes seconds")
	}
	rows := append(areaCodes(t), countries(t)...)
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	var out strings.Builder
	w := csv.NewWriter(&out)
	if err := w.WriteAll(append([][]string{{"prefix", "regions", "zones"}}, rows...)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("prefixes.csv", []byte(out.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("prefixes.csv")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != out.String() {
		t.Error("prefixes.csv is not what the library says: run `go test ./internal/place -run TestPrefixes -place.update` and read the difference")
	}
}

// areaCodes returns the rows of North America.
func areaCodes(t *testing.T) [][]string {
	t.Helper()
	names := namesOfRegions(t)
	var rows [][]string
	for code := 200; code < 1000; code++ {
		prefix := "1" + strconv.Itoa(code)
		zones := map[string]bool{}
		for exchange := 200; exchange < 1000; exchange++ {
			for _, zone := range zonesOf(t, prefix+strconv.Itoa(exchange)) {
				zones[zone] = true
			}
		}
		if len(zones) >= allOfNANP {
			continue
		}
		rows = append(rows, []string{prefix, strings.Join(regionsOf(t, prefix, names), " "), strings.Join(slices.Sorted(maps.Keys(zones)), " ")})
	}
	return rows
}

// regionsOf returns the regions of an area code: the states or provinces that the library's names of its exchanges tell, else its
// country.
func regionsOf(t *testing.T, prefix string, names map[string]string) []string {
	t.Helper()
	regions := map[string]bool{}
	for exchange := 200; exchange < 1000; exchange += 20 { // names of states are those of whole area codes
		number, err := phonenumbers.Parse("+"+prefix+strconv.Itoa(exchange)+"5678", "")
		if err != nil {
			t.Fatal(err)
		}
		name, err := phonenumbers.GetGeocodingForNumber(number, "en")
		if err != nil {
			t.Fatal(err)
		}
		if at := strings.LastIndex(name, ", "); at >= 0 {
			name = name[at+2:]
		}
		for part := range strings.SplitSeq(name, "/") {
			if region := names[part]; region != "" {
				regions[region] = true
			}
		}
	}
	if len(regions) == 0 {
		number, err := phonenumbers.Parse("+"+prefix+"5555678", "")
		if err != nil {
			t.Fatal(err)
		}
		country := phonenumbers.GetRegionCodeForNumber(number)
		if region := names[country]; region != "" && country != "CA" { // a territory of the United States
			country = region
		}
		if country == "" || country == "US" || country == "CA" {
			t.Errorf("no state or country is known for %s", prefix)
		}
		regions[country] = true
	}
	return slices.Sorted(maps.Keys(regions))
}

// countries returns the rows of the calling codes but 1: all zones of the countries that share one, by the database itself, because the
// library takes countries together that kept one clock when its table was made.
func countries(t *testing.T) [][]string {
	t.Helper()
	zones := countryZones(t)
	rows := [][]string{{"76", "KZ", strings.Join(zones["KZ"], " ")}, {"77", "KZ", strings.Join(zones["KZ"], " ")}}
	for code := 2; code < 1000; code++ {
		country := phonenumbers.GetRegionCodeForCountryCode(code)
		if country == phonenumbers.UNKNOWN_REGION || country == "001" {
			continue
		}
		var all []string
		for _, c := range phonenumbers.GetRegionCodesForCountryCode(code) {
			if country != "RU" || c == "RU" {
				all = append(all, zones[c]...)
			}
		}
		if len(all) == 0 {
			t.Errorf("no zone is known for calling code %d, %s", code, country)
		}
		slices.Sort(all)
		rows = append(rows, []string{strconv.Itoa(code), country, strings.Join(slices.Compact(all), " ")})
	}
	return rows
}

// countryZones returns the zones of each country by the pinned data, and of places that they do not count as countries.
func countryZones(t *testing.T) map[string][]string {
	t.Helper()
	zones := map[string][]string{"XK": {"Europe/Belgrade"}, "AC": {"Atlantic/St_Helena"}, "TA": {"Atlantic/St_Helena"}}
	pinned, err := zip.OpenReader("../zoneinfo/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer pinned.Close()
	text, err := fs.ReadFile(pinned, "zone.tab")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); !strings.HasPrefix(line, "#") && len(fields) > 2 {
			zones[fields[0]] = append(zones[fields[0]], fields[2])
		}
	}
	return zones
}

func zonesOf(t *testing.T, prefix string) []string {
	t.Helper()
	zones, err := phonenumbers.GetTimezonesForPrefix(prefix)
	if err != nil {
		t.Fatal(err)
	}
	return zones
}

// namesOfRegions returns the regions of subdivisions.csv by their names and, in the names of places, their codes.
func namesOfRegions(t *testing.T) map[string]string {
	t.Helper()
	file, err := os.Open("subdivisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"British Colombia": "CA-BC"} // the library's spelling
	for _, row := range rows[1:] {
		names[row[0][3:]] = row[0]
		for name := range strings.SplitSeq(row[1], "|") {
			names[name] = row[0]
		}
	}
	return names
}
