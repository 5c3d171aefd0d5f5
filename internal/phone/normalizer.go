package phone

import (
	"regexp"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

var _ dialer.Numbers = (*Normalizer)(nil)

// maxSpelling is the maximum length of a cell in bytes. A longer text is not a number in any spelling, and the library is
// slow on it.
const maxSpelling = 200

// Normalizer turns cells into E.164 numbers. It is safe for concurrent use.
type Normalizer struct {
	region       string // empty: none
	check        Check
	destinations map[string]bool // nil for all
	types        map[phonenumbers.PhoneNumberType]bool
	damage       damage
	emergency    *regexp.Regexp // nil: emergency numbers are not detected
	classes      func() *classes
	lengths      func() map[int]uint32 // the possible lengths of the national numbers of each country code, a bit each
	// everywhere reads the numbers of all countries, for abroad; nil: it does not matter what else a number could be.
	everywhere func() dialer.Numbers
}

// New returns a Normalizer. The error is a *dialer.FieldError if a field of cfg names a region, a check or a type that does
// not exist.
func New(cfg Config) (*Normalizer, error) {
	n := &Normalizer{check: Valid, damage: newDamage()}
	var err error
	if strings.TrimSpace(cfg.Region) != "" {
		if n.region, err = configRegion("Region", cfg.Region); err != nil {
			return nil, err
		}
	}
	if cfg.NumberCheck != "" {
		if n.check, err = ParseCheck(string(cfg.NumberCheck)); err != nil {
			return nil, err
		}
	}
	if n.destinations, err = destinationSet(cfg.Destinations); err != nil {
		return nil, err
	}
	if n.types, err = typeSet(cfg.AllowNumberTypes); err != nil {
		return nil, err
	}
	n.classes = sync.OnceValue(newClasses)
	n.lengths = sync.OnceValue(nationalLengths)
	n.everywhere = sync.OnceValue(newEverywhere)
	n.emergency, err = emergencyNumbers()
	return n, err
}

// Read implements dialer.Numbers. The package lists the codes of its errors and repairs.
func (n *Normalizer) Read(text, region string) (number dialer.Number, err error) {
	// The library has panicked on unusual input before. One cell must not end a campaign.
	defer func() {
		if recover() != nil {
			number, err = dialer.Number{}, unreadable()
		}
	}()
	var m member
	if !m.find(n, text, region) {
		return n.readAlone(text, region)
	}
	if number, ok := m.number(); ok {
		number.Abroad = n.abroad(text, number.E164)
		return number, nil
	}
	number, err = n.readAlone(text, region)
	n.learn(&m, number, err)
	return number, err
}

// readAlone reads any cell without the classes.
func (n *Normalizer) readAlone(text, region string) (dialer.Number, error) {
	c := visible(text)
	if len(c.text) > maxSpelling {
		return dialer.Number{}, tooLong()
	}
	if err := n.repair(&c); err != nil {
		return dialer.Number{}, err
	}
	plain, err := spelling(c.text)
	if err != nil {
		return dialer.Number{}, err
	}
	number, err := n.read(plain, region)
	if err != nil {
		return dialer.Number{}, err
	}
	if c.behind > 0 && !endsAreaCode(number.E164, c.behind) {
		return dialer.Number{}, several()
	}
	number.Repairs = append(c.repairs, number.Repairs...)
	number.Abroad = n.abroad(plain, number.E164)
	return number, nil
}

// read reads a number that is spelled in ASCII digits and punctuation.
func (n *Normalizer) read(plain, region string) (dialer.Number, error) {
	if strings.Contains(plain, "+") {
		return n.international(plain)
	}
	code, ok := n.home(region)
	if !ok {
		return dialer.Number{}, unknownRegion()
	}
	if n.emergency != nil && n.isEmergency(digits(plain), code) {
		return dialer.Number{}, emergency()
	}
	if code == "" {
		return dialer.Number{}, n.needsRegion(plain)
	}
	return n.national(plain, code)
}

// home returns the code of the region in which a row was written: its own, or the one of the configuration, which may be
// empty. It is not ok if there is no such region.
func (n *Normalizer) home(region string) (code string, ok bool) {
	if strings.TrimSpace(region) == "" {
		return n.region, true
	}
	return supportedRegion(region)
}

func (n *Normalizer) international(plain string) (dialer.Number, error) {
	all := digits(plain)
	if len(all) < minDigits {
		return dialer.Number{}, tooShort()
	}
	r, err := international(plain)
	if err != nil {
		return dialer.Number{}, err
	}
	if err := n.unambiguous(r, all); err != nil {
		return dialer.Number{}, err
	}
	return n.callable(r)
}

// national reads a number without a + as it is written in a region.
func (n *Normalizer) national(plain, region string) (dialer.Number, error) {
	all := digits(plain)
	r, err := national(plain, region)
	if err != nil || !r.valid() {
		if err := n.strayPrefix(all, region); err != nil {
			return dialer.Number{}, err
		}
		if err := n.lost(all, region, err); err != nil {
			return dialer.Number{}, err
		}
	}
	if err != nil {
		return dialer.Number{}, err
	}
	if err := n.unambiguous(r, all); err != nil {
		return dialer.Number{}, err
	}
	repairs, err := n.restored(r, all, region)
	if err != nil {
		return dialer.Number{}, err
	}
	number, err := n.callable(r)
	number.Repairs = repairs
	return number, err
}

// unambiguous returns an error if a reading has added or removed a prefix and its result could lose another one, or if it has
// removed one prefix twice.
func (n *Normalizer) unambiguous(r reading, digits string) error {
	if r.e164 == "+"+digits {
		return nil
	}
	if again, err := international(r.e164); err != nil || again.e164 != r.e164 || r.prefixedTwice(digits) {
		return ambiguous()
	}
	return nil
}

// callable returns the number of a reading if it may be called.
func (n *Normalizer) callable(r reading) (dialer.Number, error) {
	if n.check == Valid && !r.valid() {
		return dialer.Number{}, notValid()
	}
	if !n.types[r.kind] {
		if err := costRefusal(r.kind); err != nil {
			return dialer.Number{}, err
		}
	}
	country := phonenumbers.GetRegionCodeForNumber(r.parsed)
	if n.destinations != nil && !n.destinations[country] {
		return dialer.Number{}, notADestination()
	}
	return dialer.Number{E164: r.e164, Country: country}, nil
}
