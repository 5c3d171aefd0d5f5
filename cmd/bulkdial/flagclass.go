package main

import (
	"strings"

	"bulkdial/csvio"
	"bulkdial/internal/campaign"
)

// detected is an identity that is detected in the contacts file where it is not given.
func detected(canonical func(string) string) campaign.Rule {
	return campaign.Rule{Class: campaign.Identity, Detected: true, Canonical: canonical}
}

// same is an identity of which several texts mean one value.
func same(canonical func(string) string) campaign.Rule {
	return campaign.Rule{Class: campaign.Identity, Canonical: canonical}
}

// restricted is a restriction that a change loosens as looser says.
func restricted(looser func(was, is []string) bool) campaign.Rule {
	return campaign.Rule{Class: campaign.Restriction, Looser: looser}
}

// canonicalDelimiter gives each name of a delimiter one text.
func canonicalDelimiter(text string) string {
	if r, err := csvio.ParseDelimiter(text); err == nil {
		return string(r)
	}
	return text
}

// flagClasses is the table of all flags of all commands: how a campaign treats the value of each in a later run. A test fails for a
// flag without a class.
func flagClasses() map[string]campaign.Rule {
	identity, content, forgotten := campaign.Rule{Class: campaign.Identity}, campaign.Rule{Class: campaign.Content}, campaign.Rule{Class: campaign.Forgotten}
	return map[string]campaign.Rule{
		"delimiter":     detected(canonicalDelimiter),
		"duplicates":    identity,
		"encoding":      same(csvio.EncodingName),
		"id-column":     identity,
		"number-check":  identity,
		"number-column": detected(nil),
		"region":        same(strings.ToUpper),
		"region-column": identity,
		"sheet":         identity,

		"allow-number-types": restricted(campaign.LooserMore),
		"destinations":       restricted(campaign.LooserWider),
		"expires-column":     restricted(campaign.LooserOther),
		"hidden-rows":        restricted(campaign.LooserHidden),
		"max-attempts":       restricted(campaign.LooserHigher),
		"not-before-column":  restricted(campaign.LooserOther),
		"require":            restricted(campaign.LooserFewer),
		"strict":             restricted(campaign.LooserOff),
		"suppress":           {Class: campaign.Restriction, Union: true, Paths: true},

		"agent-column":              content,
		"agent-id":                  content,
		"api-version":               content,
		"from-number-column":        content,
		"from-number-id":            content,
		"max-call-duration-minutes": content,
		"max-duration-column":       content,
		"max-row-bytes":             content,
		"metadata":                  content,
		"ref-key":                   content,
		"ringing-timeout-column":    content,
		"ringing-timeout-seconds":   content,
		"set":                       content,

		// Permits.
		"accept-change": forgotten,
		"accept-header": forgotten,
		"new-campaign":  forgotten,
		"match-number":  forgotten,
		"no-reconcile":  forgotten,
		"not-placed":    forgotten,
		"placed":        forgotten,
		"reason":        forgotten,
		"no-preflight":  forgotten,
		"to":            forgotten,
		"row":           forgotten,
		"retry":         forgotten,
		"settle":        forgotten,
		"redial":        forgotten,
		"redial-after":  forgotten,
		"short":         forgotten,
		"yes":           forgotten,
		// Pace and lines.
		"batch-size":          forgotten,
		"canary":              forgotten,
		"canary-min-answered": forgotten,
		"concurrency":         forgotten,
		"cps":                 forgotten,
		"drain-timeout":       forgotten,
		"follow":              forgotten,
		"for":                 forgotten,
		"limit":               forgotten,
		"lines":               forgotten,
		"max-failures":        forgotten,
		"max-reject-ratio":    forgotten,
		"max-wait":            forgotten,
		"mean-call":           forgotten,
		"order":               forgotten,
		"price-per-minute":    forgotten,
		"redial-wait":         forgotten,
		"request-timeout":     forgotten,
		"since":               forgotten,
		"track-timeout":       forgotten,
		"wait":                forgotten,
		// The API, and which campaign.
		"api-key-file":      forgotten,
		"base-url":          forgotten,
		"config":            forgotten,
		"listen":            forgotten,
		"lock-wait":         forgotten,
		"results":           forgotten,
		"sandbox":           forgotten,
		"sandbox-faults":    forgotten,
		"sandbox-lines":     forgotten,
		"sandbox-mean-call": forgotten,
		"sandbox-outcomes":  forgotten,
		"sandbox-speed":     forgotten,
		"sandbox-welcome":   forgotten,
		"shard":             forgotten,
		// Output.
		"json":            forgotten,
		"log-format":      forgotten,
		"log-level":       forgotten,
		"metrics-linger":  forgotten,
		"metrics-listen":  forgotten,
		"progress":        forgotten,
		"rejects":         forgotten,
		"settings":        forgotten,
		"summary":         forgotten,
		"termination-log": forgotten,
		"transcripts":     forgotten,
		"with-summary":    forgotten,
		"xlsx":            forgotten,
	}
}
