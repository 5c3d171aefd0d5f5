package phone_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

func TestNewRefuses(t *testing.T) {
	type test struct {
		name string
		cfg  phone.Config
		want []string
	}
	tests := []test{
		{"destination", phone.Config{Destinations: []string{"US", "UK"}}, []string{"Destinations", `"UK"`, "GB (not UK)"}},
		{"destination of no country", phone.Config{Destinations: []string{"001"}}, []string{"Destinations", `"001"`}},
		{"empty destination", phone.Config{Destinations: []string{""}}, []string{"Destinations", `""`}},
		{"type", phone.Config{AllowNumberTypes: []string{"mobile"}}, []string{"AllowNumberTypes", `"mobile"`, "premium_rate, shared_cost"}},
		{"emergency", phone.Config{AllowNumberTypes: []string{"premium_rate", "emergency"}}, []string{"AllowNumberTypes", "emergency", "E.164"}},
		{"check", phone.Config{NumberCheck: "some"}, []string{"NumberCheck", `"some"`, "possible, valid"}},
	}
	for _, region := range []string{"UK", "USA", "1", "+1", "ZZ", "001"} {
		tests = append(tests, test{"region " + region, phone.Config{Region: region}, []string{"Region", region, "such as US"}})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := phone.New(tt.cfg)
			if err == nil {
				t.Fatalf("New(%+v) returns no error", tt.cfg)
			}
			text := err.Error()
			if e, ok := errors.AsType[*dialer.FieldError](err); ok {
				text = e.Field + ": " + text
			}
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
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

// isRemediedBy reports whether the remedy of an error is about a field and names a value of it.
func isRemediedBy(err error, field, value string) bool {
	e, ok := errors.AsType[*dialer.NumberError](err)
	return ok && e.Field == field && strings.Contains(e.Remedy, value)
}

func TestReadPossible(t *testing.T) {
	for _, cell := range []string{"+44 7700 900123", "07700 900123"} {
		got, err := normalizer(t, phone.Config{Region: "GB", NumberCheck: phone.Possible}).Read(cell, "")
		if err != nil || got.E164 != "+447700900123" || got.Country != "" || got.Repairs != nil {
			t.Errorf("with possible, Read(%q) = %+v, %v, want +447700900123 of no known country", cell, got, err)
		}
		for _, check := range []phone.Check{phone.Valid, ""} {
			number, err := normalizer(t, phone.Config{Region: "GB", NumberCheck: check}).Read(cell, "")
			if code := refusal(t, cell, number, err); code != "number_not_valid" || !isRemediedBy(err, "NumberCheck=possible", "possible") {
				t.Errorf("with check %q, Read(%q) = %v, want number_not_valid with the check possible as a remedy", check, cell, err)
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
		n := normalizer(t, phone.Config{Region: "US", NumberCheck: tt.check, Destinations: strings.Split(tt.destinations, ",")})
		got, err := n.Read(tt.cell, "")
		if tt.want == "" {
			if code := refusal(t, tt.cell, got, err); code != "destination_not_allowed" {
				t.Errorf("destinations %s: Read(%q) gives the code %s, want destination_not_allowed", tt.destinations, tt.cell, code)
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
				got, err := normalizer(t, phone.Config{Region: tt.region, AllowNumberTypes: allowed}).Read(tt.cell, "")
				if code := refusal(t, tt.cell, got, err); code != "number_"+tt.kind || !isRemediedBy(err, "AllowNumberTypes", tt.kind) {
					t.Errorf("with %v allowed, Read(%q) = %v, want number_%s", allowed, tt.cell, err, tt.kind)
				}
			}
			got, err := normalizer(t, phone.Config{Region: tt.region, AllowNumberTypes: []string{tt.other, " " + tt.kind}}).Read(tt.cell, "")
			if err != nil || got.E164 == "" {
				t.Errorf("with %s allowed, Read(%q) = %+v, %v, want a number", tt.kind, tt.cell, got, err)
			}
		})
	}
}
