package place

import (
	_ "embed" // the tables
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

//go:embed prefixes.csv
var prefixesCSV string

//go:embed corrections.csv
var correctionsCSV string

// Zones loads zones by their IANA names; internal/zoneinfo implements it.
type Zones interface {
	Load(name string) (*time.Location, error)
}

// prefix is what the numbers that begin alike have in common.
type prefix struct {
	// regions are none for numbers without a place.
	regions []string
	zones   []*time.Location
}

// prefixes are the rows of the tables by their digits.
type prefixes map[string]*prefix

// longestPrefix is the number of digits of the longest prefixes, those of area codes.
const longestPrefix = 4

// northAmerica is the prefix of all area codes: numbers of those that the tables lack, and of none, may be in any of them.
const northAmerica = "1"

// newPrefixes reads the tables.
func newPrefixes(zones Zones) (prefixes, error) {
	all := prefixes{}
	for _, table := range []string{prefixesCSV, correctionsCSV} {
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("reading the table of prefixes: %w", err)
		}
		for _, row := range rows[1:] {
			p := &prefix{regions: strings.Fields(row[1])}
			if p.zones, err = load(zones, strings.Fields(row[2])); err != nil {
				return nil, err
			}
			all[row[0]] = p
		}
	}
	all.unite()
	return all, nil
}

// unite makes the prefix of North America of its area codes.
func (all prefixes) unite() {
	zones := map[string]*time.Location{}
	for digits, p := range all {
		if strings.HasPrefix(digits, northAmerica) {
			for _, zone := range p.zones {
				zones[zone.String()] = zone
			}
		}
	}
	united := &prefix{}
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		united.zones = append(united.zones, zones[name])
	}
	all[northAmerica] = united
}

// load loads zones by their names.
func load(zones Zones, names []string) ([]*time.Location, error) {
	all := make([]*time.Location, len(names))
	for i, name := range names {
		zone, err := zones.Load(name)
		if err != nil {
			return nil, fmt.Errorf("the time-zone data lack a zone of the table of prefixes: %w", err)
		}
		all[i] = zone
	}
	return all, nil
}

// of returns the longest prefix of a number of E.164; nil where there is none.
func (all prefixes) of(number string) *prefix {
	digits := strings.TrimPrefix(number, "+")
	for n := min(longestPrefix, len(digits)); n > 0; n-- {
		if p := all[digits[:n]]; p != nil {
			return p
		}
	}
	return nil
}

// country returns the country of the numbers of the prefix, and whether they are of the United States or Canada, or may be.
func (all prefixes) country(p *prefix) (country string, american bool) {
	switch {
	case p == nil:
		return "", false
	case len(p.regions) == 0:
		return "", p == all[northAmerica]
	}
	country, _, american = strings.Cut(p.regions[0], "-")
	return country, american
}
