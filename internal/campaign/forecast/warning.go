package forecast

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// Warning is something to think about before people are called.
type Warning struct {
	Code string
	// Text says what it is and what to do about it. Field is the configuration field that the remedy is about; may be empty.
	Text, Field string
	// Note: it is worth knowing and nothing is wrong about it.
	Note bool
}

// What the provider's public documentation says of its own numbers: they place one call per second, to one country.
const (
	providerCPS     = 1
	providerCountry = "US"
)

// shortRing is the ringing timeout in seconds below which many people do not reach their phone.
const shortRing = 15

// shownCountries is how many countries a warning names.
const shownCountries = 8

// warnings looks for what is allowed and yet probably not meant. Region is the country of the campaign, or empty.
func warnings(plan *engine.Plan, cfg engine.Config, lines int, region string) []Warning {
	found := []Warning{}
	if plan.ToCall+plan.Held == 0 {
		return found
	}
	warn := func(when bool, code, field, format string, args ...any) {
		if when {
			found = append(found, Warning{Code: code, Text: fmt.Sprintf(format, args...), Field: field})
		}
	}
	warn(plan.ShortestRing > 0 && plan.ShortestRing < shortRing, "short_ringing_timeout", "RingingTimeoutSeconds",
		"it rings for %d seconds only: many people do not answer within %d", plan.ShortestRing, shortRing)
	warn(plan.Unbounded > 0, "no_maximum_duration", "MaxCallDurationMinutes",
		"%s without a maximum duration, so the cost of a call that is never hung up has no limit: set one", dialer.Plural(plan.Unbounded, "contact"))
	warn(lines > 0 && cfg.BatchSize > lines, "batch_exceeds_lines", "BatchSize",
		"a batch of %d needs more than the %d lines, so part of it is refused: use batches of %d or less", cfg.BatchSize, lines, lines)
	warn(cfg.CPS > providerCPS || cfg.CPS == 0, "pace_above_one", "CPS",
		"the pace is above %d call per second: a number owned by Cartesia places that many and delays the others", providerCPS)
	need, most := cfg.InFlight(UsualAnswer), cfg.MostConcurrency()
	warn(need > most, "too_few_requests", "Concurrency",
		"with answers after %v the pace needs %d requests in flight, and %d are the maximum: use larger batches or a higher concurrency",
		UsualAnswer, need, most)
	abroad, list := outside(plan.Countries, region)
	if region == "" {
		region = providerCountry
	}
	warn(abroad > 0, "abroad", "Destinations", "%s outside %s (%s): a number owned by Cartesia calls %s only; the destinations can be restricted",
		dialer.Plural(abroad, "number"), strings.ToUpper(region), list, providerCountry)
	return found
}

// PlusLost warns about numbers of a region that would be others with a +.
func PlusLost(plan *engine.Plan) []Warning {
	if len(plan.PlusLost) == 0 {
		return nil
	}
	total := 0
	var others []string
	var rows []int
	for _, of := range plan.PlusLost {
		total += of.Contacts
		rows = append(rows, of.Rows...)
		others = append(others, fmt.Sprintf("as +%s… %d would be of %s", of.Code, of.Contacts, CountryName(of.Country)))
	}
	if len(others) > shownCountries {
		others = append(others[:shownCountries], "…")
	}
	slices.Sort(rows)
	return []Warning{{Code: "plus_lost", Text: fmt.Sprintf(
		"%s may have lost their + (%s): %s; they are called as numbers of the region: if a spreadsheet removed the +, format the column as text and export again",
		dialer.Plural(total, "number"), RowsText(total, rows), strings.Join(others, ", "),
	)}}
}

// shownRows is how many rows a warning names.
const shownRows = 5

// RowsText names the first rows of a number of them, with the row numbers of a spreadsheet: `row 4`, or `rows 4, 9, …`.
func RowsText(count int, rows []int) string {
	var names []string
	for _, row := range rows[:min(len(rows), shownRows)] {
		names = append(names, strconv.Itoa(row))
	}
	if count > len(names) {
		names = append(names, "…")
	}
	word := "rows "
	if count == 1 {
		word = "row "
	}
	return word + strings.Join(names, ", ")
}

// outside counts the numbers that are not of a region, or of the provider's country where there is none.
func outside(countries []engine.CountryCount, region string) (int, string) {
	if region == "" {
		region = providerCountry
	}
	n := 0
	var names []string
	for _, c := range countries {
		if !strings.EqualFold(c.Country, region) {
			n += c.Contacts
			names = append(names, fmt.Sprintf("%s %d", CountryName(c.Country), c.Contacts))
		}
	}
	if len(names) > shownCountries {
		names = append(names[:shownCountries], "…")
	}
	return n, strings.Join(names, ", ")
}

// CountryName is the code of a country for people.
func CountryName(code string) string {
	switch code {
	case "":
		return "not known"
	case "001":
		return "international"
	default:
		return code
	}
}
