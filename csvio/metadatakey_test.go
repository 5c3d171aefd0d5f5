package csvio_test

import (
	"errors"
	"strings"
	"testing"

	"bulkdial/csvio"
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
		{"value and object", "phone,a,a.b", csvio.ContactsConfig{}, []string{`column "a"`, `column "a.b"`, "--metadata a_b=a.b"}},
		{"object and value", "phone,a.b,a", csvio.ContactsConfig{}, []string{`column "a"`, `column "a.b"`, "--metadata new_key=a"}},
		{"within a value, deeper", "phone,a.b,a.b.c.d", csvio.ContactsConfig{}, []string{`"a.b"`, "object", "--metadata a_b_c_d=a.b.c.d"}},
		{"two columns, one key", "phone,plan,metadata.plan", csvio.ContactsConfig{}, []string{`column "plan"`, `column "metadata.plan"`, `key "plan"`}},
		{"two items, one key", "phone,x,y", csvio.ContactsConfig{Metadata: []string{"k=x", "k=y"}}, []string{`column "x"`, `column "y"`, `key "k"`}},
		{"one item twice", "phone,x,y", csvio.ContactsConfig{Metadata: []string{"x", "x:number"}}, []string{`"x" twice`}},
		{"empty part", "phone,a..b", csvio.ContactsConfig{}, []string{`key "a..b"`, "empty part", "--metadata a__b=a..b"}},
		{"empty last part", "phone,No.", csvio.ContactsConfig{}, []string{`key "No."`, "empty part", "--metadata No=No."}},
		{"empty first part", "phone,.a", csvio.ContactsConfig{}, []string{"empty part"}},
		{"only a prefix", "phone,metadata.", csvio.ContactsConfig{}, []string{"empty part", "--metadata new_key=metadata."}},
		{"no key", "phone,x", csvio.ContactsConfig{Metadata: []string{"=x"}}, []string{"empty part", `column "x"`}},
		{"too deep", "phone," + strings.Repeat("a.", 16) + "a", csvio.ContactsConfig{}, []string{"16"}},
		{"no such column", "phone,x", csvio.ContactsConfig{Metadata: []string{"k=z"}}, []string{"--metadata", `"z"`, `"x"`}},
		{"no such type", "phone,x", csvio.ContactsConfig{Metadata: []string{"x:int"}}, []string{"--metadata", `"x:int"`, ":number"}},
		{"constant in a value", "phone,a", csvio.ContactsConfig{Set: []csvio.Pair{{"a.b", "x"}}}, []string{`--set "a.b"`, `column "a"`, "--metadata"}},
		{"dots in what is flat", "phone,address.city", csvio.ContactsConfig{Limits: flat}, []string{"--api-version", "--metadata address_city=address.city"}},
		{"dots in a constant", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a.b", "x"}}}, []string{`--set "a.b"`, "--api-version"}},
		{"a key that cannot be", "phone,first name", csvio.ContactsConfig{Limits: flat}, []string{"something odd", `--metadata "first_name=first name"`}},
		{"a digit first", "phone,1st", csvio.ContactsConfig{Limits: flat}, []string{"something odd", `--metadata new_key=1st`}},
		{"a line break", "phone,\"a\nb\"", csvio.ContactsConfig{Limits: dialer.MetadataLimits{CheckKey: func(string) error { return errors.New("is odd") }}}, []string{`a_b=a\nb`}},
		{"a constant's key", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a b", "x"}}}, []string{"--set", "something odd"}},
		{"the reference's key", "phone,our_ref", csvio.ContactsConfig{Limits: flat}, []string{`"our_ref"`, "--ref-key"}},
		{"around the reference", "phone,our_ref.x", csvio.ContactsConfig{Limits: dialer.MetadataLimits{RefKey: "our_ref"}}, []string{"--ref-key"}},
		{"too many constants", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a", ""}, {"b", ""}, {"c", ""}}}, []string{"--set", "2 entries"}},
		{"constants too long", "phone", csvio.ContactsConfig{Limits: flat, Set: []csvio.Pair{{"a", strings.Repeat("x", 30)}}}, []string{"--set", "30 bytes"}},
		{"required column", "phone,a", csvio.ContactsConfig{Require: []string{"a", "plan"}}, []string{"--require", `"plan"`}},
		{"region column", "phone,a", csvio.ContactsConfig{RegionColumn: "region"}, []string{"--region-column", `"region"`}},
		{"agent column", "phone,a", csvio.ContactsConfig{AgentColumn: "agent"}, []string{"--agent-column"}},
		{"caller column", "phone,a", csvio.ContactsConfig{FromNumberColumn: "from"}, []string{"--from-number-column"}},
		{"ringing column", "phone,a", csvio.ContactsConfig{RingingTimeoutColumn: "ring"}, []string{"--ringing-timeout-column"}},
		{"duration column", "phone,a", csvio.ContactsConfig{MaxDurationColumn: "max"}, []string{"--max-duration-column"}},
		{"name of nothing", "phone,_", csvio.ContactsConfig{Require: []string{" "}}, []string{"--require", "names no column"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readHeader(strings.NewReader(tt.header+"\n"), tt.cfg)
			e, ok := errors.AsType[*csvio.HeaderError](err)
			if !ok {
				t.Fatalf("NewContacts = %v, want a HeaderError", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(e.Reason, want) {
					t.Errorf("reason %q, want one with %s", e.Reason, want)
				}
			}
			if strings.ContainsAny(e.Reason, "\r\n") {
				t.Errorf("reason %q, want one line", e.Reason)
			}
		})
	}
}
