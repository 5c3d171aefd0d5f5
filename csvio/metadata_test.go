package csvio_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// oneRow reads a file of a header and one row, and returns the row's metadata, or the code and reason of its fault.
func oneRow(t *testing.T, header, cells string, cfg csvio.ContactsConfig) string {
	t.Helper()
	var got []string
	for c, err := range newContacts(t, strings.NewReader(header+"\n"+cells+"\n"), cfg).All() {
		got = append(got, metadataOf(t, c, err))
	}
	if len(got) != 1 {
		t.Fatalf("%d rows, want 1: %q", len(got), got)
	}
	return got[0]
}

func metadataOf(t *testing.T, c *dialer.Contact, err error) string {
	t.Helper()
	if row, ok := errors.AsType[*dialer.RowError](err); ok {
		return row.Code + ": " + sentence(row.Reason)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(c.Metadata)
}

// sentence is a reason with the field that its remedy is about.
func sentence(why dialer.Reason) string {
	if why.Field == "" {
		return why.String()
	}
	return why.String() + " (" + why.Field + ")"
}

func TestMetadataItems(t *testing.T) {
	const header, cells = "phone,first name,a=b,x:number,plan,metadata.city", "+1,Ann,eq,7,gold,Reno"
	tests := []struct {
		name  string
		items []string
		want  string
	}{
		{"all", nil, `{"first name":"Ann","a=b":"eq","x:number":"7","plan":"gold","city":"Reno"}`},
		{"none", []string{}, ``},
		{"a name", []string{"plan"}, `{"plan":"gold"}`},
		{"a loose name keeps the file's spelling", []string{"First_Name"}, `{"first name":"Ann"}`},
		{"renamed", []string{"first=first_name"}, `{"first":"Ann"}`},
		{"renamed, with space", []string{" first = first name "}, `{"first":"Ann"}`},
		{"a name with =", []string{"a=b"}, `{"a=b":"eq"}`},
		{"a name with = renamed", []string{"c=a=b"}, `{"c":"eq"}`},
		{"a name with = and a type", []string{"a=b:string"}, `{"a=b":"eq"}`},
		{"a name with a word after a colon", []string{"x:number"}, `{"x:number":"7"}`},
		{"and a type", []string{"x:number:number"}, `{"x:number":7}`},
		{"renamed", []string{"n=x:number"}, `{"n":"7"}`},
		{"renamed with a type", []string{"n=x:number:number"}, `{"n":7}`},
		{"order of the file", []string{"plan", "first name"}, `{"first name":"Ann","plan":"gold"}`},
		{"one column, two keys", []string{"p=plan", "q=plan"}, `{"p":"gold","q":"gold"}`},
		{"number column too", []string{"phone"}, `{"phone":"+1"}`},
		{"prefix dropped", []string{"metadata.city"}, `{"city":"Reno"}`},
		{"prefix not needed", []string{"city", "where=city"}, `{"city":"Reno","where":"Reno"}`},
		{"nested", []string{"a.b=plan", "c=first name", "a.d=city"}, `{"c":"Ann","a":{"b":"gold","d":"Reno"}}`},
		{"nested deeper", []string{"a.b.c=plan", "a.d=city"}, `{"a":{"b":{"c":"gold"},"d":"Reno"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := oneRow(t, header, cells, csvio.ContactsConfig{Metadata: tt.items}); got != tt.want {
				t.Errorf("metadata %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMetadataNesting(t *testing.T) {
	cfg := csvio.ContactsConfig{Set: []csvio.Pair{{Key: "a.x", Value: "1"}, {Key: "c.d", Value: "2"}, {Key: "e", Value: "3"}}}
	for _, tt := range []struct{ cells, want string }{
		{"+1,p,q,r", `{"a":{"b":"p","x":"1"},"o":{"p":{"q":"q"},"r":"r"},"c":{"d":"2"},"e":"3"}`},
		{"+1,,q,", `{"a":{"x":"1"},"o":{"p":{"q":"q"}},"c":{"d":"2"},"e":"3"}`},
		{"+1,,,r", `{"a":{"x":"1"},"o":{"r":"r"},"c":{"d":"2"},"e":"3"}`},
		{"+1,,,", `{"a":{"x":"1"},"c":{"d":"2"},"e":"3"}`},
	} {
		if got := oneRow(t, "phone,a.b,metadata.o.p.q,o.r", tt.cells, cfg); got != tt.want {
			t.Errorf("metadata %s, want %s", got, tt.want)
		}
	}
	if got := oneRow(t, "phone,a.b,o.p.q", "+1,,", csvio.ContactsConfig{}); got != "" {
		t.Errorf("metadata of empty cells %s, want none", got)
	}
}

// TestMetadataGrows reads columns that come after the header.
func TestMetadataGrows(t *testing.T) {
	added := func(r table.Row, names ...string) table.Row {
		r.Added = names
		return r
	}
	rows := []table.Row{
		values(`"+1"`, `"x"`),
		added(values(`"+2"`, `"x"`, `5`, `"y"`), " plan ", "metadata.b.c"),
		added(values(`"+3"`, ``, ``, ``, `"z"`), "a.b"),
		added(values(`"+4"`, `"x"`), "b.c.d", "secret__x", "ref"),
		values(`"+5"`, ``, ``, ``, ``, `1`),
		values(`"+6"`, ``, ``, ``, ``, ``, `1`),
		values(`"+7"`, ``, ``, ``, ``, ``, ``, `1`),
		added(values(`"+8"`, `"x"`, ``, ``, ``, ``, ``, ``, `1`), ""),
	}
	limits := dialer.MetadataLimits{RefKey: "ref", CheckKey: func(key string) error {
		if strings.HasPrefix(key, "secret__") {
			return errors.New("is reserved")
		}
		return nil
	}}
	want := []string{
		`{"a":"x"}`, `{"a":"x","plan":5,"b":{"c":"y"}}`, `metadata_conflict`, `{"a":"x"}`, `metadata_conflict`, `metadata_key`,
		`metadata_conflict`, `{"a":"x"}`,
	}
	contacts, err := csvio.NewContacts(newTypedRows([]string{"phone", "a"}, rows...), csvio.ContactsConfig{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for c, err := range contacts.All() {
		text := metadataOf(t, c, err)
		if err != nil {
			text, _, _ = strings.Cut(text, ":")
		}
		got = append(got, text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"phone", "a", "plan", "metadata.b.c", "a.b", "b.c.d", "secret__x", "ref", ""}, contacts.Header()); diff != "" {
		t.Errorf("Header (-want +got):\n%s", diff)
	}

	contacts, err = csvio.NewContacts(newTypedRows([]string{"phone", "a"}, rows...), csvio.ContactsConfig{Metadata: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range contacts.All() {
		if got := metadataOf(t, c, err); got != "" && got != `{"a":"x"}` {
			t.Errorf("metadata %s, want only the listed columns", got)
		}
	}
}

func TestMetadataLimits(t *testing.T) {
	flat := dialer.MetadataLimits{Flat: true, MaxEntries: 3, MaxBytes: 40}
	order := csvio.ContactsConfig{Metadata: []string{"a:json", "b"}, Limits: flat}
	tests := []struct {
		name, cells string
		cfg         csvio.ContactsConfig
		want        string
	}{
		{"just the limit", "+1,x,y,z,", csvio.ContactsConfig{Limits: flat}, `{"a":"x","b":"y","c":"z"}`},
		{"too many", "+1,x,y,z,w", csvio.ContactsConfig{Limits: flat}, "metadata_too_many: "},
		{"too many with constants", "+1,x,y,,", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"s", ""}, {"t", ""}}}, "metadata_too_many: "},
		{"just so long", "+1," + strings.Repeat("x", 40-len(`{"a":""}`)) + ",,,", csvio.ContactsConfig{Limits: flat}, `{"a":"` + strings.Repeat("x", 32) + `"}`},
		{"too long", "+1," + strings.Repeat("x", 33) + ",,,", csvio.ContactsConfig{Limits: flat}, "metadata_too_large: "},
		{"too long in bytes", "+1," + strings.Repeat("é", 17) + ",,,", csvio.ContactsConfig{Limits: flat}, "metadata_too_large: "},
		{"a scalar of JSON", "+1,5,y,,", order, `{"a":5,"b":"y"}`},
		{"a string of JSON", `+1,"""[""",y,,`, order, `{"a":"[","b":"y"}`},
		{"an object of JSON", "+1,{},y,,", order, "metadata_not_flat: "},
		{"a list of JSON", "+1,[],y,,", order, "metadata_not_flat: "},
		{"null of JSON", "+1,null,y,,", order, "metadata_not_flat: "},
		{"nested entries count as one", "+1,1,2,3,4", csvio.ContactsConfig{
			Metadata: []string{"o.a=a", "o.b=b", "o.c=c", "o.d=d"}, Limits: dialer.MetadataLimits{MaxEntries: 1},
		}, `{"o":{"a":"1","b":"2","c":"3","d":"4"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := oneRow(t, "phone,a,b,c,d", tt.cells, tt.cfg); got != tt.want && (!strings.HasSuffix(tt.want, ": ") || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("metadata %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRequire(t *testing.T) {
	cfg := csvio.ContactsConfig{IDColumn: "id", Require: []string{"plan", "First Name"}}
	for cells, want := range map[string]string{
		"+1,7,Ann,gold": `{"first_name":"Ann","plan":"gold"}`,
		"+1,7,Ann,":     `required_missing: the cell of column "plan" is empty: fill it in, or do not require the column (Require)`,
		"+1,7, \t,gold": `required_missing: the cell of column "first_name" is empty: fill it in, or do not require the column (Require)`,
		"+1,,,":         `id_missing: the cell of the id column "id" is empty: fill it in, or run without an id column (IDColumn)`,
	} {
		if got := oneRow(t, "phone,id,first_name,plan", cells, cfg); got != want {
			t.Errorf("%s gives %s, want %s", cells, got, want)
		}
	}
}

// TestRejectsColumns reads a file of rejects.
func TestRejectsColumns(t *testing.T) {
	tests := []struct {
		header string
		items  []string
		want   string
	}{
		{"reason,remedy,phone,name", nil, `{"name":"c"}`},
		{"reason,remedy,phone,name", []string{"name", "reason"}, `{"reason":"a","name":"c"}`},
		{"remedy,reason,phone,name", nil, `{"remedy":"a","reason":"b","name":"c"}`},
	}
	for _, tt := range tests {
		if got := oneRow(t, tt.header, "a,b,+1,c", csvio.ContactsConfig{Metadata: tt.items}); got != tt.want {
			t.Errorf("metadata of %s is %s, want %s", tt.header, got, tt.want)
		}
	}
}

func TestCells(t *testing.T) {
	contacts := newContacts(t, strings.NewReader("phone,id,name\n+1,a,Ann\n+2,,Bob\n+3,c\n+4,d,Dan\n"), csvio.ContactsConfig{IDColumn: "id"})
	var got []string
	for _, err := range contacts.All() {
		got = append(got, fmt.Sprintf("%q %v", contacts.Cells(), err != nil))
	}
	want := []string{`["+1" "a" "Ann"] false`, `["+2" "" "Bob"] true`, `["+3" "c"] true`, `["+4" "d" "Dan"] false`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}
