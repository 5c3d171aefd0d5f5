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

// Lists reads the entries of suppression lists. It reads each spelling that a Normalizer of contacts reads, but accepts any
// possible number of any type and country, and numbers from before a change of their country's numbering plan. It is safe
// for concurrent use.
type Lists struct {
	possible, valid *Normalizer
	pairs           [100][]pair // by the first two digits of the numbers that may fit
}

// NewLists returns a Lists that reads numbers without a country code as they are written in region. Region is as in Config.
// The error is that of New.
func NewLists(region string) (*Lists, error) {
	valid, err := New(Config{Region: region, AllowNumberTypes: []string{"premium_rate", "shared_cost"}})
	if err != nil {
		return nil, err
	}
	valid.everywhere = nil
	possible := *valid
	possible.check, possible.emergency = Possible, nil
	possible.classes = sync.OnceValue(newClasses)
	l := &Lists{possible: &possible, valid: valid}
	for _, forms := range append(formsInUse(), formsOfChanges()...) {
		for _, other := range forms[1:] {
			l.addPair(pair{parseTemplate(forms[0]), parseTemplate(other)})
		}
	}
	return l, nil
}

func (l *Lists) addPair(p pair) {
	a, b := p[0].first(), p[1].first()
	l.pairs[a] = append(l.pairs[a], p)
	if a != b {
		l.pairs[b] = append(l.pairs[b], p)
	}
}

// Others returns the other numbers, in E.164, of the subscriber of a number in E.164: the number before or after a change of
// the numbering plan, or another way to write it. Most numbers have none. The relation is symmetric.
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

// Readings returns all numbers in E.164 that a cell may mean. It is the number of Read alone where Read returns one. A cell that is a
// possible number of the region, but has perhaps lost a + or a zero, may mean each number that is possible: on a list all of them
// count. Official lists have area codes that are newer than the library, and look so. The error is that of Read.
func (l *Lists) Readings(cell, region string) ([]string, error) {
	number, err := l.Read(cell, region)
	if err == nil {
		return []string{number.E164}, nil
	}
	if all := l.doubtful(cell, region, err); len(all) > 0 {
		return all, nil
	}
	return nil, err
}

// doubtful returns the numbers that a cell without a + may mean, which err refuses.
func (l *Lists) doubtful(cell, region string, err error) []string {
	e, ok := errors.AsType[*dialer.NumberError](err)
	if !ok || !slices.Contains([]string{codePlusLost, codeZeroLost, codeAmbiguous}, e.Code) {
		return nil
	}
	_, plain, spelled := l.plain(cell)
	home, known := l.possible.home(region)
	if !spelled || !known || home == "" || strings.Contains(plain, "+") {
		return nil
	}
	r, err := national(plain, home)
	if err != nil {
		return nil
	}
	numbers := []string{r.e164}
	add := func(r reading, err error) {
		if err == nil && !slices.Contains(numbers, r.e164) {
			numbers = append(numbers, r.e164)
		}
	}
	add(national(trunkZero+digits(plain), home))
	add(international("+" + digits(plain)))
	return numbers
}

// plain returns the spelling of a cell in ASCII, and the cell with its repairs.
func (l *Lists) plain(raw string) (c cell, plain string, ok bool) {
	c = visible(raw)
	if len(c.text) > maxSpelling || l.possible.repair(&c) != nil || c.behind > 0 {
		return c, "", false
	}
	plain, err := spelling(c.text)
	return c, plain, err == nil
}

// readFormer reads a number that err refuses for its length, if that length was in use before a change.
func (l *Lists) readFormer(cell, region string, err error) (dialer.Number, bool) {
	if e, ok := errors.AsType[*dialer.NumberError](err); !ok || !slices.Contains(lengthCodes(), e.Code) {
		return dialer.Number{}, false
	}
	c, plain, ok := l.plain(cell)
	if !ok {
		return dialer.Number{}, false
	}
	for _, number := range l.written(plain, region) {
		if dialer.IsE164(number) && l.Others(number) != nil {
			return dialer.Number{E164: number, Repairs: c.repairs}, true
		}
	}
	return dialer.Number{}, false
}

// written returns the E.164 forms of a spelling without regard to the numbering plan: with and without a possible trunk
// prefix.
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

// Plausible reports whether a cell in any column is probably a number: it begins with a + and can be read as a number, or it
// is a valid number, perhaps with a + added.
func (l *Lists) Plausible(cell string) bool {
	c := visible(cell)
	c.unwrap(l.possible.damage.formula)
	c.unlabel(l.possible.damage.label)
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
