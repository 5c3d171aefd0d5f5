package identity_test

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// The flags of the model that a campaign remembers, as the program names them.
const (
	idColumn    = "id-column"
	duplicates  = "duplicates"
	region      = "region"
	maxAttempts = "max-attempts"
	suppress    = "suppress"
	agentID     = "agent-id"
)

// flagNames are the names of the flags, and flagRules what a campaign does with them, as with those of the program.
func flagNames() []string {
	return []string{idColumn, duplicates, region, maxAttempts, suppress, agentID}
}

func flagRules() map[string]settings.Rule {
	return map[string]settings.Rule{
		idColumn:    {Class: settings.Identity},
		duplicates:  {Class: settings.Identity},
		region:      {Class: settings.Identity, Canonical: strings.ToUpper},
		maxAttempts: {Class: settings.Restriction, Looser: settings.LooserHigher},
		suppress:    {Class: settings.Restriction, Union: true, Paths: true},
		agentID:     {Class: settings.Content},
	}
}

// defaultOf is the value of a flag that is not given.
func defaultOf(name string) []string {
	switch name {
	case duplicates:
		return []string{string(screen.SkipDuplicates)}
	case maxAttempts:
		return []string{"3"}
	case suppress:
		return nil
	default:
		return []string{""}
	}
}

// command is what the operator types.
type command struct {
	// given are the values of the flags that are given, and accepted the names of the changes that are.
	given    map[string][]string
	accepted map[string]bool
	// byNumber: the ids are known by number. With settings the acceptance of a change of the ids says so.
	byNumber    bool
	newCampaign bool
	// left are the results files from which a refusal has led to others.
	left  map[string]bool
	retry screen.RetrySet
	// pipes: the contacts come from standard input, where they can be read only once.
	pipes  bool
	shards int
}

// setting is what is in effect in one run.
type setting struct {
	column string
	rules  screen.Rules
	listed map[string]bool
	// piped: the contacts can be read only once.
	piped bool
}

// byID reports whether the id alone identifies a contact.
func (s *setting) byID() bool { return s.rules.UseIDs && !s.rules.IDsByNumber }

// Refresh and List make the numbers that are listed a suppression list.
func (s *setting) Refresh() error { return nil }

func (s *setting) List(number string, _ time.Time) string {
	if s.listed[number] {
		return "dnc"
	}
	return ""
}

// decide changes some of what the operator types, each with a chance. What is not given is remembered.
func (c *campaign) decide(chance float64) {
	change := func() bool { return c.rng.Float64() < chance }
	for _, name := range flagNames() {
		switch {
		case !change():
		case c.chance(3):
			delete(c.given, name)
		default:
			c.given[name] = c.some(name)
		}
	}
	if change() {
		c.byNumber = c.chance(4)
	}
	if change() {
		retries := []string{screen.DefaultRetry, screen.DefaultRetry, screen.DefaultRetry, "none", "rejected", "unknown", "rejected,invalid,unknown"}
		c.retry, _ = screen.ParseRetry(retries[c.rng.IntN(len(retries))])
	}
	if change() {
		c.lists = map[string]string{"dnc.csv": number(c.rng), "none.csv": ""}
	}
	if change() {
		c.pipes = c.chance(4)
		c.shards = 1 + max(0, c.rng.IntN(6)-3)
	}
}

// some is a value of a flag.
func (c *campaign) some(name string) []string {
	pick := func(values ...string) []string { return []string{values[c.rng.IntN(len(values))]} }
	switch name {
	case idColumn:
		if c.large && !c.chance(4) {
			return []string{stableIDs}
		}
		return pick(append(idColumns(), noIDs)...)
	case duplicates:
		return pick(string(screen.SkipDuplicates), string(screen.SkipDuplicates), string(screen.AllowDuplicates), string(screen.AllowDuplicates), string(screen.FailDuplicates))
	case region:
		return pick("US", "us", "US", "DE")
	case maxAttempts:
		return pick("1", "2", "3", "4")
	case suppress:
		list := "none.csv"
		if c.chance(3) {
			list = "dnc.csv"
		}
		return []string{filepath.Join(c.dir, list)}
	default:
		return pick("agent_a", "agent_b")
	}
}

// settings are the flags as the program gives them to a campaign.
func (c *campaign) settings() []settings.Setting {
	rules := flagRules()
	all := make([]settings.Setting, 0, len(rules))
	for _, name := range flagNames() {
		s := settings.Setting{Name: name, Rule: rules[name]}
		texts, given := c.given[name]
		if s.Given = given; !given {
			texts = defaultOf(name)
		}
		for _, text := range texts {
			s.Values = append(s.Values, settings.Value{Text: text})
		}
		all = append(all, s)
	}
	return all
}

// recall supplies what the operator does not give, and puts it into effect. The first result is nil for a version that remembers
// nothing; the other one is what is in effect.
func (c *campaign) recall(files *fileset.Files) (*settings.Recalled, map[string][]string, error) {
	given, byNumber := c.settings(), c.byNumber
	var recalled *settings.Recalled
	if c.run > c.earlierRuns {
		remembered, err := settings.Read(files)
		if err != nil {
			return nil, nil, err
		}
		recalled = remembered.Recall(given, c.accepted)
		given, byNumber = recalled.Settings, recalled.IDsByNumber()
	}
	effect := map[string][]string{}
	for i := range given {
		effect[given[i].Name] = given[i].Texts()
	}
	most, err := strconv.Atoi(effect[maxAttempts][0])
	column := effect[idColumn][0]
	c.setting = setting{column: column, piped: files.Piped(), listed: map[string]bool{}, rules: screen.Rules{
		UseIDs: column != noIDs, IDsByNumber: column != noIDs && byNumber, Duplicates: screen.Duplicates(effect[duplicates][0]), Retry: c.retry,
		MaxAttempts: most,
	}}
	for _, path := range effect[suppress] {
		c.listed[c.lists[filepath.Base(path)]] = true
	}
	return recalled, effect, err
}

// agree holds what is in effect in a run that has begun against what was: nothing but what the operator has accepted may be
// looser, or make others of the contacts.
func (r *record) agree(c *campaign, effect map[string][]string) {
	for _, name := range flagNames() {
		was, known := r.agreed[name]
		is, given := effect[name], c.given[name]
		if !known || c.accepted[name] {
			continue
		}
		right := true
		switch flagRules()[name].Class {
		case settings.Identity:
			right = r.oracle.first || strings.EqualFold(is[0], was[0])
		case settings.Restriction:
			right = name != maxAttempts || is[0] <= was[0]
			for _, list := range was {
				right = right && (name != suppress || slices.Contains(is, list))
			}
		case settings.Content:
			right = slices.Equal(is, was) && given == nil || slices.Equal(is, given)
		case settings.Forgotten:
		}
		if !right {
			c.fault("run %d has %v as %s; %v was agreed, %v is given", c.run, is, name, was, given)
		}
	}
	r.pairs = r.pairs || c.accepted[settings.IDColumnChange]
	if r.pairs && c.rules.UseIDs && !c.rules.IDsByNumber {
		c.fault("run %d knows ids without their numbers; their change was accepted", c.run)
	}
	r.agreed = effect
}
