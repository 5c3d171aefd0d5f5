package phone_test

import (
	"strings"
	"testing"

	"bulkdial/internal/phone"
)

func TestNewRefuses(t *testing.T) {
	type test struct {
		name string
		cfg  phone.Config
		want []string
	}
	tests := []test{
		{"destination", phone.Config{Destinations: []string{"US", "UK"}}, []string{"--destinations", `"UK"`, "GB (not UK)"}},
		{"destination of no country", phone.Config{Destinations: []string{"001"}}, []string{"--destinations", `"001"`}},
		{"empty destination", phone.Config{Destinations: []string{""}}, []string{"--destinations", `""`}},
		{"type", phone.Config{AllowTypes: []string{"mobile"}}, []string{"--allow-number-types", `"mobile"`, "premium_rate, shared_cost"}},
		{"emergency", phone.Config{AllowTypes: []string{"premium_rate", "emergency"}}, []string{"--allow-number-types", "emergency", "E.164"}},
		{"check", phone.Config{Check: "some"}, []string{"--number-check", `"some"`, "possible, valid"}},
	}
	for _, region := range []string{"UK", "USA", "1", "+1", "ZZ", "001"} {
		tests = append(tests, test{"region " + region, phone.Config{Region: region}, []string{"--region", region, "such as US"}})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := phone.New(tt.cfg)
			if err == nil {
				t.Fatalf("New(%+v) errs not", tt.cfg)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("New(%+v) = %v, want %q in it", tt.cfg, err, want)
				}
			}
		})
	}
}

func TestParseCheck(t *testing.T) {
	for _, want := range []phone.Check{phone.Possible, phone.Valid} {
		if got, err := phone.ParseCheck(string(want)); err != nil || got != want {
			t.Errorf("ParseCheck(%q) = %q, %v", want, got, err)
		}
	}
	for _, s := range []string{"", "Valid", "none"} {
		if got, err := phone.ParseCheck(s); err == nil || got != "" {
			t.Errorf("ParseCheck(%q) = %q, %v, want an error", s, got, err)
		}
	}
}

func TestReadPossible(t *testing.T) {
	for _, cell := range []string{"+44 7700 900123", "07700 900123"} {
		got, err := normalizer(t, phone.Config{Region: "GB", Check: phone.Possible}).Read(cell, "")
		if err != nil || got.E164 != "+447700900123" || got.Country != "" || got.Repairs != nil {
			t.Errorf("with possible, Read(%q) = %+v, %v, want +447700900123 of no known country", cell, got, err)
		}
		for _, check := range []phone.Check{phone.Valid, ""} {
			number, err := normalizer(t, phone.Config{Region: "GB", Check: check}).Read(cell, "")
			if code := refusal(t, cell, number, err); code != "number_not_valid" || !strings.Contains(err.Error(), "--number-check possible") {
				t.Errorf("with check %q, Read(%q) = %v, want number_not_valid and a word about --number-check possible", check, cell, err)
			}
		}
	}
}

func TestReadDestinations(t *testing.T) {
	tests := []struct {
		destinations, cell string
		check              phone.Check
		want               string
	}{
		{"US", "+1 415 555 0123", "", "US"},
		{" us ", "415 555 0123", "", "US"},
		{"US", "+1 403 555 0141", "", ""},
		{"US,CA", "+1 403 555 0141", "", "CA"},
		{"GB", "+44 20 7946 0018", "", "GB"},
		{"GB", "+44 1534 456789", "", ""},
		{"JE", "+44 1534 456789", "", "JE"},
		{"RU", "+7 712 345 6789", "", ""},
		{"KZ", "+7 712 345 6789", "", "KZ"},
		{"DE,FR", "+1 415 555 0123", "", ""},
		{"US", "+800 1234 5678", "", ""},
		{"GB", "+44 7700 900123", phone.Possible, ""}, // of no country that is known
	}
	for _, tt := range tests {
		n := normalizer(t, phone.Config{Region: "US", Check: tt.check, Destinations: strings.Split(tt.destinations, ",")})
		got, err := n.Read(tt.cell, "")
		if tt.want == "" {
			if code := refusal(t, tt.cell, got, err); code != "destination_not_allowed" {
				t.Errorf("destinations %s: Read(%q) errs with %s, want destination_not_allowed", tt.destinations, tt.cell, code)
			}
			continue
		}
		if err != nil || got.Country != tt.want {
			t.Errorf("destinations %s: Read(%q) = %+v, %v, want a number of %s", tt.destinations, tt.cell, got, err, tt.want)
		}
	}
}

func TestReadAllowTypes(t *testing.T) {
	tests := []struct{ name, region, cell, kind, other string }{
		{"premium rate", "", "+1 900 555 0123", "premium_rate", "shared_cost"},
		{"international premium rate", "", "+979 123456789", "premium_rate", "shared_cost"},
		{"shared cost", "", "+808 12345678", "shared_cost", "premium_rate"},
		{"shared cost, national", "DE", "0180 1 2345", "shared_cost", "premium_rate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, allowed := range [][]string{nil, {tt.other}} {
				got, err := normalizer(t, phone.Config{Region: tt.region, AllowTypes: allowed}).Read(tt.cell, "")
				if code := refusal(t, tt.cell, got, err); code != "number_"+tt.kind || !strings.Contains(err.Error(), "--allow-number-types "+tt.kind) {
					t.Errorf("with %v allowed, Read(%q) = %v, want number_%s", allowed, tt.cell, err, tt.kind)
				}
			}
			got, err := normalizer(t, phone.Config{Region: tt.region, AllowTypes: []string{tt.other, " " + tt.kind}}).Read(tt.cell, "")
			if err != nil || got.E164 == "" {
				t.Errorf("with %s allowed, Read(%q) = %+v, %v, want a number", tt.kind, tt.cell, got, err)
			}
		})
	}
}
