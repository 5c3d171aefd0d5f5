package place_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/place"
	"bulkdial/internal/zoneinfo"
)

// at is the moment from which clocks are compared.
var at = time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)

func pinned(tb testing.TB) *zoneinfo.Data {
	tb.Helper()
	data, err := zoneinfo.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// places returns Places of the pinned data that change changes.
func places(tb testing.TB, change func(*place.Config)) *place.Places {
	tb.Helper()
	cfg := place.Config{Zones: pinned(tb), At: at}
	if change != nil {
		change(&cfg)
	}
	p, err := place.New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// names returns the names of zones, sorted.
func names(w *dialer.Whereabouts) string {
	var all []string
	for _, zone := range w.Zones {
		all = append(all, zone.String())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestWhere(t *testing.T) {
	const (
		chicago, newYork, denver, losAngeles = "America/Chicago", "America/New_York", "America/Denver", "America/Los_Angeles"
	)
	both := chicago + " " + newYork
	tests := []struct {
		name    string
		contact dialer.Contact
		zones   string
		regions string
		source  dialer.ZoneSource
	}{
		{"a number", dialer.Contact{Number: "+14155550100"}, losAngeles, "US-CA", dialer.ZoneFromNumber},
		{"El Paso's 915", dialer.Contact{Number: "+19155550100"}, denver, "US-TX", dialer.ZoneFromNumber},
		{"Pensacola's 850", dialer.Contact{Number: "+18505550100"}, both, "US-FL", dialer.ZoneFromNumber},
		{"the overlay of 850", dialer.Contact{Number: "+14485550100"}, both, "US-FL", dialer.ZoneFromNumber},
		{"Hammond's 219", dialer.Contact{Number: "+12195550100"}, both, "US-IN", dialer.ZoneFromNumber},
		{"Orlando's new 689", dialer.Contact{Number: "+16895550100"}, newYork, "US-FL", dialer.ZoneFromNumber},
		{"Chattanooga's new 729", dialer.Contact{Number: "+17295550100"}, both, "US-TN", dialer.ZoneFromNumber},
		{"a Virginia area code living in California", dialer.Contact{Number: "+17575550100", State: "CA"}, losAngeles + " " + newYork, "US-CA US-VA", dialer.ZoneFromState},
		{"a column says which zone of 850", dialer.Contact{Number: "+18505550100", TimeZone: chicago}, chicago, "US-FL", dialer.ZoneFromColumn},
		{"another name of one clock", dialer.Contact{Number: "+12125550100", TimeZone: "America/Detroit"}, "America/Detroit", "US-NY", dialer.ZoneFromColumn},
		{"a column with a space", dialer.Contact{Number: "+12125550100", TimeZone: " America/New York "}, newYork, "US-NY", dialer.ZoneFromColumn},
		{"a column against the number", dialer.Contact{Number: "+12125550100", TimeZone: losAngeles}, losAngeles + " " + newYork, "US-NY", dialer.ZoneFromColumn},
		{"a fixed offset against a clock that changes", dialer.Contact{Number: "+12125550100", TimeZone: "-05:00"}, newYork + " UTC-05:00", "US-NY", dialer.ZoneFromColumn},
		{"a fixed offset of a clock that does not", dialer.Contact{Number: "+16025550100", TimeZone: "UTC-7"}, "UTC-07:00", "US-AZ", dialer.ZoneFromColumn},
		{"EST is not Eastern time", dialer.Contact{Number: "+12125550100", TimeZone: "EST"}, newYork, "US-NY", dialer.ZoneFromNumber},
		{"an empty cell", dialer.Contact{Number: "+12125550100", TimeZone: " ", State: " "}, newYork, "US-NY", dialer.ZoneFromNumber},
		{"a region that is no state", dialer.Contact{Number: "+12125550100", State: "EMEA"}, newYork, "US-NY", dialer.ZoneFromNumber},
		{"a state with two zones", dialer.Contact{Number: "+13055550100", State: "florida"}, both, "US-FL", dialer.ZoneFromState},
		{"a state's code for a number elsewhere", dialer.Contact{Number: "+5591955501000", State: "PA"}, "", "BR", dialer.ZoneFromNumber},
		{"a state in full for a number elsewhere", dialer.Contact{Number: "+442079460018", State: "us-fl"}, "America/Chicago America/New_York Europe/Guernsey Europe/Isle_of_Man Europe/Jersey Europe/London", "GB US-FL", dialer.ZoneFromState},
		{"a toll-free number", dialer.Contact{Number: "+18005550100"}, "", "", dialer.ZoneFromNumber},
		{"a toll-free number in a state", dialer.Contact{Number: "+18005550100", State: "NY"}, newYork, "US-NY", dialer.ZoneFromState},
		{"Québec", dialer.Contact{Number: "+15145550100", State: "Québec"}, "", "CA-QC", dialer.ZoneFromState},
		{"one zone of a country", dialer.Contact{Number: "+33123456789"}, "Europe/Paris", "FR", dialer.ZoneFromNumber},
		{"Kazakhstan", dialer.Contact{Number: "+77011234567"}, "Asia/Almaty Asia/Aqtau Asia/Aqtobe Asia/Atyrau Asia/Oral Asia/Qostanay Asia/Qyzylorda", "KZ", dialer.ZoneFromNumber},
		{"a satellite", dialer.Contact{Number: "+881612345678"}, "", "", ""},
		{"Puerto Rico", dialer.Contact{Number: "+17875550100"}, "America/Puerto_Rico", "US-PR", dialer.ZoneFromNumber},
		{"Jamaica", dialer.Contact{Number: "+18765550100", State: "Kingston"}, "America/Jamaica", "JM", dialer.ZoneFromNumber},
	}
	p := places(t, nil)
	for _, test := range tests {
		w := p.Of(&test.contact)
		if got := names(w); test.zones != "" && got != test.zones || strings.Join(w.Regions, " ") != test.regions || w.Source != test.source || w.Fault.Code != "" {
			t.Errorf("%s: %s in %v by %s (%v), want %s in %s by %s", test.name, got, w.Regions, w.Source, w.Fault, test.zones, test.regions, test.source)
		}
		if again := p.Of(&test.contact); again != w {
			t.Errorf("%s: another pointer for the same place", test.name)
		}
	}
}

// TestNoPlace: a toll-free number may be anywhere in North America, and an unknown zone is a configured one or none.
func TestNoPlace(t *testing.T) {
	p := places(t, nil)
	if n := len(p.Of(&dialer.Contact{Number: "+18005550100"}).Zones); n < 42 {
		t.Errorf("a toll-free number is in %d zones", n)
	}
	if w := p.Of(&dialer.Contact{Number: "+12325550100"}); len(w.Zones) < 42 || len(w.Regions) > 0 {
		t.Errorf("an area code that no table knows is in %d zones and %v", len(w.Zones), w.Regions)
	}
	if w := p.Of(&dialer.Contact{Number: "+881612345678"}); len(w.Zones) > 0 {
		t.Errorf("a satellite is in %s", names(w))
	}
	p = places(t, func(cfg *place.Config) { cfg.Unknown = "America/New_York" })
	if w := p.Of(&dialer.Contact{Number: "+881612345678"}); names(w) != "America/New_York" || w.Source != dialer.ZoneByDefault {
		t.Errorf("a satellite is in %s by %s", names(w), w.Source)
	}
	if _, err := place.New(place.Config{Zones: pinned(t), Unknown: "Nowhere"}); err == nil || !strings.Contains(err.Error(), "Nowhere") {
		t.Errorf("error = %v", err)
	}
}

// TestSourceOnly: with it a column wins over the number, and the disagreement is still told.
func TestSourceOnly(t *testing.T) {
	p := places(t, func(cfg *place.Config) { cfg.SourceOnly = true })
	w := p.Of(&dialer.Contact{Number: "+12125550100", TimeZone: "America/Los_Angeles"})
	if names(w) != "America/Los_Angeles" || !w.Conflict {
		t.Errorf("%s, conflict %v", names(w), w.Conflict)
	}
}

// TestNamedColumns: a cell that cannot be read is a fault of its row only where the operator named the column; else it is counted.
func TestNamedColumns(t *testing.T) {
	zone := &dialer.Contact{Number: "+12125550100", TimeZone: "EST"}
	state := &dialer.Contact{Number: "+12125550100", State: "EMEA"}
	elsewhere := &dialer.Contact{Number: "+442079460018", State: "Kent"}
	p := places(t, nil)
	if w := p.Of(zone); w.Fault.Code != "" || !slices.Equal(w.Unread, []dialer.ZoneSource{dialer.ZoneFromColumn}) {
		t.Errorf("%+v", w)
	}
	if w := p.Of(state); w.Fault.Code != "" || !slices.Equal(w.Unread, []dialer.ZoneSource{dialer.ZoneFromState}) {
		t.Errorf("%+v", w)
	}
	p = places(t, func(cfg *place.Config) { cfg.ZoneNamed, cfg.StateNamed = true, true })
	if w := p.Of(zone); w.Fault.Code != "time_zone_invalid" {
		t.Errorf("%+v", w)
	}
	if w := p.Of(state); w.Fault.Code != "state_invalid" {
		t.Errorf("%+v", w)
	}
	if w := p.Of(elsewhere); w.Fault.Code != "" || w.Unread != nil {
		t.Errorf("%+v", w)
	}
}

func TestZoneCells(t *testing.T) {
	p := places(t, func(cfg *place.Config) { cfg.SourceOnly = true })
	for cell, want := range map[string]string{
		"+05:30": "UTC+05:30", "+0530": "UTC+05:30", "UTC+5:30": "UTC+05:30", "-5": "UTC-05:00", "−03:30": "UTC-03:30", "UTC-10": "UTC-10:00",
		"+14:00": "UTC+14:00", "-12": "UTC-12:00", "Etc/GMT+6": "Etc/GMT+6", "UTC": "UTC", "America/Indiana/Knox": "America/Indiana/Knox",
		// None of these is a zone; the number's holds.
		"GMT+2": "Europe/Paris", "5": "Europe/Paris", "+15": "Europe/Paris", "-12:30": "Europe/Paris", "+05:20": "Europe/Paris", "+05:60": "Europe/Paris", "+14:15": "Europe/Paris", "MST": "Europe/Paris",
		"CST": "Europe/Paris", "Central Standard Time": "Europe/Paris", "america/new_york": "Europe/Paris", "../UTC": "Europe/Paris",
	} {
		if got := names(p.Of(&dialer.Contact{Number: "+33123456789", TimeZone: cell})); got != want {
			t.Errorf("%q is %s, want %s", cell, got, want)
		}
	}
}

// TestManyCells: cells beyond what is remembered are read as well, and an offset stays one place.
func TestManyCells(t *testing.T) {
	p := places(t, nil)
	for i := range 5000 {
		p.Of(&dialer.Contact{Number: "+18005550100", TimeZone: fmt.Sprint("nowhere", i), State: fmt.Sprint("nowhere", i)})
	}
	first := p.Of(&dialer.Contact{Number: "+18005550100", TimeZone: "-05:00", State: "FL"})
	again := p.Of(&dialer.Contact{Number: "+18005550100", TimeZone: "UTC-5", State: "Florida"})
	if names(first) != "UTC-05:00" || first != again || first.Regions[0] != "US-FL" {
		t.Errorf("%+v, %+v", first, again)
	}
}

// TestEveryClock: each zone of the United States and Canada keeps the clock of some area code, so that no place is forgotten.
func TestEveryClock(t *testing.T) {
	data, p := pinned(t), places(t, nil)
	for _, country := range []string{"US", "CA"} {
		for _, name := range countryZones(t)[country] {
			found := false
			for _, state := range statesOf(t, country) {
				w := p.Of(&dialer.Contact{Number: "+18005550100", State: state})
				found = found || slices.ContainsFunc(w.Zones, func(zone *time.Location) bool { return sameYear(zone, load(t, data, name)) })
			}
			if !found {
				t.Errorf("no area code keeps the clock of %s", name)
			}
		}
	}
}

// TestSplitCanada: Nunavut, which still changes its clocks, is not where Manitoba and Alberta are any more.
func TestSplitCanada(t *testing.T) {
	got := names(places(t, nil).Of(&dialer.Contact{Number: "+18675550100"}))
	for _, zone := range []string{"America/Rankin_Inlet", "America/Cambridge_Bay", "America/Iqaluit", "America/Inuvik", "America/Whitehorse"} {
		if !strings.Contains(got, zone) {
			t.Errorf("867 lacks %s: %s", zone, got)
		}
	}
}

func load(t *testing.T, data *zoneinfo.Data, name string) *time.Location {
	t.Helper()
	zone, err := data.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// sameYear compares two clocks hour by hour.
func sameYear(a, b *time.Location) bool {
	for h := range 366 * 24 {
		moment := at.Add(time.Duration(h) * time.Hour)
		_, inA := moment.In(a).Zone()
		_, inB := moment.In(b).Zone()
		if inA != inB {
			return false
		}
	}
	return true
}

// statesOf returns the codes of the states of a country.
func statesOf(t *testing.T, country string) []string {
	t.Helper()
	var states []string
	for name, region := range namesOfRegions(t) {
		if strings.HasPrefix(region, country+"-") && name == region[3:] {
			states = append(states, region)
		}
	}
	return states
}

// TestCorrections: each row says why, is sorted within itself, and differs from the library's.
func TestCorrections(t *testing.T) {
	rows := func(path string) [][]string {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		all, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all[1:]
	}
	library := map[string]string{}
	for _, row := range rows("prefixes.csv") {
		library[row[0]] = row[1] + "," + row[2]
	}
	p := places(t, nil)
	for _, row := range rows("corrections.csv") {
		if !slices.IsSorted(strings.Fields(row[2])) || row[3] == "" || library[row[0]] == row[1]+","+row[2] {
			t.Errorf("%v", row)
		}
		if library[row[0]] == "" && row[4] == "" {
			t.Errorf("%s: the library lacks the area code, and no source says where it is: without a row, it may be anywhere", row[0])
		}
		checkOverlaid(t, p, row)
		for region := range strings.FieldsSeq(row[1]) {
			if !p.Known(region) {
				t.Errorf("%s: there is no region %s", row[0], region)
			}
		}
	}
	for region, known := range map[string]bool{"US": true, "US-FL": true, "CA-ON": true, "FR": true, "KZ": true, "US-XX": false, "UK": false, "FL": false, "AU-NSW": false, "": false} {
		if p.Known(region) != known {
			t.Errorf("Known(%q) = %v", region, !known)
		}
	}
}

// checkOverlaid: a correction has all regions and zones of the area code that it overlays.
func checkOverlaid(t *testing.T, p *place.Places, row []string) {
	t.Helper()
	for _, code := range regexp.MustCompile(`\b[0-9]{3}\b`).FindAllString(row[3], -1) {
		overlaid := p.Of(&dialer.Contact{Number: "+1" + code + "5550100"})
		for _, zone := range overlaid.Zones {
			if !slices.Contains(strings.Fields(row[2]), zone.String()) {
				t.Errorf("%s overlays %s, which has %s too", row[0], code, zone)
			}
		}
		for _, region := range overlaid.Regions {
			if !slices.Contains(strings.Fields(row[1]), region) {
				t.Errorf("%s overlays %s, which is in %s too", row[0], code, region)
			}
		}
	}
}

// TestPostalMap: a code is found with its zeros and its suffix, only where it is meant, and brings its state.
func TestPostalMap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zip.csv")
	text := "zip,timezone,state,country\n02134,America/New_York,MA,\n75001,America/Chicago,TX,US\n79821,America/Denver America/Chicago,TX,\n" +
		"K1A 0B1,America/Toronto,Ontario,\n75001,Europe/Paris,Île-de-France,FR\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := place.ReadPostalMap(path, pinned(t))
	if err != nil {
		t.Fatal(err)
	}
	p := places(t, func(cfg *place.Config) { cfg.Map = m })
	for _, test := range []struct{ number, code, zones, regions string }{
		{"+18005550100", "2134", "America/New_York", "US-MA"},
		{"+18005550100", " 75001-1234", "America/Chicago", "US-TX"},
		{"+18005550100", "79821", "America/Chicago America/Denver", "US-TX"},
		{"+18005550100", "k1a0b1", "America/Toronto", "CA-ON"},
		{"+33123456789", "75001", "Europe/Paris", "FR"},
		{"+16175550100", "75001", "America/Chicago America/New_York", "US-MA US-TX"},
		{"+4930123456", "75001", "Europe/Berlin Europe/Busingen", "DE"},
		{"+16175550100", "99999", "America/New_York", "US-MA"},
	} {
		w := p.Of(&dialer.Contact{Number: test.number, PostalCode: test.code})
		if names(w) != test.zones || strings.Join(w.Regions, " ") != test.regions {
			t.Errorf("%s with %s: %s in %v", test.number, test.code, names(w), w.Regions)
		}
	}
	// Two columns are enough, in any order; a country may say what the form of a code does not.
	for text, code := range map[string]string{
		"time_zone,postal_code\nAmerica/Chicago,501\n":              "00501",
		"zip,tz,country\nH0H 0H0,America/Chicago,ca\n":              "H0H0H0",
		"country,province,zip,tz\nUS,,12345-6789,America/Chicago\n": "12345",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := place.ReadPostalMap(path, pinned(t))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		w := places(t, func(cfg *place.Config) { cfg.Map = m }).Of(&dialer.Contact{Number: "+18005550100", PostalCode: code})
		if names(w) != "America/Chicago" || w.Source != dialer.ZoneFromPostal || len(w.Regions) > 0 {
			t.Errorf("%q: %s in %v by %s", text, names(w), w.Regions, w.Source)
		}
	}
	for _, bad := range []string{
		"zip,timezone,country\n123456,America/New_York,US\n", "zip,timezone,country\nK1A0B,America/New_York,CA\n", "zip,timezone,country\n,Europe/Paris,FR\n",
		"", "zip\n1\n", "zip,timezone\n2134,\n", "zip,timezone\n2134,Boston\n", "zip,timezone\nA1,America/New_York\n",
		"zip,timezone\n2134,America/New_York\n02134,America/Chicago\n", "zip,timezone,state\n2134,America/New_York,Mars\n", "zip,timezone\n2134\n",
	} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := place.ReadPostalMap(path, pinned(t)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
