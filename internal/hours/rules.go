package hours

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Rules are the rules of a file.
type Rules struct {
	// Version names the file and its state.
	Version string `yaml:"version"`
	// Checked is when the rules were last compared with their sources.
	Checked *Date `yaml:"checked"`
	// Default holds for regions without a rule in force; nil: they are held.
	Default *Rule  `yaml:"default"`
	Rules   []Rule `yaml:"rules"`

	path     string
	regions  map[string][]*Rule
	holidays map[string]*Holidays
}

// Zones loads zones by their names; internal/zoneinfo implements it.
type Zones interface {
	Load(name string) (*time.Location, error)
}

// ReadRules reads a file of rules. Known reports whether there is a region of a name, so that no rule is lost to a typing
// error.
func ReadRules(path string, zones Zones, known func(region string) bool) (*Rules, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	r := &Rules{path: path, regions: map[string][]*Rule{}, holidays: map[string]*Holidays{}}
	if err := r.decode(text); err != nil {
		return nil, fmt.Errorf("reading rules: %s: %w", path, err)
	}
	if err := r.check(zones, known); err != nil {
		return nil, fmt.Errorf("reading rules: %s: %w", path, err)
	}
	return r, nil
}

// decode reads the one document of a file, in which each key must be known.
func (r *Rules) decode(text []byte) error {
	in := yaml.NewDecoder(bytes.NewReader(text))
	in.KnownFields(true)
	if err := in.Decode(r); err != nil {
		return fmt.Errorf("it is no file of rules: %w", err)
	}
	var rest yaml.Node
	if err := in.Decode(&rest); !errors.Is(err, io.EOF) {
		return errors.New("a second document begins in it")
	}
	var lines struct {
		Default yaml.Node
		Rules   []yaml.Node
	}
	if err := yaml.Unmarshal(text, &lines); err != nil {
		return fmt.Errorf("it is no file of rules: %w", err)
	}
	for i := range r.Rules {
		r.Rules[i].line = lines.Rules[i].Line
	}
	if r.Default != nil {
		r.Default.line = lines.Default.Line
	}
	return checkEmpty(append(lines.Rules, lines.Default)...)
}

// checkEmpty returns an error for a key of a rule without a value: it would be as if the key were not there, and so perhaps no cap.
func checkEmpty(rules ...yaml.Node) error {
	for _, rule := range rules {
		for i := 1; i < len(rule.Content); i += 2 {
			value := rule.Content[i]
			if value.Kind == yaml.AliasNode {
				value = value.Alias
			}
			if value.ShortTag() == "!!null" {
				return fmt.Errorf("line %d: %s has no value: write one, or leave %[2]s out", rule.Content[i-1].Line, rule.Content[i-1].Value)
			}
			if value.Kind == yaml.MappingNode { // it is merged into the rule
				if err := checkEmpty(*value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// check reads the values of all rules.
func (r *Rules) check(zones Zones, known func(region string) bool) error {
	switch {
	case r.Version == "":
		return errors.New("version is missing: name the file and its state, as in us-telemarketing/2026-11-25")
	case r.Checked == nil:
		return errors.New("checked is missing: say when the rules were last compared with their sources, as in 2026-11-25")
	case r.Default == nil && len(r.Rules) == 0:
		return errors.New("it holds neither a default nor rules")
	}
	if d := r.Default; d != nil {
		if d.Region != "" || d.From != nil || d.Until != nil {
			return fmt.Errorf("line %d: the default has a region, from or until: it holds wherever and whenever no rule does", d.line)
		}
		if err := r.compile(d, zones); err != nil {
			return fmt.Errorf("line %d: the default: %w", d.line, err)
		}
	}
	ids := map[string]int{}
	for i := range r.Rules {
		rule := &r.Rules[i]
		if err := r.compile(rule, zones); err != nil {
			return fmt.Errorf("line %d: %w", rule.line, err)
		}
		switch first := ids[rule.ID]; {
		case rule.Region == "":
			return fmt.Errorf("line %d: region is missing", rule.line)
		case !known(rule.Region):
			return fmt.Errorf("line %d: there is no region %q: write a country as FR, and a state or province of the US or Canada as US-FL", rule.line, rule.Region)
		case rule.ID != "" && first > 0:
			return fmt.Errorf("line %d: the id %s is that of line %d, too", rule.line, rule.ID, first)
		}
		ids[rule.ID] = rule.line
		r.regions[rule.Region] = append(r.regions[rule.Region], rule)
	}
	return nil
}

// compile reads the values of a rule.
func (r *Rules) compile(rule *Rule, zones Zones) (err error) {
	if rule.Source = strings.TrimSpace(rule.Source); rule.Source == "" {
		return errors.New("source is missing: say where the rule was read")
	}
	switch rule.Sure {
	case "", Quoted, Described, Secondary:
	case Unverified:
		if rule.Note == "" {
			return errors.New("sure is false, and no note says what was not compared with a source: add note")
		}
	default:
		return fmt.Errorf("sure is %q: write quoted, described, secondary or false", rule.Sure)
	}
	if rule.From != nil && rule.Until != nil && *rule.Until < *rule.From {
		return fmt.Errorf("the rule ends on %s, before it begins on %s", *rule.Until, *rule.From)
	}
	if err := rule.checkRest(); err != nil {
		return err
	}
	if rule.schedule, err = ParseSchedule(rule.Hours); err != nil {
		return err
	}
	if rule.Zone != "" {
		if rule.zone, err = zones.Load(rule.Zone); err != nil {
			return fmt.Errorf("zone: %w", err)
		}
	}
	switch {
	case rule.Holidays != "":
		rule.holidays, err = r.readHolidays(rule.Holidays)
		return err
	case rule.schedule.NamesHolidays():
		return errors.New("the hours name holidays, and no file of holidays is given: add holidays: FILE")
	}
	return nil
}

// readHolidays reads a file of holidays once for all rules.
func (r *Rules) readHolidays(name string) (*Holidays, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(r.path), path)
	}
	if h := r.holidays[path]; h != nil {
		return h, nil
	}
	h, err := ReadHolidays(path)
	if err == nil {
		r.holidays[path] = h
	}
	return h, err
}

// of returns the rules of a region: its own, and those of its country.
func (r *Rules) of(region string) []*Rule {
	rules := r.regions[region]
	if country, _, part := strings.Cut(region, "-"); part {
		rules = append(slices.Clip(rules), r.regions[country]...)
	}
	return rules
}

// Ruled reports whether there is a rule for a region, whenever it holds, or a default.
func (r *Rules) Ruled(region string) bool { return r.Default != nil || len(r.of(region)) > 0 }

// For returns the rules in force in a region on a date: the default where no other is, and none where there is no default.
func (r *Rules) For(region string, on Date) []*Rule {
	var rules []*Rule
	for _, rule := range r.of(region) {
		if rule.inForce(on) {
			rules = append(rules, rule)
		}
	}
	if rules == nil && r.Default != nil {
		rules = []*Rule{r.Default}
	}
	return rules
}

// All returns the rules, and the default last, where there is one.
func (r *Rules) All() []Rule {
	all := slices.Clone(r.Rules)
	if r.Default != nil {
		all = append(all, *r.Default)
	}
	return all
}

// StaleAfter is the age from which Rules.Warning warns of rules.
const StaleAfter = 180

// Warnings warns of rules that were not compared with their sources for long, and of holidays that end soon; empty where there is
// nothing to say.
func (r *Rules) Warnings(now time.Time) []string {
	var warnings []string
	today := DateOf(now)
	if age := today - *r.Checked; age > StaleAfter {
		warnings = append(warnings, fmt.Sprintf("the rules in %s were last checked on %s, %d days ago", r.path, *r.Checked, age))
	}
	for _, path := range slices.Sorted(maps.Keys(r.holidays)) {
		if end := r.holidays[path].End(today); end < today+holidaysAhead {
			warnings = append(warnings, fmt.Sprintf("the holidays in %s end on %s: their rules let no contact be called after that", path, end))
		}
	}
	return warnings
}

// holidaysAhead is how many days ahead holidays should be known.
const holidaysAhead = 30
