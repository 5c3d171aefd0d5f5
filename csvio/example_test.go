package csvio_test

import (
	"errors"
	"fmt"
	"strings"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// Contacts are read from an input whose format is detected. Rows that cannot be contacts do not end the sequence.
func ExampleContacts_All() {
	text := "id;phone;name;balance\nA1;+14155550123;Ann;12.50\nA2;+14155550124;Bob;twelve\n"
	in, err := table.OpenInput("-", strings.NewReader(text), table.InputConfig{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = in.Close() }() // it was only read
	contacts, err := csvio.NewContacts(in, csvio.ContactsConfig{IDColumn: "id", Metadata: []string{"first=name", "balance:number"}})
	if err != nil {
		fmt.Println(err) // a *table.HeaderError names the field of the configuration that has to change
		return
	}
	for contact, err := range contacts.All() {
		if row, ok := errors.AsType[*dialer.RowError](err); ok {
			fmt.Printf("row %d: %s\n", row.SheetRow, row)
			continue
		}
		if err != nil {
			fmt.Println(err) // the rest of the file cannot be read
			return
		}
		fmt.Println(contact.ID, contact.Number, string(contact.Metadata))
	}
	// Output:
	// A1 +14155550123 {"first":"Ann","balance":12.50}
	// row 3: the cell of column "balance" is not a plain number: write digits alone, with a point before decimals, like 1234.50
}
