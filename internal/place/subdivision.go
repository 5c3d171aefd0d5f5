package place

import (
	_ "embed" // the table
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

//go:embed subdivisions.csv
var subdivisionsCSV string

// subdivision is a state or a province.
type subdivision struct {
	region string
	zones  []*time.Location
}

// subdivisions are those of the United States and Canada, by their regions, and by their codes and names in upper case.
type subdivisions struct {
	byRegion, byName map[string]*subdivision
}

// newSubdivisions reads the table. The zones of a subdivision are those of its area codes.
func newSubdivisions(numbers prefixes) (subdivisions, error) {
	all := subdivisions{map[string]*subdivision{}, map[string]*subdivision{}}
	rows, err := csv.NewReader(strings.NewReader(subdivisionsCSV)).ReadAll()
	if err != nil {
		return all, fmt.Errorf("reading the table of states: %w", err)
	}
	for _, row := range rows[1:] {
		s := &subdivision{region: row[0], zones: numbers.zonesIn(row[0])}
		all.byRegion[s.region] = s
		all.byName[s.region[len("US-"):]] = s
		for name := range strings.SplitSeq(row[1], "|") {
			all.byName[strings.ToUpper(name)] = s
		}
	}
	return all, nil
}

// zonesIn returns the zones of all area codes of a region.
func (all prefixes) zonesIn(region string) []*time.Location {
	zones := map[string]*time.Location{}
	for _, p := range all {
		if slices.Contains(p.regions, region) {
			for _, zone := range p.zones {
				zones[zone.String()] = zone
			}
		}
	}
	var sorted []*time.Location
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		sorted = append(sorted, zones[name])
	}
	return sorted
}

// find returns the subdivision that a cell names; nil where it names none. Codes and names alone are read with American numbers only:
// elsewhere they mean something else.
func (all *subdivisions) find(cell string, american bool) *subdivision {
	name := strings.ToUpper(strings.Join(strings.Fields(cell), " "))
	if s := all.byRegion[name]; s != nil || !american {
		return s
	}
	return all.byName[strings.TrimSuffix(name, ".")]
}
