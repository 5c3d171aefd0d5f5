package phone

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
)

var _ dialer.Numbers = (*Normalizer)(nil)

// noRegion is the library's name for a region that is not known.
const noRegion = "ZZ"

// The bounds of E.164 in digits, country code included.
const minDigits, maxDigits = 7, 15

// maxSpelling bounds the bytes of a cell that is looked at: what is longer is no number in any spelling, and the
// library takes long over it.
const maxSpelling = 200

// Normalizer turns cells into E.164. It may be used by several goroutines at one time.
type Normalizer struct {
	region string // "" when there is none
	damage damage
}

// New returns a Normalizer that reads numbers without a country code as numbers of region, an ISO 3166 code of two
// letters in either case. With the empty region such numbers are refused.
func New(region string) (*Normalizer, error) {
	code := strings.ToUpper(strings.TrimSpace(region))
	if code != "" && !phonenumbers.GetSupportedRegions()[code] {
		return nil, fmt.Errorf("region %q is not known: expected an ISO 3166 code of two letters, "+
			"such as US, CA, GB (not UK), DE, FR, AU, IN or JP", region)
	}
	return &Normalizer{region: code, damage: newDamage()}, nil
}

// Read implements dialer.Numbers.
func (n *Normalizer) Read(cell, _ string) (dialer.Number, error) {
	e164, err := n.E164(cell)
	return dialer.Number{E164: e164}, err
}

// E164 returns the number in a cell as `+` and 7 to 15 digits. The error is a *dialer.NumberError, of one of the
// codes that the package lists. Of a number that E164 returned it returns the same.
func (n *Normalizer) E164(cell string) (number string, err error) {
	// The library has panicked on odd input before; one cell must not end a campaign.
	defer func() {
		if recover() != nil {
			number, err = "", refuse("number_invalid", "the number cannot be read: write it as +<country code><number>")
		}
	}()
	text := visible(cell)
	if len(text) > maxSpelling {
		return "", tooLong()
	}
	if err := n.damage.check(text); err != nil {
		return "", err
	}
	plain, err := spelling(text)
	if err != nil {
		return "", err
	}
	number, err = n.read(plain)
	if err != nil {
		return "", err
	}
	if number == "+"+digits(plain) {
		return number, nil
	}
	// A prefix was added or taken off. Where the result could lose another one, its meaning is a guess.
	if again, err := n.read(number); err != nil || again != number {
		return "", refuse("number_ambiguous",
			"the number can be read in two ways: write it as +<country code><number>, without a leading zero")
	}
	return number, nil
}

// read parses a number that is spelled in ASCII digits and punctuation, and judges it.
func (n *Normalizer) read(plain string) (string, error) {
	region := noRegion // of no interest where the country code is there
	international := strings.Contains(plain, "+")
	switch {
	case !international && n.region != "":
		region = n.region
	case len(digits(plain)) < minDigits:
		return "", tooShort()
	case !international:
		return "", refuse("number_needs_region", "the number has no country code: write it as +<country code>… or give --region")
	}
	parsed, err := phonenumbers.Parse(plain, region)
	if err != nil {
		return "", parseRefusal(err)
	}
	if err := lengthRefusal(phonenumbers.IsPossibleNumberWithReason(parsed)); err != nil {
		return "", err
	}
	number := phonenumbers.Format(parsed, phonenumbers.E164)
	switch count := len(number) - len("+"); {
	case count < minDigits:
		return "", tooShort()
	case count > maxDigits:
		return "", tooLong()
	}
	if err := costRefusal(phonenumbers.GetNumberType(parsed)); err != nil {
		return "", err
	}
	return number, nil
}
