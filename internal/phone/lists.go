package phone

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// Lists reads the entries of suppression lists: each spelling as a Normalizer of contacts reads it, but any number that is
// possible, of whatever type and country, and those that their country has changed since. It may be used by several
// goroutines at one time.
type Lists struct {
	possible, valid *Normalizer
	pairs           [100][]pair // that a number may fit, by its first two digits
}

// NewLists returns a Lists that reads numbers without a country code as people of a region write them. Region is as in
// Config, and so is the error.
func NewLists(region string) (*Lists, error) {
	valid, err := New(Config{Region: region, AllowTypes: []string{"premium_rate", "shared_cost"}})
	if err != nil {
		return nil, err
	}
	possible := *valid
	possible.check, possible.emergency = Possible, nil
	possible.classes = sync.OnceValue(newClasses)
	l := &Lists{possible: &possible, valid: valid}
	for _, forms := range append(formsInUse(), formsOfChanges()...) {
		for _, other := range forms[1:] {
			l.learn(pair{parseTemplate(forms[0]), parseTemplate(other)})
		}
	}
	return l, nil
}

func (l *Lists) learn(p pair) {
	a, b := p[0].first(), p[1].first()
	l.pairs[a] = append(l.pairs[a], p)
	if a != b {
		l.pairs[b] = append(l.pairs[b], p)
	}
}

// Others returns the other numbers, in E.164, under which the subscriber of a number in E.164 may be on a list or among
// the contacts: the number from before its country changed it, or since, or another way to write it. Most numbers have
// none. Each is among the others of its others.
func (l *Lists) Others(number string) []string {
	digits := strings.TrimPrefix(number, "+")
	if len(digits) < minDigits {
		return nil
	}
	var others []string
	for _, p := range l.pairs[10*int(digits[0]-'0')+int(digits[1]-'0')] {
		if p[0].fits(digits) {
			others = append(others, p[0].rewrite(digits, p[1]))
		}
		if p[1].fits(digits) {
			others = append(others, p[1].rewrite(digits, p[0]))
		}
	}
	return others
}

// Read implements dialer.Numbers.
func (l *Lists) Read(cell, region string) (dialer.Number, error) {
	number, err := l.possible.Read(cell, region)
	if err != nil {
		if former, ok := l.readFormer(cell, region, err); ok {
			return former, nil
		}
	}
	return number, err
}

// readFormer reads a number that has a length of before a change, which err refuses.
func (l *Lists) readFormer(cell, region string, err error) (dialer.Number, bool) {
	if e, ok := errors.AsType[*dialer.NumberError](err); !ok || !slices.Contains(lengthCodes(), e.Code) {
		return dialer.Number{}, false
	}
	c := visible(cell)
	if len(c.text) > maxSpelling || l.possible.mend(&c) != nil {
		return dialer.Number{}, false
	}
	plain, err := spelling(c.text)
	if err != nil {
		return dialer.Number{}, false
	}
	for _, number := range l.written(plain, region) {
		if dialer.IsE164(number) && l.Others(number) != nil {
			return dialer.Number{E164: number, Repairs: c.repairs}, true
		}
	}
	return dialer.Number{}, false
}

// written returns what a spelling is in E.164 if the plan of its country is not looked at: with and without what may be
// a trunk prefix.
func (l *Lists) written(plain, region string) []string {
	all := digits(plain)
	if strings.Contains(plain, "+") {
		return []string{"+" + all}
	}
	home, ok := l.possible.home(region)
	if !ok || home == "" {
		return nil
	}
	code := "+" + strconv.Itoa(phonenumbers.GetCountryCodeForRegion(home))
	numbers := []string{code + all}
	if trunk := phonenumbers.GetNddPrefixForRegion(home, true); trunk != "" && strings.HasPrefix(all, trunk) {
		numbers = append(numbers, code+all[len(trunk):])
	}
	return numbers
}

// Plausible reports whether a cell holds a number though nothing says so: it begins with a + and reads as a number, or
// reads as one that the plan of its country has, perhaps after a + that was lost is put before it.
func (l *Lists) Plausible(cell string) bool {
	c := visible(cell)
	c.unwrap(l.possible.damage.formula)
	if strings.HasPrefix(strings.TrimLeft(c.text, "( "), "+") {
		_, err := l.Read(c.text, "")
		return err == nil
	}
	if _, err := l.valid.Read(c.text, ""); err == nil {
		return true
	}
	if digits(c.text) != c.text || len(c.text) > maxDigits {
		return false
	}
	_, ok := l.valid.withPlus(c.text)
	return ok
}
