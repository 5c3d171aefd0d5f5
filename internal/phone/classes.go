package phone

import (
	"strconv"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

// maxStates bounds the memory of all classes together to about 10 MiB. The numbers of ten countries need a thousand states;
// only random cells need more than maxStates.
const maxStates = 1 << 15

// classes keeps what a Normalizer has found out about each class of numbers. They exist for speed: plan must read 400,000 rows
// per second of CPU with E.164 numbers and 200,000 with national ones. Without classes it reads 43,000 and 22,000.
type classes struct {
	room     atomic.Int32    // the number of states that may still be added
	withPlus [1000]*form     // by country code
	without  map[string]home // by region
}

// home is how numbers are written in their own region: without and with a trunk prefix.
type home struct{ bare, trunk *form }

// newClasses returns no classes if the metadata cannot be read. The library then reads each number.
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
			continue // it is not a region
		}
		h := home{bare: &form{country: all, region: region}}
		if trunk := phonenumbers.GetNddPrefixForRegion(region.GetId(), true); trunk != "" {
			h.trunk = &form{country: all, region: region, trunk: trunk}
		}
		c.without[region.GetId()] = h
	}
	return c
}

// member is the number of a cell as a member of a class.
type member struct {
	class *state
	form  *form
	cell  string
	spelled
	national int // the number of digits of the national number
}

// find finds the class of a cell whose row may have a region of its own. It is not ok if there is none.
func (m *member) find(n *Normalizer, cell, region string) (ok bool) {
	if !m.scan(cell) {
		return false
	}
	m.cell = cell
	digits, all := m.digits[:m.count], n.classes()
	if m.plus {
		m.form, digits = all.international(digits)
	} else if home, ok := n.home(region); ok {
		m.form, digits = all.national(digits, home)
	}
	if m.form == nil || len(m.form.country.code)+len(digits) > maxDigits {
		return false
	}
	m.national = len(digits)
	m.class = m.form.class(digits, &all.room)
	return m.class != nil
}

// e164 returns the number in E.164.
func (m *member) e164() string {
	// A cell of this length holds nothing but the number.
	if m.form.region == nil && len(m.cell) == len("+")+len(m.form.country.code)+m.national {
		return m.cell
	}
	return "+" + m.form.country.code + string(m.digits[m.count-m.national:m.count])
}

// international splits digits into country code and national number.
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

// national splits digits into the trunk prefix of a region, if they have one, and national number.
func (c *classes) national(digits []byte, region string) (f *form, national []byte) {
	h := c.without[region]
	if f := h.trunk; f != nil && string(digits[:len(f.trunk)]) == f.trunk {
		return f, digits[len(f.trunk):]
	}
	return h.bare, digits
}

// number returns the number if all numbers of its class are known to be callable as written.
func (m *member) number() (dialer.Number, bool) {
	d := m.class.decision.Load()
	if d == nil || !d.asWritten {
		return dialer.Number{}, false
	}
	return dialer.Number{E164: m.e164(), Country: d.country}, true
}

// learn keeps the decision about the first number of a class for the whole class.
func (n *Normalizer) learn(m *member, number dialer.Number, err error) {
	if m.class.decision.Load() != nil {
		return
	}
	asWritten := err == nil && number.Repairs == nil && number.E164 == m.e164() && m.form.hasOneDecision(m.class)
	if asWritten && m.form.region != nil {
		_, asWritten = n.withPlus(number.E164[len("+"):])
	}
	m.class.decision.Store(&decision{asWritten: asWritten, country: number.Country})
}
