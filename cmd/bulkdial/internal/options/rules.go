package options

import (
	"fmt"
	"strings"

	"bulkdial/internal/hours"
)

// ConsentFlag is what keeps the rules that ask for consent, to be pasted: no file of rules names the column of its time.
const ConsentFlag = "--require-consent COLUMN"

// ConsentRules returns the names of the rules that ask for consent.
func ConsentRules(rules *hours.Rules) []string {
	var names []string
	for _, rule := range rules.All() {
		if rule.RequireConsent {
			names = append(names, RuleName(&rule))
		}
	}
	return names
}

// checkConsent returns an error for rules that ask for consent where no column of consent is kept: a campaign that seems to keep a rule must
// keep all of it.
func checkConsent(rules *hours.Rules, column string) error {
	names := ConsentRules(rules)
	if len(names) == 0 || column != "" {
		return nil
	}
	return fmt.Errorf("rules ask for what no flag keeps (require_consent of %s): give %s", strings.Join(names, ", "), ConsentFlag)
}

// RuleName names a rule for people.
func RuleName(rule *hours.Rule) string {
	if rule.Region == "" {
		return "the default"
	}
	return rule.Region
}
