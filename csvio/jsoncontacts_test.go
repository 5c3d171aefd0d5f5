package csvio_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
)

func TestBadJSONContact(t *testing.T) {
	got, err := readContacts(t, strings.NewReader(`{"id":"a","phone":"+1415","name":"Ann"}
{"phone":"+1416","id":"b","name":"\ud83d"}
no object
{"phone":"+1417","id":"","name":"Cy"}
{"phone":"+1418","id":"d","name":"<Di>"}`), csvio.ContactsConfig{IDColumn: "id"})
	want := []string{
		`1@1 [a|+1415] {"name":"Ann"}`,
		`2@2 bad_json [b|+1416] a string holds an unpaired surrogate (\ud800 to \udfff): write the character whole, or remove it`,
		`3@3 bad_json [|] the line is not one JSON object: write each contact as one object on a line of its own`,
		`4@4 id_missing [|+1417] the cell of the id column "id" is empty: fill it in, or run without an id column (IDColumn)`,
		`5@5 [d|+1418] {"name":"<Di>"}`,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("contacts, %v (-want +got):\n%s", err, diff)
	}
}
