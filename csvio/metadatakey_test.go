package csvio_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

func TestMetadataHeaderErrors(t *testing.T) {
	flat := dialer.MetadataLimits{Flat: true, MaxEntries: 2, MaxBytes: 30, RefKey: "our_ref", CheckKey: func(key string) error {
		if strings.ContainsAny(key, " 1") {
			return errors.New("has something odd in it")
		}
		return nil
	}}
	tests := []struct {
		name, header string
		cfg          csvio.ContactsConfig
		want         []string // what the reason names
	}{
		{"value and object", "phone,a,a.b", csvio.ContactsConfig{}, []string{`column "a"`, `column "a.b"`, "(Metadata)", "as in a_b=a.b"}},
		{"object and value", "phone,a.b,a", csvio.ContactsConfig{}, []string{`column "a"`, `column "a.b"`, "(Metadata)", "as in new_key=a"}},
		{"within a value, deeper", "phone,a.b,a.b.c.d", csvio.ContactsConfig{}, []string{`"a.b"`, "object", "(Metadata)", "as in a_b_c_d=a.b.c.d"}},
		{"two columns, one key", "phone,plan,metadata.plan", csvio.ContactsConfig{}, []string{`column "plan"`, `column "metadata.plan"`, `key "plan"`}},
		{"two items, one key", "phone,x,y", csvio.ContactsConfig{Metadata: []string{"k=x", "k=y"}}, []string{`column "x"`, `column "y"`, `key "k"`}},
		{"one item twice", "phone,x,y", csvio.ContactsConfig{Metadata: []string{"x", "x:number"}}, []string{`"x" twice`}},
		{"only a prefix", "phone,metadata.", csvio.ContactsConfig{}, []string{`key "" of column "metadata." is empty`, "(Metadata)", "as in new_key=metadata."}},
		{"no key", "phone,x", csvio.ContactsConfig{Metadata: []string{"=x"}}, []string{`of column "x" is empty`}},
		{"too deep", "phone," + strings.Repeat("a.", 16) + "a", csvio.ContactsConfig{}, []string{"16"}},
		{"no such column", "phone,x", csvio.ContactsConfig{Metadata: []string{"k=z"}}, []string{"(Metadata)", `"z"`, `"x"`}},
		{"no such type", "phone,x", csvio.ContactsConfig{Metadata: []string{"x:int"}}, []string{"(Metadata)", `"x:int"`, ":number"}},
		{"constant in a value", "phone,a", csvio.ContactsConfig{Set: []csvio.Pair{{"a.b", "x"}}}, []string{"(Set)", `constant "a.b"`, `column "a"`, "choose which columns are metadata"}},
		{"dots in what is flat", "phone,address.city", csvio.ContactsConfig{Limits: flat}, []string{"version of the API", "(Metadata)", "as in address_city=address.city"}},
		{"dots in a constant", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a.b", "x"}}}, []string{"(Set)", `constant "a.b"`, "version of the API"}},
		{"a key that cannot be", "phone,first name", csvio.ContactsConfig{Limits: flat}, []string{"something odd", "(Metadata)", `as in "first_name=first name"`}},
		{"a dot that does not nest, in what is flat", "phone,No. 1", csvio.ContactsConfig{Limits: flat}, []string{"something odd", `as in "No__1=No. 1"`}},
		{"a digit first", "phone,1st", csvio.ContactsConfig{Limits: flat}, []string{"something odd", "(Metadata)", `as in new_key=1st`}},
		{"a line break", "phone,\"a\nb\"", csvio.ContactsConfig{Limits: dialer.MetadataLimits{CheckKey: func(string) error { return errors.New("is odd") }}}, []string{`a_b=a\nb`}},
		{"a constant's key", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a b", "x"}}}, []string{"(Set)", "something odd"}},
		{"the reference's key", "phone,our_ref", csvio.ContactsConfig{Limits: flat}, []string{`"our_ref"`, "(RefKey)"}},
		{"around the reference", "phone,our_ref.x", csvio.ContactsConfig{Limits: dialer.MetadataLimits{RefKey: "our_ref"}}, []string{"(RefKey)"}},
		{"too many constants", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a", ""}, {"b", ""}, {"c", ""}}}, []string{"(Set)", "2 entries"}},
		{"constants too long", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a", strings.Repeat("x", 30)}}}, []string{"(Set)", "30 bytes"}},
		{"required column", "phone,a", csvio.ContactsConfig{Require: []string{"a", "plan"}}, []string{"(Require)", `"plan"`}},
		{"region column", "phone,a", csvio.ContactsConfig{RegionColumn: "region"}, []string{"(RegionColumn)", `"region"`}},
		{"agent column", "phone,a", csvio.ContactsConfig{AgentColumn: "agent"}, []string{"(AgentColumn)"}},
		{"caller column", "phone,a", csvio.ContactsConfig{FromNumberColumn: "from"}, []string{"(FromNumberColumn)"}},
		{"ringing column", "phone,a", csvio.ContactsConfig{RingingTimeoutColumn: "ring"}, []string{"(RingingTimeoutColumn)"}},
		{"duration column", "phone,a", csvio.ContactsConfig{MaxDurationColumn: "max"}, []string{"(MaxDurationColumn)"}},
		{"name of nothing", "phone,_", csvio.ContactsConfig{Require: []string{" "}}, []string{"(Require)", "the name of the column is empty"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readHeader(strings.NewReader(tt.header+"\n"), tt.cfg)
			e, ok := errors.AsType[*table.HeaderError](err)
			if !ok {
				t.Fatalf("NewContacts = %v, want a HeaderError", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(e.Reason+" ("+e.Field+")", want) {
					t.Errorf("reason %q (%s), want one with %s", e.Reason, e.Field, want)
				}
			}
			if strings.ContainsAny(e.Reason, "\r\n") {
				t.Errorf("reason %q, want one line", e.Reason)
			}
		})
	}
}

// TestDots is about the dots in names: those that cannot nest are part of the key.
func TestDots(t *testing.T) {
	for name, want := range map[string]string{
		"address.city": `{"address":{"city":"x"}}`, "a.b.c": `{"a":{"b":{"c":"x"}}}`, "_id.$oid": `{"_id":{"$oid":"x"}}`, "straße.näme": `{"straße":{"näme":"x"}}`,
		"metadata.address.city": `{"address":{"city":"x"}}`, "the address.home city": `{"the address":{"home city":"x"}}`,
		"No.": `{"No.":"x"}`, ".net": `{".net":"x"}`, "a..b": `{"a..b":"x"}`, "...": `{"...":"x"}`, "metadata.No.": `{"No.":"x"}`,
		"St. Address": `{"St. Address":"x"}`, "Cust. Name": `{"Cust. Name":"x"}`, "P.O. Box": `{"P.O. Box":"x"}`, "Hs.\u00a0Nr": "{\"Hs.\u00a0Nr\":\"x\"}",
		"Tel.-Nr": `{"Tel.-Nr":"x"}`, "Tel./Fax": `{"Tel./Fax":"x"}`, "Tel.(home)": `{"Tel.(home)":"x"}`, "address.No.": `{"address.No.":"x"}`,
	} {
		if got := oneRow(t, "phone,"+name, "+1,x", csvio.ContactsConfig{}); got != want {
			t.Errorf("column %q gives %s, want %s", name, got, want)
		}
	}
	if got, want := oneRow(t, "phone,No.,No.b,a.b", "+1,x,y,z", csvio.ContactsConfig{}), `{"No.":"x","No":{"b":"y"},"a":{"b":"z"}}`; got != want {
		t.Errorf("several give %s, want %s", got, want)
	}
}
