package main

import (
	"fmt"
	"strings"

	"bulkdial/internal/hours"
)

// consentFlag is what keeps the rules that ask for consent, to be pasted: no file of rules names the column of its time.
const consentFlag = "--require-consent COLUMN"

// consentRules returns the names of the rules that ask for consent.
func consentRules(rules *hours.Rules) []string {
	var names []string
	for _, rule := range rules.All() {
		if rule.RequireConsent {
			names = append(names, ruleName(&rule))
		}
	}
	return names
}

// checkConsent returns an error for rules that ask for consent where no column of consent is kept: a campaign that seems to keep a rule must
// keep all of it.
func checkConsent(rules *hours.Rules, column string) error {
	names := consentRules(rules)
	if len(names) == 0 || column != "" {
		return nil
	}
	return fmt.Errorf("rules ask for what no flag keeps (require_consent of %s): give %s", strings.Join(names, ", "), consentFlag)
}
