package phone

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

var _ dialer.Numbers = (*Normalizer)(nil)

// maxSpelling bounds the bytes of a cell that is looked at: what is longer is no number in any spelling, and the
// library takes long over it.
const maxSpelling = 200

// Normalizer turns cells into E.164. It may be used by several goroutines at one time.
type Normalizer struct {
	region       string // "" when there is none
	check        Check
	destinations map[string]bool // nil for all
	types        map[phonenumbers.PhoneNumberType]bool
	damage       damage
	plans        plans
	emergency    *regexp.Regexp // nil where emergency numbers are not looked for
	classes      func() *classes
}

// New returns a Normalizer. It errs when the configuration names a region, a check or a type that does not exist; the
// error names the flag.
func New(cfg Config) (*Normalizer, error) {
	n := &Normalizer{check: Valid, damage: newDamage()}
	var err error
	if strings.TrimSpace(cfg.Region) != "" {
		if n.region, err = flagRegion("--region", cfg.Region); err != nil {
			return nil, err
		}
	}
	if cfg.Check != "" {
		if n.check, err = ParseCheck(string(cfg.Check)); err != nil {
			return nil, fmt.Errorf("--number-check: %w", err)
		}
	}
	if n.destinations, err = destinationSet(cfg.Destinations); err != nil {
		return nil, err
	}
	if n.types, err = typeSet(cfg.AllowTypes); err != nil {
		return nil, err
	}
	if n.plans, err = newPlans(); err != nil {
		return nil, err
	}
	n.classes = sync.OnceValue(newClasses)
	n.emergency, err = emergencyNumbers()
	return n, err
}

// Read implements dialer.Numbers. The package lists the codes of its errors and repairs.
func (n *Normalizer) Read(text, region string) (number dialer.Number, err error) {
	// The library has panicked on odd input before; one cell must not end a campaign.
	defer func() {
		if recover() != nil {
			number, err = dialer.Number{}, unreadable()
		}
	}()
	var p place
	if !p.find(n, text, region) {
		return n.readAlone(text, region)
	}
	if number, ok := p.verdict(); ok {
		return number, nil
	}
	number, err = n.readAlone(text, region)
	n.learn(&p, number, err)
	return number, err
}

// readAlone reads a cell, whatever may be in it, without regard to its class.
func (n *Normalizer) readAlone(text, region string) (dialer.Number, error) {
	c := visible(text)
	if len(c.text) > maxSpelling {
		return dialer.Number{}, tooLong()
	}
	if err := n.mend(&c); err != nil {
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
	number.Repairs = append(c.repairs, number.Repairs...)
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

// home returns the code of the region whose people wrote a row: its own, or that of the campaign, which may be "". It is
// not ok when there is no such region.
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
	r, err := n.plans.international(plain)
	if err != nil {
		return dialer.Number{}, err
	}
	if err := n.settled(r, all); err != nil {
		return dialer.Number{}, err
	}
	return n.judge(r)
}

// national reads a number without a + as people of a region write it.
func (n *Normalizer) national(plain, region string) (dialer.Number, error) {
	all := digits(plain)
	r, err := national(plain, region)
	if err != nil || !r.valid() {
		if err := n.lost(all, region, err); err != nil {
			return dialer.Number{}, err
		}
	}
	if err != nil {
		return dialer.Number{}, err
	}
	if err := n.settled(r, all); err != nil {
		return dialer.Number{}, err
	}
	repairs, err := n.restored(r, all, region)
	if err != nil {
		return dialer.Number{}, err
	}
	number, err := n.judge(r)
	number.Repairs = repairs
	return number, err
}

// settled errs where a reading has added or taken off a prefix, and the result could lose another one: what it means
// is a guess then.
func (n *Normalizer) settled(r reading, digits string) error {
	if r.e164 == "+"+digits {
		return nil
	}
	if again, err := n.plans.international(r.e164); err != nil || again.e164 != r.e164 {
		return ambiguous()
	}
	return nil
}

// judge returns the number of a reading if it may be called.
func (n *Normalizer) judge(r reading) (dialer.Number, error) {
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
