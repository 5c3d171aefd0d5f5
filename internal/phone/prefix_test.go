package phone_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

// TestPrefixTwice: no prefix is guessed away. In no region is a prefix removed twice, and each is removed once.
func TestPrefixTwice(t *testing.T) {
	n := normalizer(t, phone.Config{AllowNumberTypes: []string{"premium_rate", "shared_cost"}})
	for region := range phonenumbers.GetSupportedRegions() {
		example := phonenumbers.GetExampleNumber(region)
		trunk := phonenumbers.GetNddPrefixForRegion(region, true)
		if example == nil || trunk == "" {
			continue
		}
		code, national := strconv.Itoa(int(example.GetCountryCode())), phonenumbers.GetNationalSignificantNumber(example)
		if same := code == trunk; same != (code == "1") {
			t.Errorf("%s: the trunk prefix is %s and the country code %s: only in North America are they the same", region, trunk, code)
		}
		for _, prefix := range []string{"", trunk, code, "+" + code} {
			number, err := n.Read(prefix+national, region)
			if e, refused := errors.AsType[*dialer.NumberError](err); refused && e.Code == "number_ambiguous" {
				continue // the prefix may be a part of the number
			}
			if err != nil || number.E164 != "+"+code+national {
				t.Errorf("%s: Read(%s %s) = %s, %v", region, prefix, national, number.E164, err)
			}
		}
		for _, prefix := range []string{trunk + trunk, code + trunk + trunk, code + code, code + code + code, code + code + trunk, trunk + code + trunk, "+" + code + trunk + trunk} {
			if number, err := n.Read(prefix+national, region); err == nil && number.E164 == "+"+code+national {
				t.Errorf("%s: Read(%s %s) = %s, want an error", region, prefix, national, number.E164)
			}
		}
	}
}

// TestPrefix has the spellings of North America, where one digit is the trunk prefix and the country code.
func TestPrefix(t *testing.T) {
	for _, tt := range []struct{ cell, region, want string }{
		{"1112205550137", "US", "number_ambiguous"},
		{"1 1 1 220 555 0137", "US", "number_ambiguous"},
		{"112205550137", "US", "number_ambiguous"},
		{"+112205550137", "", "number_ambiguous"},
		{"011112205550137", "US", "number_ambiguous"},
		{"1112045550137", "CA", "number_ambiguous"},
		{"9710022345678", "AE", "number_ambiguous"},
		{"330 0612345678", "FR", "number_ambiguous"},
		{"12205550137", "US", "+12205550137"},
		{"2205550137", "US", "+12205550137"},
		{"01112205550137", "US", "+12205550137"},
		{"+1 (220) 555-0137", "", "+12205550137"},
		{"+44 (0) 20 7946 0018", "", "+442079460018"},
		{"44 (0) 20 7946 0018", "GB", "+442079460018"},
		{"00 44 (0) 20 7946 0018", "FR", "+442079460018"},
	} {
		for _, read := range map[string]dialer.Numbers{"contacts": normalizer(t, phone.Config{}), "lists": newLists(t, "")} {
			number, err := read.Read(tt.cell, tt.region)
			got := number.E164
			if e, ok := errors.AsType[*dialer.NumberError](err); ok {
				got = e.Code
			}
			if got != tt.want {
				t.Errorf("Read(%q, %q) = %s, want %s", tt.cell, tt.region, got, tt.want)
			}
		}
	}
}
