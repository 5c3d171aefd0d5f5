package place

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// PostalMap is an operator's map from postal codes to zones and states.
type PostalMap struct {
	codes  map[string]*postalArea
	areas  map[string]*postalArea // by zones and state, so that the codes of an area share one
	states subdivisions
}

// postalArea is what a postal code says.
type postalArea struct {
	zones  []*time.Location
	region string // empty where the map does not name the state
}

// ReadPostalMap reads a map: a table of comma-separated values with the columns postal_code and timezone (one zone, or several with
// spaces between them), and perhaps state and country. A row without a country is of the United States or Canada, as its code is
// written.
func ReadPostalMap(path string, zones Zones) (*PostalMap, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading postal codes: %w", err)
	}
	states, err := newSubdivisions(nil)
	if err != nil {
		return nil, err
	}
	m := &PostalMap{map[string]*postalArea{}, map[string]*postalArea{}, states}
	if err := m.read(csv.NewReader(bytes.NewReader(text)), zones); err != nil {
		return nil, fmt.Errorf("reading postal codes: %s: %w", path, err)
	}
	return m, nil
}

// postalColumns are the places of the columns; -1 where there is none.
type postalColumns struct{ code, zone, state, country int }

func (m *PostalMap) read(in *csv.Reader, zones Zones) error {
	header, err := in.Read()
	if err != nil {
		return fmt.Errorf("it has no header: %w", err)
	}
	columns, err := newPostalColumns(header)
	if err != nil {
		return err
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it cannot be read: %w", err)
		}
		if err := m.add(row, columns, zones); err != nil {
			line, _ := in.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func newPostalColumns(header []string) (postalColumns, error) {
	c := postalColumns{-1, -1, -1, -1}
	for i, name := range header {
		switch strings.ToLower(strings.Trim(name, "\ufeff ")) {
		case "postal_code", "zip":
			c.code = i
		case "timezone", "time_zone", "tz":
			c.zone = i
		case "state", "province":
			c.state = i
		case "country":
			c.country = i
		}
	}
	if c.code < 0 || c.zone < 0 {
		return c, errors.New("the columns postal_code and timezone are missing")
	}
	return c, nil
}

// find returns what the map says of a postal code of a contact; nil where it says nothing.
func (m *PostalMap) find(code, country string, american bool) *postalArea {
	if m == nil {
		return nil
	}
	return m.codes[postalKey(code, country, american)]
}

// add adds a row.
func (m *PostalMap) add(row []string, c postalColumns, zones Zones) error {
	country := ""
	if c.country >= 0 {
		country = strings.ToUpper(strings.TrimSpace(row[c.country]))
	}
	key := postalKey(row[c.code], country, country == "")
	if key == "" {
		return fmt.Errorf("%q is no postal code", row[c.code])
	}
	state := ""
	if c.state >= 0 && (strings.HasPrefix(key, "US ") || strings.HasPrefix(key, "CA ")) {
		state = strings.TrimSpace(row[c.state])
	}
	area, err := m.area(strings.Fields(row[c.zone]), state, zones)
	if err != nil {
		return err
	}
	if known := m.codes[key]; known != nil && known != area {
		return fmt.Errorf("the postal code %q has another zone or state further up", row[c.code])
	}
	m.codes[key] = area
	return nil
}

// area returns the area of zones and a state.
func (m *PostalMap) area(names []string, state string, zones Zones) (*postalArea, error) {
	key := strings.Join(names, " ") + "\n" + state
	if area := m.areas[key]; area != nil {
		return area, nil
	}
	area := &postalArea{}
	for _, name := range names {
		zone := readZone(name, zones)
		if zone == nil {
			return nil, fmt.Errorf("%q is no time zone", name)
		}
		area.zones = append(area.zones, zone)
	}
	if len(area.zones) == 0 {
		return nil, errors.New("the time zone is missing")
	}
	if state != "" {
		s := m.states.find(state, true)
		if s == nil {
			return nil, fmt.Errorf("%q is no state or province", state)
		}
		area.region = s.region
	}
	m.areas[key] = area
	return area, nil
}

// postalKey returns the key of a postal code: its country and its usual form; empty where it is none. American: the country is the
// United States or Canada, as the code is written.
func postalKey(code, country string, american bool) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if american || country == "US" {
		if zip, _, _ := strings.Cut(code, "-"); len(zip) >= 3 && len(zip) <= zipLength && isForm(zip, "00000"[:len(zip)]) {
			return "US " + "00000"[len(zip):] + zip // spreadsheets drop the zeros with which a code begins
		}
	}
	if american || country == "CA" {
		if joined := strings.ReplaceAll(code, " ", ""); isForm(joined, "A0A0A0") {
			return "CA " + joined
		}
	}
	if american || country == "US" || country == "CA" || code == "" {
		return ""
	}
	return country + " " + strings.ReplaceAll(code, " ", "")
}

// zipLength is the number of digits of a postal code of the United States, without the four that may follow.
const zipLength = 5

// isForm reports whether a text has a digit for each 0 of a form and a letter for each A.
func isForm(text, form string) bool {
	if len(text) != len(form) {
		return false
	}
	for i := range len(form) {
		digit, letter := text[i] >= '0' && text[i] <= '9', text[i] >= 'A' && text[i] <= 'Z'
		if form[i] == '0' && !digit || form[i] == 'A' && !letter {
			return false
		}
	}
	return true
}
