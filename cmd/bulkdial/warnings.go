package main

import (
	"fmt"
	"strings"

	"bulkdial/dialer"
)

// warning is something to think about before people are called.
type warning struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// What the provider's public documentation says of its own numbers: they place one call a second, to one country.
const (
	providerCPS     = 1
	providerCountry = "US"
)

// shortRing is the ringing timeout, in seconds, below which many people do not get to their phone.
const shortRing = 15

// warnings looks for what is allowed and yet probably not meant. Region is the country of the campaign, or empty.
func warnings(plan *dialer.Plan, cfg dialer.Config, lines int, region string) []warning {
	found := []warning{}
	warn := func(code, format string, args ...any) {
		found = append(found, warning{code, fmt.Sprintf(format, args...)})
	}
	if plan.ToCall == 0 {
		return found
	}
	if ring := plan.ShortestRing; ring > 0 && ring < shortRing {
		warn("short_ringing_timeout", "it rings for %d seconds only: many people do not answer within %d", ring, shortRing)
	}
	if plan.Unbounded > 0 {
		warn("no_maximum_duration", "%s without a maximum duration, so that a call that is never hung up costs without end: give --max-call-duration-minutes", some(plan.Unbounded, "contact"))
	}
	if lines > 0 && cfg.BatchSize > lines {
		warn("batch_exceeds_lines", "a batch of %d needs more than the %d lines, so part of it is refused: give --batch-size %d or less", cfg.BatchSize, lines, lines)
	}
	if cfg.CPS > providerCPS || cfg.CPS == 0 {
		warn("pace_above_one", "the pace is above %d call per second: a number owned by Cartesia places that many and lets the others wait", providerCPS)
	}
	if need, most := cfg.InFlight(usualAnswer), cfg.MostConcurrency(); need > most {
		warn("too_few_requests", "with answers after %v the pace needs %d requests in flight, and %d are the most: give a larger --batch-size or another --concurrency",
			usualAnswer, need, most)
	}
	if abroad, list := outside(plan.Countries, region); abroad > 0 {
		if region == "" {
			region = providerCountry
		}
		warn("abroad", "%s outside %s (%s): a number owned by Cartesia calls %s only; --destinations refuses the others",
			some(abroad, "number"), strings.ToUpper(region), list, providerCountry)
	}
	return found
}

// outside counts the numbers that are not of a region, or of the provider's country where there is none.
func outside(countries []dialer.CountryCount, region string) (int, string) {
	if region == "" {
		region = providerCountry
	}
	n := 0
	var names []string
	for _, c := range countries {
		if !strings.EqualFold(c.Country, region) {
			n += c.Contacts
			names = append(names, fmt.Sprintf("%s %d", countryName(c.Country), c.Contacts))
		}
	}
	if len(names) > shownCountries {
		names = append(names[:shownCountries], "…")
	}
	return n, strings.Join(names, ", ")
}
