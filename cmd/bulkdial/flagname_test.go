package main

import (
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
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
		if name := fault.FlagName(field); run.Flags().Lookup(name) == nil {
			t.Errorf("the flag of engine.Config.%s is called %s, and run has none of that name", field, name)
		}
	}
	route := reflect.TypeFor[dialer.Route]()
	fields := []string{"BaseURL", "APIVersion", "RefKey"} // those of cartesia.Config that can be at fault
	for field := range route.Fields() {
		fields = append(fields, field.Name)
	}
	for _, field := range fields {
		if name := fault.FlagName(field); run.Flags().Lookup(name) == nil {
			t.Errorf("the flag of %s is called %s, and run has none of that name", field, name)
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
		if name := fault.FlagName(field); run.Flags().Lookup(name) == nil {
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
		flag := fault.WhereSet(field.Name)
		output, err := exec.Command("bulkdial", "template", flag, "the_column").CombinedOutput()
		header, _, _ := strings.Cut(string(output), "\n")
		if err != nil || !slices.Contains(strings.Split(header, ","), "the_column") {
			t.Errorf("template %s the_column prints no such column (%v):\n%s", flag, err, output)
		}
	}
}
