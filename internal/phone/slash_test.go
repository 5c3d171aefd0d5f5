package phone_test

import "testing"

// TestReadSlash: a slash behind the area code is punctuation; any other may separate two numbers, or two endings.
func TestReadSlash(t *testing.T) {
	for _, tt := range []struct{ region, cell, want string }{
		{"DE", "030/23125033", "+493023125033"},
		{"DE", "030 / 231 250-33", "+493023125033"},
		{"DE", "(030)/23125033", "+493023125033"},
		{"DE", "0151/23456789", "+4915123456789"},
		{"DE", "033232/2345", "+49332322345"},
		{"DE", "+49 30/23125033", "+493023125033"},
		{"DE", "+49 (0)30/23125033", "+493023125033"},
		{"DE", "+49/30/23125033", "+493023125033"},
		{"DE", "+4930/23125033", "+493023125033"},
		{"DE", "0049/30/23125033", "+493023125033"},
		{"", "0049/30/23125033", "number_needs_region"},
		{"", "+49 (30)/23125033", "+493023125033"},
		{"DE", "030／23125033", "+493023125033"},
		{"AT", "01/5134567", "+4315134567"},
		{"AT", "+43/1/5134567", "+4315134567"},
		{"BE", "02/513.89.40", "+3225138940"},
		{"BE", "0475/12.34.56", "+32475123456"},
		{"CH", "044/668 18 00", "+41446681800"},
		{"US", "415/555-0101", "+14155550101"},
		{"US", "(415)/555-0101", "+14155550101"},
		{"US", "1/415/555-0101", "+14155550101"},
		{"US", "+1 415/5550101", "+14155550101"},
		{"IT", "06/12345678", "+390612345678"},

		{"DE", "030 23125033/34", "number_several"},
		{"DE", "030/23125033/34", "number_several"},
		{"DE", "030/23125033/23125034", "number_several"},
		{"DE", "030231/25", "number_several"},
		{"DE", "03023125033/34", "number_several"},
		{"DE", "030 231/2503", "number_several"},
		{"DE", "23125033/23125034", "number_several"},
		{"DE", "030/030123", "number_several"},
		{"DE", "030/2312/5033", "number_several"},
		{"DE", "+49 30 23125033/34", "number_several"},
		{"DE", "030/23125033 / 030/23125034", "number_several"},
		{"US", "415/555/0101", "number_several"},
		{"US", "4155550101/4155550102", "number_several"},
		{"US", "51345/51346", "number_several"},
		{"AT", "51345/51346", "number_not_valid"},
		{"US", "+14155550101/+14155550102", "number_several"},
		{"DE", "01/05/2026", "number_date"},
	} {
		number, err := home(t, tt.region).Read(tt.cell, "")
		got := number.E164
		if err != nil {
			got = refusal(t, tt.cell, number, err)
		}
		if got != tt.want || number.Repairs != nil && tt.cell != "030／23125033" {
			t.Errorf("%s: Read(%q) = %s with %v, want %s", tt.region, tt.cell, got, number.Repairs, tt.want)
		}
	}
}

// TestListsReadSlash: a list reads what a contact may have, and no more.
func TestListsReadSlash(t *testing.T) {
	l := newLists(t, "DE")
	if number, err := l.Read("030/23125033", ""); err != nil || number.E164 != "+493023125033" {
		t.Errorf("Read = %+v, %v, want +493023125033", number, err)
	}
	for _, cell := range []string{"030 23125033/34", "51345/51346"} {
		if number, err := l.Read(cell, ""); err == nil {
			t.Errorf("Read(%q) = %+v, want an error", cell, number)
		}
	}
}
