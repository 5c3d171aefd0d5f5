package phone

import (
	"regexp"
	"sync"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"
)

// country is all regions of one country code.
type country struct {
	code    string
	regions []*phonenumbers.PhoneMetadata
	main    *phonenumbers.PhoneMetadata // the region with the rules for all
}

// One decision holds for a class if the library treats all of its numbers alike. What the library does depends on the length
// and on which patterns match; both are the same for all numbers of a class. It also depends on how many digits it removes:
//
// A rule for prefixes matches at the beginning and uses the first of its alternatives that matches. If no alternative ends
// beyond the trunk prefix, each looks only at digits of the trunk prefix, which are the same for all numbers of a form. So
// the same alternative matches and the same digits are removed; onlyRemoves makes sure that none replace them. Whether the
// library keeps the result depends on the general description of the number before and after. What is left may be any end
// of the written digits, from the first digit to the national number, and written has a pattern for each. This holds for the
// rules of the region and of the main region, on the written digits and on the national number, since the library applies
// both in turn, and Read applies them once more to the result with a + (unambiguous).
//
// An international prefix is always a doubt. The region's own country code is removed if only the digits after it fit the
// description, or if there are too many digits. So it is a doubt too, unless all digits fit: then the number of digits alone
// decides, and if the code is removed, too few digits remain for the number that learn expects. If the code is also the trunk
// prefix, as in +1, the same digits are removed either way, and descriptions and length decide which way.
//
// Everything else depends on the country code and the national number: possible lengths, kind, region, and whether the trunk
// prefix is written (the formats). Other countries' plans matter only in lost, for numbers that are not valid, and in
// restored, for numbers that are repaired or refused: learn keeps neither. Emergency numbers and dates are too short for
// scan, or scan refuses them. With a + there is no region, no international prefix and no trunk prefix, and the rest holds.

// form is a way to write the numbers of one country code: + and the code, or a trunk prefix of a region or nothing,
// before the national number.
type form struct {
	country *country
	region  *phonenumbers.PhoneMetadata // nil for numbers with a +
	trunk   string

	build     sync.Once
	automaton *automaton // nil if no automaton can foresee what the library does
}

// class returns the class of a national number; nil if there is none.
func (f *form) class(national []byte, room *atomic.Int32) *state {
	f.build.Do(func() { f.automaton = f.newAutomaton(room) })
	if f.automaton == nil {
		return nil
	}
	s := f.automaton.first
	for _, digit := range national {
		if s = f.automaton.after(s, digit); s == nil {
			return nil
		}
	}
	return s
}

// hasOneDecision reports whether the library treats all numbers of a class alike.
func (f *form) hasOneDecision(class *state) bool {
	found := f.automaton.program.signs(class.threads)
	return found&doubt == 0 && (found&ownCode == 0 || found&complete != 0)
}

func (f *form) newAutomaton(room *atomic.Int32) *automaton {
	patterns := f.national()
	takers := []*phonenumbers.PhoneMetadata{f.country.main}
	if f.region != nil {
		patterns = append(patterns, f.written()...)
		takers = append(takers, f.region)
	}
	for _, region := range takers {
		if !onlyRemoves(region, "") || !onlyRemoves(region, f.trunk) {
			return nil
		}
		patterns = append(patterns, pattern{text: region.GetNationalPrefixForParsing(), from: len(f.trunk), beyond: true, sign: doubt})
	}
	p, err := newProgram(patterns)
	if err != nil {
		return nil
	}
	return newAutomaton(p, f.trunk, room)
}

// onlyRemoves reports whether a region's rule for prefixes, where it matches only digits of trunk, removes digits and puts
// none in their place.
func onlyRemoves(region *phonenumbers.PhoneMetadata, trunk string) bool {
	if region.GetNationalPrefixTransformRule() == "" {
		return true
	}
	prefix, err := regexp.Compile("^(?:" + region.GetNationalPrefixForParsing() + ")")
	if err != nil {
		return false
	}
	// A letter keeps the rule from matching more.
	groups := prefix.FindStringSubmatchIndex(trunk + "x")
	return groups == nil || groups[2*prefix.NumSubexp()] < 0
}

// national returns the patterns that the national number is matched with.
func (f *form) national() []pattern {
	var all []pattern
	whole := func(text string) { all = append(all, pattern{text: text, from: len(f.trunk), whole: true}) }
	first := func(text string) { all = append(all, pattern{text: text, from: len(f.trunk)}) }
	for _, region := range f.country.regions {
		for _, desc := range descriptions(region) {
			whole(desc.GetNationalNumberPattern())
		}
		first(region.GetLeadingDigits())
	}
	if f.region != nil {
		for _, format := range f.country.main.GetNumberFormat() {
			whole(format.GetPattern())
			if leading := format.GetLeadingDigitsPattern(); len(leading) > 0 {
				first(leading[len(leading)-1])
			}
		}
	}
	return all
}

// written returns the patterns that the digits as written in the region are matched with.
func (f *form) written() []pattern {
	all := []pattern{{text: f.region.GetInternationalPrefix(), sign: doubt}}
	for _, region := range []*phonenumbers.PhoneMetadata{f.country.main, f.region} {
		all = append(all, pattern{text: region.GetNationalPrefixForParsing(), beyond: true, sign: doubt})
		for from := range len(f.trunk) + 1 {
			all = append(all, pattern{text: region.GetGeneralDesc().GetNationalNumberPattern(), from: from, whole: true})
		}
	}
	switch f.trunk {
	case "":
		all = append(all, pattern{text: f.country.code, sign: ownCode},
			pattern{text: f.region.GetGeneralDesc().GetNationalNumberPattern(), whole: true, sign: complete})
	case f.country.code: // the library reads it as either, with the same result for all numbers of a class
	default:
		all = append(all, pattern{text: f.country.code, sign: doubt})
	}
	return all
}

func descriptions(region *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc {
	return []*phonenumbers.PhoneNumberDesc{
		region.GetGeneralDesc(), region.GetFixedLine(), region.GetMobile(), region.GetTollFree(), region.GetPremiumRate(),
		region.GetSharedCost(), region.GetPersonalNumber(), region.GetVoip(), region.GetPager(), region.GetUan(),
		region.GetVoicemail(),
	}
}
