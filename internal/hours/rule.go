package hours

import (
	"time"
)

// Rule is one rule of a file: what holds for the calls to a region. The keys of the file are the names in its tags.
type Rule struct {
	// ID names the rule; optional.
	ID string `yaml:"id"`
	// Region is a country (`FR`), or a state or province of the United States or Canada (`US-FL`). A rule of a country holds for all its
	// parts.
	Region string `yaml:"region"`
	// Hours are those in which calls may ring.
	Hours string `yaml:"hours"`
	// Zone is the zone whose wall clock counts, where it is not the contact's.
	Zone string `yaml:"zone"`
	// Holidays is a file of holidays, from the folder of the file of rules.
	Holidays string `yaml:"holidays"`
	// MaxCalls bounds the calls to a number, and AfterConversation is the time without calls after one that has reached somebody, or may
	// have.
	MaxCalls          Caps   `yaml:"max_calls"`
	AfterConversation Period `yaml:"after_conversation"`
	// RequireConsent: only who has consented may be called.
	RequireConsent bool `yaml:"require_consent"`
	// From and Until are the first and the last day of the rule, in its zone; nil: it has none.
	From  *Date `yaml:"from"`
	Until *Date `yaml:"until"`
	// Source is where the rule was read, and Sure how well that is known.
	Source string   `yaml:"source"`
	Sure   Sureness `yaml:"sure"`
	Note   string   `yaml:"note"`

	schedule *Schedule
	holidays *Holidays
	zone     *time.Location // nil: the contact's
	line     int
}

// Sureness says how well a rule is known.
type Sureness string

// The kinds of sureness.
const (
	// Quoted: the source quotes the law.
	Quoted Sureness = "quoted"
	// Described: the source says in its own words what the law says.
	Described Sureness = "described"
	// Secondary: only tables say so, which contradict each other here and there.
	Secondary Sureness = "secondary"
	// Unverified: a part of the rule, which its note names, was compared with no source.
	Unverified Sureness = "false"
)

// inForce reports whether the rule holds on a date in its zone.
func (r *Rule) inForce(d Date) bool {
	return (r.From == nil || d >= *r.From) && (r.Until == nil || d <= *r.Until)
}

// surelyInForce is inForce for a date of another zone, whose days begin up to a day earlier or later.
func (r *Rule) surelyInForce(d Date) bool {
	if r.zone == nil {
		return r.inForce(d)
	}
	return r.inForce(d-1) && r.inForce(d) && r.inForce(d+1)
}

// on returns the windows of a date in the rule's zone: the whole day when the rule is not in force.
func (r *Rule) on(d Date) []window {
	if !r.inForce(d) {
		return wholeDay()
	}
	return r.schedule.on(d, r.holidays)
}
