package phone

import (
	"regexp"
	"sync"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"
)

// country is what has one country code.
type country struct {
	code    string
	regions []*phonenumbers.PhoneMetadata
	main    *phonenumbers.PhoneMetadata // that of the regions which has the rules for all
}

// A class has one verdict if all that the library does with one of its numbers it does with each. What it does depends on
// the length and on which patterns match; both are the same for all. It also depends on how many digits it takes off:
//
// A rule for prefixes matches at the beginning, and where it can match in several ways it takes the first that its
// alternatives name. If no way at all ends beyond the trunk prefix, each way looks at digits of the trunk prefix alone,
// which are the same for all numbers of a form. So the same way is taken, and the same digits come off; takesPlainly sees
// to it that none come in their place. Whether the library then keeps the result depends on the general description of
// what it had and of what is left, which may be any end of what is written, from its first digit to the national number:
// written has each. This holds for the rule of the region and of the main region, on what is written and on the national
// number, since the library applies both in turn, and Read its result once more with a + (settled).
//
// An international prefix is always a doubt. The region's own country code comes off if only what follows it fits the
// description, or if there are too many digits. So it is a doubt too, unless all digits fit: then their number alone
// decides, and where it does come off, too few are left for the number that learn expects. Where the code is the trunk
// prefix, as in +1, the same digits come off either way, and descriptions and length decide which way it is.
//
// All else is asked about the country code and the national number: possible lengths, kind, region, and whether people
// write the trunk prefix (the formats). Only lost looks at other countries' plans, and only for what is not valid, and
// restored, only for what is repaired or refused: learn keeps neither. Emergency numbers and dates are shorter than, or
// not among, what scan takes. With a + there is no region, no international prefix and no trunk prefix, and the rest
// holds as it stands.

// form is a way to write the numbers of one country code: + and the code, or a trunk prefix of a region or nothing,
// before the national number.
type form struct {
	country *country
	region  *phonenumbers.PhoneMetadata // nil for numbers with a +
	trunk   string

	build     sync.Once
	automaton *automaton // nil where the library may do what no automaton foresees
}

// class returns the class of a national number, nil when there is none.
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

// hasOneVerdict reports whether what the library does with one number of a class it does with all.
func (f *form) hasOneVerdict(class *state) bool {
	told := f.automaton.program.told(class.threads)
	return told&doubt == 0 && (told&ownCode == 0 || told&complete != 0)
}

func (f *form) newAutomaton(room *atomic.Int32) *automaton {
	patterns := f.national()
	takers := []*phonenumbers.PhoneMetadata{f.country.main}
	if f.region != nil {
		patterns = append(patterns, f.written()...)
		takers = append(takers, f.region)
	}
	for _, region := range takers {
		if !takesPlainly(region, "") || !takesPlainly(region, f.trunk) {
			return nil
		}
		patterns = append(patterns, pattern{text: region.GetNationalPrefixForParsing(), from: len(f.trunk), beyond: true, tells: doubt})
	}
	p, err := newProgram(patterns)
	if err != nil {
		return nil
	}
	return newAutomaton(p, f.trunk, room)
}

// takesPlainly reports whether a region's rule for prefixes only takes digits off, and puts none in their place, where
// it takes none but those of trunk.
func takesPlainly(region *phonenumbers.PhoneMetadata, trunk string) bool {
	if region.GetNationalPrefixTransformRule() == "" {
		return true
	}
	prefix, err := regexp.Compile("^(?:" + region.GetNationalPrefixForParsing() + ")")
	if err != nil {
		return false
	}
	// What is no digit keeps the rule from taking more.
	groups := prefix.FindStringSubmatchIndex(trunk + "x")
	return groups == nil || groups[2*prefix.NumSubexp()] < 0
}

// national returns what the national number is held against.
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

// written returns what the digits that people of the region write are held against.
func (f *form) written() []pattern {
	all := []pattern{{text: f.region.GetInternationalPrefix(), tells: doubt}}
	for _, region := range []*phonenumbers.PhoneMetadata{f.country.main, f.region} {
		all = append(all, pattern{text: region.GetNationalPrefixForParsing(), beyond: true, tells: doubt})
		for from := range len(f.trunk) + 1 {
			all = append(all, pattern{text: region.GetGeneralDesc().GetNationalNumberPattern(), from: from, whole: true})
		}
	}
	switch f.trunk {
	case "":
		all = append(all, pattern{text: f.country.code, tells: ownCode},
			pattern{text: f.region.GetGeneralDesc().GetNationalNumberPattern(), whole: true, tells: complete})
	case f.country.code: // the library takes it for the one or the other, with the same outcome for all of a class
	default:
		all = append(all, pattern{text: f.country.code, tells: doubt})
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
