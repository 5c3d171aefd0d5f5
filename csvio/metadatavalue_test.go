package csvio_test

import (
	"strings"
	"testing"

	"bulkdial/csvio"
)

func TestMetadataTypes(t *testing.T) {
	tests := []struct{ as, cell, want string }{
		{"number", "12", `12`},
		{"number", " -1.50 ", `-1.50`},
		{"number", "0", `0`},
		{"number", "0.5", `0.5`},
		{"number", "123456789012345678901234567890", `123456789012345678901234567890`},
		{"number", "", ""},
		{"number", " \t", ""},
		{"number", "+1", "metadata_number"},
		{"number", "007", "metadata_number"},
		{"number", "1 000", "metadata_number"},
		{"number", `"1,000"`, "metadata_number"},
		{"number", "$5", "metadata_number"},
		{"number", "5%", "metadata_number"},
		{"number", ".5", "metadata_number"},
		{"number", "5.", "metadata_number"},
		{"number", "1e5", "metadata_number"},
		{"number", "4.41E+11", "metadata_number"},
		{"number", "NaN", "metadata_number"},
		{"number", "0x1", "metadata_number"},
		{"number", "-", "metadata_number"},
		{"number", "true", "metadata_number"},
		{"number", "1 2", "metadata_number"},
		{"number", "\u0661", "metadata_number"},
		{"bool", "true", `true`},
		{"bool", "TRUE", `true`},
		{"bool", " Yes ", `true`},
		{"bool", "y", `true`},
		{"bool", "1", `true`},
		{"bool", "False", `false`},
		{"bool", "NO", `false`},
		{"bool", "n", `false`},
		{"bool", "0", `false`},
		{"bool", " ", ""},
		{"bool", "on", "metadata_bool"},
		{"bool", "1.0", "metadata_bool"},
		{"bool", "2", "metadata_bool"},
		{"bool", "-", "metadata_bool"},
		{"json", `"{ ""id"" : [1, null, {""a"":{}}] }"`, `{"id":[1,null,{"a":{}}]}`},
		{"json", "5", `5`},
		{"json", "null", `null`},
		{"json", `"""a\u0062 \n"""`, `"a\u0062 \n"`},
		{"json", " ", ""},
		{"json", "1e400", `1e400`},
		{"json", `"[{""a"":1},{""a"":1}]"`, `[{"a":1},{"a":1}]`},
		{"json", `"{""a"":""a"",""b"":""a""}"`, `{"a":"a","b":"a"}`},
		{"json", "{", "metadata_json"},
		{"json", "1 2", "metadata_json"},
		{"json", "x", "metadata_json"},
		{"json", `"{""a"":1,""a"":2}"`, "metadata_json"},
		{"json", `"{""a"":1,""\u0061"":2}"`, "metadata_json"},
		{"json", `"[{""x"":[],""b"":{""a"":1e400,""a"":2}}]"`, "metadata_json"},
		{"string", " a ", `" a "`},
		{"string", "5", `"5"`},
		{"string", "", ""},
	}
	for _, tt := range tests {
		got := oneRow(t, "phone,balance", "+1,"+tt.cell, csvio.ContactsConfig{Metadata: []string{"v=balance:" + tt.as}})
		switch {
		case strings.HasPrefix(tt.want, "metadata_"):
			if !strings.HasPrefix(got, tt.want+": ") || !strings.Contains(got, `column "balance"`) {
				t.Errorf("%s of %q gives %s, want %s and the column", tt.as, tt.cell, got, tt.want)
			}
		case tt.want == "" && got != "", tt.want != "" && got != `{"v":`+tt.want+`}`:
			t.Errorf("%s of %q gives %s, want %s", tt.as, tt.cell, got, tt.want)
		}
	}
}

func TestMetadataOwnTypes(t *testing.T) {
	tests := []struct{ item, value, want string }{
		{"v", `"a\u0062"`, `{"v":"ab"}`},
		{"v", `5`, `{"v":5}`},
		{"v", `1e5`, `{"v":1e5}`},
		{"v", `false`, `{"v":false}`},
		{"v", `""`, ``},
		{"v", `null`, ``},
		{"v", ``, ``},
		{"v", `"null"`, `{"v":"null"}`},
		{"v", "[1, {\"a\":\n2}]", `{"v":[1,{"a":2}]}`},
		{"v", `{"a":1,"a":2}`, "metadata_json"},
		{"v", "{\"a\":\"\xff\"}", "metadata_json"},
		{"v:string", `5`, `{"v":"5"}`},
		{"v:string", `true`, `{"v":"true"}`},
		{"v:number", `1e5`, `{"v":1e5}`},
		{"v:number", `"1.5"`, `{"v":1.5}`},
		{"v:number", `"1e5"`, "metadata_number"},
		{"v:number", `true`, "metadata_number"},
		{"v:number", `[1]`, "metadata_number"},
		{"v:bool", `true`, `{"v":true}`},
		{"v:bool", `"no"`, `{"v":false}`},
		{"v:bool", `1`, `{"v":true}`},
		{"v:json", `{"a": 1}`, `{"v":{"a":1}}`},
		{"v:json", `"{\"a\": 1}"`, `{"v":{"a":1}}`},
		{"v:json", `"a"`, "metadata_json"},
	}
	for _, tt := range tests {
		in := newTypedRows([]string{"phone", "v"}, values(`"+1"`, tt.value))
		contacts, err := csvio.NewContacts(in, csvio.ContactsConfig{Metadata: []string{tt.item}})
		if err != nil {
			t.Fatal(err)
		}
		for c, err := range contacts.All() {
			got := metadataOf(t, c, err)
			if err != nil {
				got, _, _ = strings.Cut(got, ": ")
			}
			if got != tt.want {
				t.Errorf("%s of %s gives %s, want %s", tt.item, tt.value, got, tt.want)
			}
		}
	}
}
