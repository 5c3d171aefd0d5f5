package csvio_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
)

// TestSwallowed: rows that seem to hold others are contacts, which are counted, and the first of which are named.
func TestSwallowed(t *testing.T) {
	var text strings.Builder
	text.WriteString("phone,note\n+14155550100,\"a\nb\"\n")
	for i := range 7 {
		fmt.Fprintf(&text, "+1415555010%d,\"call\n+1415555020%d\"\n", i+1, i)
	}
	contacts := newContacts(t, strings.NewReader(text.String()), csvio.ContactsConfig{})
	count := 0
	for _, err := range contacts.All() {
		if err != nil {
			t.Fatal(err)
		}
		count++
	}
	want := csvio.Swallowed{Count: 7, First: []int{3, 4, 5, 6, 7}}
	if diff := cmp.Diff(want, contacts.Swallowed()); diff != "" || count != 8 {
		t.Errorf("%d contacts, rows that seem to hold others (-want +got):\n%s", count, diff)
	}
}
