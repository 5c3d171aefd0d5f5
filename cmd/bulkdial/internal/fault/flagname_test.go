package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

// TestWhereSet: a field is named by the flag that sets it.
func TestWhereSet(t *testing.T) {
	t.Parallel()
	if got, want := fault.WhereSet("APIKey"), "CARTESIA_API_KEY or --api-key-file"; got != want {
		t.Errorf("WhereSet(APIKey) = %s, want %s", got, want)
	}
	for field, want := range map[string]string{"CPS": "cps", "BaseURL": "base-url", "IDColumn": "id-column", "MaxCallDurationMinutes": "max-call-duration-minutes"} {
		if got := fault.FlagName(field); got != want {
			t.Errorf("FlagName(%s) = %s, want %s", field, got, want)
		}
	}
}

// TestErrorText: the flag of a field follows an error of each kind that names one, however deep it is wrapped.
func TestErrorText(t *testing.T) {
	t.Parallel()
	_, region := phone.New(phone.Config{Region: "USA"})
	number := &dialer.NumberError{Reason: dialer.Reason{Cause: "no country code", Field: "Region"}}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&table.HeaderError{Row: 1, Reason: "no such column", Field: "IDColumn"}, "no such column (--id-column)"},
		{&table.HeaderError{Row: 1, Reason: "the file is empty"}, "the file is empty"},
		{&table.InputError{Row: 3, Reason: "not UTF-8", Field: "Encoding"}, "row 3: not UTF-8 (--encoding)"},
		{&suppress.Error{Path: "dnc.csv", Err: fmt.Errorf("row 3: %w", number)}, "dnc.csv: row 3: no country code (--region)"},
		{fault.Usage(region), region.Error() + " (--region)"},
		{errors.New("no room"), "no room"},
	} {
		if got := fault.Text(fmt.Errorf("f: %w", tt.err)); got != "f: "+tt.want {
			t.Errorf("Text(%#v) = %q, want %q", tt.err, got, "f: "+tt.want)
		}
	}
}
