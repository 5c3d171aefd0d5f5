package main

import (
	"fmt"
	"slices"
	"strings"

	"bulkdial/dialer/screen"
	"bulkdial/internal/hours"
)

// otherRules are what rules ask for besides hours and is kept only by flags.
type otherRules struct {
	// asked has each of them, for people.
	asked   []string
	caps    []screen.Cap
	consent bool
}

// newOtherRules returns what rules ask for, without what these caps and, if consent is set, a column of consent keep.
func newOtherRules(rules *hours.Rules, caps []screen.Cap, consent bool) otherRules {
	var o otherRules
	for _, rule := range rules.All() {
		for _, most := range rule.MaxCalls {
			if c := (screen.Cap{Calls: most.Calls, Window: most.Per}); !impliedBy(c, caps) {
				o.caps = append(o.caps, c)
				o.asked = append(o.asked, fmt.Sprintf("max_calls %s of %s", c, ruleName(&rule)))
			}
		}
		if rule.RequireConsent && !consent {
			o.consent = true
			o.asked = append(o.asked, "require_consent of "+ruleName(&rule))
		}
	}
	return o
}

// impliedBy reports whether a number that keeps to one of caps keeps to c too.
func impliedBy(c screen.Cap, caps []screen.Cap) bool {
	return slices.ContainsFunc(caps, func(given screen.Cap) bool { return given.Implies(c) })
}

// flags are those that keep all of it, to be pasted.
func (o *otherRules) flags() string {
	var needed []screen.Cap
	for _, c := range o.caps {
		if impliedBy(c, needed) {
			continue
		}
		needed = append(slices.DeleteFunc(needed, c.Implies), c)
	}
	var flags []string
	for _, c := range needed {
		flags = append(flags, "--max-calls "+c.String())
	}
	if o.consent {
		flags = append(flags, "--require-consent COLUMN")
	}
	return strings.Join(flags, " ")
}

// err returns an error that names the flags which are missing, if there are any: a campaign that seems to keep a rule must keep all of it.
func (o *otherRules) err() error {
	if len(o.asked) == 0 {
		return nil
	}
	return fmt.Errorf("rules ask for what no flag keeps (%s): give %s", strings.Join(o.asked, ", "), o.flags())
}
