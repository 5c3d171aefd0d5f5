package phone

import (
	"strconv"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// maxStates bounds the memory of all classes together, to about 10 MiB. The numbers of ten countries need a thousand
// states; only cells at random need more than there are.
const maxStates = 1 << 15

// classes keeps the verdicts of a Normalizer, one for each class of numbers.
type classes struct {
	room     atomic.Int32    // for further states
	withPlus [1000]*form     // by country code
	without  map[string]home // by region
}

// home is how people of a region write the numbers of their country: without and with a trunk prefix.
type home struct{ bare, trunk *form }

// newClasses has no classes where the metadata cannot be read, which New refuses.
func newClasses() *classes {
	c := &classes{without: map[string]home{}}
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		return c
	}
	c.room.Store(maxStates)
	countries := map[int32]*country{}
	for _, region := range metadata.GetMetadata() {
		code := region.GetCountryCode()
		all := countries[code]
		if all == nil {
			all = &country{code: strconv.Itoa(int(code))}
			countries[code] = all
			c.withPlus[code] = &form{country: all}
		}
		all.regions = append(all.regions, region)
		if phonenumbers.GetRegionCodeForCountryCode(int(code)) == region.GetId() {
			all.main = region
		}
		if region.GetId() == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
			continue // nobody is at home there
		}
		h := home{bare: &form{country: all, region: region}}
		if trunk := phonenumbers.GetNddPrefixForRegion(region.GetId(), true); trunk != "" {
			h.trunk = &form{country: all, region: region, trunk: trunk}
		}
		c.without[region.GetId()] = h
	}
	return c
}

// place is where a cell's number is among the classes.
type place struct {
	class *state
	form  *form
	cell  string
	spelled
	national int // how many of the digits are the national number
}

// find finds the place of a cell, whose row may have a region of its own. It is not ok where there is none.
func (p *place) find(n *Normalizer, cell, region string) (ok bool) {
	if !p.scan(cell) {
		return false
	}
	p.cell = cell
	digits, all := p.digits[:p.count], n.classes()
	if p.plus {
		p.form, digits = all.international(digits)
	} else if home, ok := n.home(region); ok {
		p.form, digits = all.national(digits, home)
	}
	if p.form == nil || len(p.form.country.code)+len(digits) > maxDigits {
		return false
	}
	p.national = len(digits)
	p.class = p.form.class(digits, &all.room)
	return p.class != nil
}

// e164 returns the number at a place.
func (p *place) e164() string {
	// A cell that is no longer holds nothing else.
	if p.form.region == nil && len(p.cell) == len("+")+len(p.form.country.code)+p.national {
		return p.cell
	}
	return "+" + p.form.country.code + string(p.digits[p.count-p.national:p.count])
}

// international tells the country code from the national number.
func (c *classes) international(digits []byte) (f *form, national []byte) {
	if digits[0] == '0' {
		return nil, nil
	}
	code := 0
	for i := range phonenumbers.MAX_LENGTH_COUNTRY_CODE {
		code = 10*code + int(digits[i]-'0')
		if f := c.withPlus[code]; f != nil {
			return f, digits[i+1:]
		}
	}
	return nil, nil
}

// national tells a trunk prefix of the region from the national number.
func (c *classes) national(digits []byte, region string) (f *form, national []byte) {
	h := c.without[region]
	if f := h.trunk; f != nil && string(digits[:len(f.trunk)]) == f.trunk {
		return f, digits[len(f.trunk):]
	}
	return h.bare, digits
}

// verdict returns the number at a place if its class is known to consist of such.
func (p *place) verdict() (dialer.Number, bool) {
	v := p.class.verdict.Load()
	if v == nil || !v.short {
		return dialer.Number{}, false
	}
	return dialer.Number{E164: p.e164(), Country: v.country}, true
}

// learn keeps the verdict on the first number of a class for all of it.
func (n *Normalizer) learn(p *place, number dialer.Number, err error) {
	if p.class.verdict.Load() != nil {
		return
	}
	short := err == nil && number.Repairs == nil && number.E164 == p.e164() && p.form.hasOneVerdict(p.class)
	if short && p.form.region != nil {
		_, short = n.withPlus(number.E164[len("+"):])
	}
	p.class.verdict.Store(&verdict{short: short, country: number.Country})
}
