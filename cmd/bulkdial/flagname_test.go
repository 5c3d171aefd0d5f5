package main

import (
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkdial/csvio"
	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/phone"
)

// TestFlagNames: each field of a run's configuration that can be at fault has the flag that its error names.
func TestFlagNames(t *testing.T) {
	t.Parallel()
	a := &app{}
	run, _, err := a.root().Find([]string{"run"})
	if err != nil {
		t.Fatal(err)
	}
	for f := range reflect.TypeFor[engine.Config]().Fields() {
		field := f.Name
		if field == "Run" || field == "NoDuplicates" || field == "NoHidden" { // the program sets them
			continue
		}
		if name := flagName(field); run.Flags().Lookup(name) == nil {
			t.Errorf("the flag of dialer.Config.%s is called %s, and run has none of that name", field, name)
		}
	}
	route := reflect.TypeFor[dialer.Route]()
	fields := []string{"BaseURL", "APIVersion", "RefKey"} // those of cartesia.Config that can be at fault
	for field := range route.Fields() {
		fields = append(fields, field.Name)
	}
	for _, field := range fields {
		if name := flagName(field); run.Flags().Lookup(name) == nil {
			t.Errorf("the flag of %s is called %s, and run has none of that name", field, name)
		}
	}
	if got, want := whereSet("APIKey"), "CARTESIA_API_KEY or --api-key-file"; got != want {
		t.Errorf("whereSet(APIKey) = %s, want %s", got, want)
	}
	for field, want := range map[string]string{"CPS": "cps", "BaseURL": "base-url", "IDColumn": "id-column", "MaxCallDurationMinutes": "max-call-duration-minutes"} {
		if got := flagName(field); got != want {
			t.Errorf("flagName(%s) = %s, want %s", field, got, want)
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
		{usage(region), region.Error() + " (--region)"},
		{errors.New("no room"), "no room"},
	} {
		if got := errorText(fmt.Errorf("f: %w", tt.err)); got != "f: "+tt.want {
			t.Errorf("errorText(%#v) = %q, want %q", tt.err, got, "f: "+tt.want)
		}
	}
}

// TestFieldsHaveFlags: each field that the errors of table, csvio and phone name has a flag. TestColumnsHaveFlags has those of
// columns.
func TestFieldsHaveFlags(t *testing.T) {
	t.Parallel()
	a := &app{}
	run, _, err := a.root().Find([]string{"run"})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{
		"Encoding", "Delimiter", "MaxRowBytes", "Sheet", "Require", "Metadata", "Set", "RefKey", "APIVersion", "AcceptChange",
		"Region", "NumberCheck", "Destinations", "AllowNumberTypes", "SuppressFormat", "SuppressHeader", "SuppressColumn", "SuppressRejects",
	} {
		if name := flagName(field); run.Flags().Lookup(name) == nil {
			t.Errorf("the flag of %s is called %s, and run has none of that name", field, name)
		}
	}
}

// TestColumnsHaveFlags: each field of csvio.ContactsConfig that names a column has a flag, and the template has its column.
func TestColumnsHaveFlags(t *testing.T) {
	t.Parallel()
	for field := range reflect.TypeFor[csvio.ContactsConfig]().Fields() {
		if !strings.HasSuffix(field.Name, "Column") {
			continue
		}
		flag := whereSet(field.Name)
		output, err := exec.Command("bulkdial", "template", flag, "the_column").CombinedOutput()
		header, _, _ := strings.Cut(string(output), "\n")
		if err != nil || !slices.Contains(strings.Split(header, ","), "the_column") {
			t.Errorf("template %s the_column prints no such column (%v):\n%s", flag, err, output)
		}
	}
}
