package phone_test

import (
	"math/rand/v2"
	"regexp/syntax"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// sampler draws cells that reach every corner of the metadata: what its patterns match, with one or the other prefix,
// with digits changed, added and taken off, in many spellings.
type sampler struct {
	random  *rand.Rand
	regions []*phonenumbers.PhoneMetadata
	parsed  map[string]*syntax.Regexp
}

func newSampler(tb testing.TB, seed uint64) *sampler {
	tb.Helper()
	metadata, err := phonenumbers.MetadataCollection()
	if err != nil {
		tb.Fatal(err)
	}
	return &sampler{
		random: rand.New(rand.NewPCG(seed, 5)), regions: metadata.GetMetadata(), parsed: map[string]*syntax.Regexp{},
	}
}

// cell returns a cell that somebody in a region may have written.
func (s *sampler) cell(r *phonenumbers.PhoneMetadata) string {
	digits := s.number(r)
	for s.random.IntN(2) == 0 {
		digits = s.mutated(digits)
	}
	return s.spelled(s.prefix(r) + digits)
}

// number returns what one of a region's patterns matches, without any prefix.
func (s *sampler) number(r *phonenumbers.PhoneMetadata) string {
	descriptions := []*phonenumbers.PhoneNumberDesc{
		r.GetGeneralDesc(), r.GetFixedLine(), r.GetMobile(), r.GetTollFree(), r.GetPremiumRate(), r.GetSharedCost(),
		r.GetPersonalNumber(), r.GetVoip(), r.GetPager(), r.GetUan(), r.GetVoicemail(),
	}
	switch s.random.IntN(20) {
	case 0:
		return s.match(r.GetNationalPrefixForParsing() + `\d{6,8}`)
	case 1:
		return s.match(r.GetLeadingDigits() + `\d{5,8}`)
	case 2:
		return s.match(`\d{4,13}`)
	}
	for {
		pattern := descriptions[s.random.IntN(len(descriptions))].GetNationalNumberPattern()
		if pattern != "" && pattern != noNumbers {
			return s.match(pattern)
		}
	}
}

// noNumbers is the pattern of the metadata for a kind of number that a region does not have.
const noNumbers = "NA"

// TestSamplerDrawsNumbers: what the sampler draws are digits and marks, so that each cell tests something.
func TestSamplerDrawsNumbers(t *testing.T) {
	s := newSampler(t, 12)
	for _, r := range s.regions {
		for range 200 {
			if cell := s.cell(r); strings.Trim(cell, "+0123456789 -()") != "" {
				t.Errorf("%s: the cell %q is no number in any spelling", r.GetId(), cell)
			}
		}
	}
}

// prefix returns what stands before a number of a region.
func (s *sampler) prefix(r *phonenumbers.PhoneMetadata) string {
	code := strconv.Itoa(int(r.GetCountryCode()))
	switch s.random.IntN(16) {
	case 0, 1, 2, 3, 4:
		return "+" + code
	case 5, 6, 7:
		return ""
	case 8, 9, 10:
		return r.GetNationalPrefix()
	case 11:
		return code
	case 12:
		return "+" + code + r.GetNationalPrefix()
	case 13:
		return s.match(r.GetInternationalPrefix()) + code
	case 14:
		return s.match(r.GetNationalPrefixForParsing())
	default:
		return s.match(`[+]?[0-9]`)
	}
}

// mutated returns digits with one of them changed, or with one more or one less.
func (s *sampler) mutated(digits string) string {
	if digits == "" {
		return digits
	}
	at, other := s.random.IntN(len(digits)), string(rune('0'+s.random.IntN(10)))
	switch s.random.IntN(6) {
	case 0:
		return digits[:at] + digits[at+1:]
	case 1:
		return digits[:at] + other + digits[at:]
	default:
		return digits[:at] + other + digits[at+1:]
	}
}

// spelled puts marks between digits, most often few.
func (s *sampler) spelled(digits string) string {
	if s.random.IntN(3) == 0 {
		return digits
	}
	var b strings.Builder
	often := 2 + s.random.IntN(8)
	for i, r := range digits {
		b.WriteRune(r)
		if s.random.IntN(often) == 0 && (i > 0 || r != '+') {
			b.WriteString([]string{" ", "-", "(", ")", " - ", ") ", "  "}[s.random.IntN(7)])
		}
	}
	return b.String()
}

// match returns digits that a pattern matches.
func (s *sampler) match(pattern string) string {
	re := s.parsed[pattern]
	if re == nil {
		var err error
		if re, err = syntax.Parse(pattern, syntax.Perl); err != nil {
			panic(err)
		}
		s.parsed[pattern] = re
	}
	var b strings.Builder
	s.write(&b, re)
	return b.String()
}

func (s *sampler) write(b *strings.Builder, re *syntax.Regexp) {
	least, most := 1, 1
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		pair := 2 * s.random.IntN(len(re.Rune)/2)
		b.WriteRune(re.Rune[pair] + rune(s.random.IntN(int(re.Rune[pair+1]-re.Rune[pair])+1)))
	case syntax.OpAlternate:
		s.write(b, re.Sub[s.random.IntN(len(re.Sub))])
		return
	case syntax.OpQuest:
		least = 0
	case syntax.OpStar:
		least, most = 0, 3
	case syntax.OpPlus:
		most = 3
	case syntax.OpRepeat:
		least, most = re.Min, re.Max
	default: // once what is in it
	}
	for range least + s.random.IntN(most-least+1) {
		for _, sub := range re.Sub {
			s.write(b, sub)
		}
	}
}
