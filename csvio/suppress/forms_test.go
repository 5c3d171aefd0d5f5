package suppress_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table/tabletest"
)

const a, b, c, free = "+14155550101", "+14155550102", "+12125550103", "+14155550199"

// readAs reads a list with a configuration.
func readAs(tb testing.TB, cfg suppress.Config, content []byte) (*suppress.Lists, error) {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "dnc")
	writeList(tb, path, string(content))
	if cfg.Numbers == nil {
		cfg.Numbers = usNumbers{}
	}
	return suppress.Open([]string{path}, cfg)
}

// holdsAll reports an error unless all of some numbers are on the lists, and free is not.
func holdsAll(t *testing.T, lists *suppress.Lists, err error, numbers ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range numbers {
		if lists.List(number, time.Now()) == "" {
			t.Errorf("%s is not on the list", number)
		}
	}
	if lists.List(free, time.Now()) != "" {
		t.Errorf("%s is on the list", free)
	}
}

// refuses reports an error unless err is about a field, and says something.
func refuses(t *testing.T, err error, field string, says ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("the list was read, want an error")
	}
	named, ok := errors.AsType[interface {
		error
		FieldName() string
	}](err)
	if got := ok && named.FieldName() != ""; got != (field != "") || got && named.FieldName() != field {
		t.Errorf("the error is not about %q: %v", field, err)
	}
	for _, text := range says {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q, want one that says %q", err, text)
		}
	}
}

const registryXML = "<?xml version='1.0' encoding='utf-16'?>\n<!-- a list -->\n<list type='full' level='state' val='CA'>\n<ac val='415'><ph val='5550101'/><ph val='5550102' /></ac>\n<ac val='212'>\n<ph val='5550103'></ph></ac></list>\n"

// TestRegistry: a list of the national do-not-call registry is read where its form is declared, in each of its containers, and refused
// where it is not.
func TestRegistry(t *testing.T) {
	const flat = "415,5550101\n415,5550102\n212,5550103\n"
	for name, content := range map[string][]byte{
		"flat":              []byte(flat),
		"CRLF":              []byte(strings.ReplaceAll(flat, "\n", "\r\n")),
		"quoted":            []byte("\"415\",\"5550101\"\n\"415\",\"5550102\"\n\"212\",\"5550103\""),
		"spaces":            []byte(" 415 , 5550101\n415,5550102 \n212,5550103\n"),
		"semicolons":        []byte(strings.ReplaceAll(flat, ",", ";")),
		"tabs":              []byte(strings.ReplaceAll(flat, ",", "\t")),
		"a byte order mark": []byte("\ufeff" + flat),
		"gzip":              tabletest.Gzipped(t, []byte(flat)),
		"zip":               tabletest.Zipped(t, "2026-11-25_CA.txt", flat),
		"zip of a Mac":      tabletest.Zipped(t, "list/", "", "list/ca.txt", flat, "__MACOSX/list/._ca.txt", "x"),
		"XML":               []byte(registryXML),
		"XML, zip":          tabletest.Zipped(t, "ca.xml", registryXML),
		"XML, gzip":         tabletest.Gzipped(t, []byte(registryXML)),
		"XML of one code":   []byte(`<list type="full" level="areacode" val="415"><ph val="5550101"/><ac val="415"><ph val="5550102"/></ac><ac val="212"><ph val="5550103"/></ac></list>`),
	} {
		t.Run(name, func(t *testing.T) {
			lists, err := readAs(t, suppress.Config{SuppressFormat: []suppress.Form{suppress.FTC}}, content)
			holdsAll(t, lists, err, a, b, c)
			_, err = readAs(t, suppress.Config{}, content)
			refuses(t, err, "SuppressFormat", "declare its form, ftc", "half a list")
		})
	}
	// Another list beside it is read as any other.
	lists, err := readAs(t, suppress.Config{SuppressFormat: []suppress.Form{suppress.FTC}}, []byte("phone,name\n"+a+",Ann\n"))
	holdsAll(t, lists, err, a)
}

// TestRegistryRefused: a list of the registry that is not whole, or not a full one, is not used.
func TestRegistryRefused(t *testing.T) {
	const open = "<list type='full' level='state' val='CA'><ac val='415'><ph val='5550101'/>"
	for name, tt := range map[string]struct {
		content string
		says    string
	}{
		"a number too short":      {"415,5550101\n415,555010\n", "row 2"},
		"a row with more":         {"415,5550101\n415,5550102,A\n", "row 2"},
		"a change list":           {"415,5550101,A,2026-11-25\n", "a list of changes"},
		"10 digits in a row":      {"415,5550101\n4155550102\n", "row 2"},
		"letters":                 {"415,5550101\n415,555O102\n", "row 2"},
		"an empty cell":           {"415,5550101\n,5550102\n", "row 2"},
		"XML that is cut":         {open, "cut off"},
		"XML that is cut, inside": {open[:len(open)-6], "cut off"},
		"XML, nothing":            {"<list type='full'></list>", "empty"},
		"XML of changes":          {strings.Replace(open, "full", "change", 1) + "</ac></list>", `the type "change"`},
		"XML, another element":    {open + "<del val='5550102'/></ac></list>", `an element "del" in "ac"`},
		"XML, text":               {open + "5550102</ac></list>", "text between"},
		"XML, a bad number":       {open + "<ph val='55501'/></ac></list>", "row 1"},
		"XML, no value":           {open + "<ph/></ac></list>", "row 1"},
		"XML, no area code":       {"<list><ph val='5550101'/></list>", "row 1"},
		"XML, a second root":      {open + "</ac></list><list/>", `an element "list"`},
		"another document":        {"<page><p>+14155550101</p></page>", `an element "page"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readAs(t, suppress.Config{SuppressFormat: []suppress.Form{suppress.FTC}}, []byte(tt.content))
			refuses(t, err, "", tt.says, "half a list")
			if _, text, _ := strings.Cut(err.Error(), "/dnc: "); strings.Contains(text, "5550") { // a folder's name may hold any digits
				t.Errorf("error %q holds a number", err)
			}
		})
	}
}

// TestZip: a list that is alone in a zip archive is read like any other; any other archive is refused.
func TestZip(t *testing.T) {
	lists, err := readAs(t, suppress.Config{}, tabletest.Zipped(t, "dnc.csv", "phone\n"+a+"\n"))
	holdsAll(t, lists, err, a)
	packed := tabletest.Zipped(t, "dnc.csv", "phone\n"+a+"\n")
	damaged := bytes.Replace(packed, []byte("dnc.csv"), []byte("dnc.csx"), 1)
	damaged[len("PK\x03\x04")+40] ^= 1
	for name, content := range map[string][]byte{
		"two lists": tabletest.Zipped(t, "a.csv", a+"\n", "b.csv", b+"\n"), "none": tabletest.Zipped(t), "zip in zip": tabletest.Zipped(t, "a.zip", string(packed)),
		"gzip in zip": tabletest.Zipped(t, "a.gz", string(tabletest.Gzipped(t, []byte(a+"\n")))), "cut": packed[:len(packed)-9], "damaged": damaged,
	} {
		if _, err := readAs(t, suppress.Config{}, content); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// TestHeader: what is a header, and what is one only if the operator says so.
func TestHeader(t *testing.T) {
	for name, tt := range map[string]struct {
		text                   string
		detected, yes, without []string // the entries; nil: refused
	}{
		"a name":                     {"phone\n" + a + "\n", []string{a}, []string{a}, []string{a}},
		"a name and digits":          {"phone,custom_field_12345\n" + a + ",x\n", []string{a}, []string{a}, []string{a}},
		"a name, half a number":      {"mobile,555-0101\nhome," + b + "\n", nil, nil, nil},
		"a name, an extension":       {"cell,415 555 0101 x5\n", nil, nil, nil},
		"a name and a date":          {"phone,2026-11-25\n" + a + ",x\n", []string{a}, []string{a}, []string{a}},
		"a name and many digits":     {"phone,field 20261125\n" + a + ",x\n", nil, []string{a}, nil},
		"a name in the last column":  {"field 202611,alt_phone\nx," + a + "\n", []string{a}, []string{a}, []string{a}},
		"any word":                   {"opted out\n" + a + "\n", []string{a}, []string{a}, []string{a}},
		"a number":                   {a + "\n" + b + "\n", []string{a, b}, []string{a, b}, []string{a, b}},
		"a number and a word":        {"Ann," + a + "\nBob," + b + "\n", []string{a, b}, []string{a, b}, []string{a, b}},
		"a kind of phone, a number":  {"mobile," + a + "\nhome," + b + "\n", nil, nil, []string{a, b}},
		"a name, and a number alone": {"phone," + a + "\n" + b + ",x\n", nil, []string{a, b}, []string{a, b}},
		"a name, national":           {"cell,415 555 0101\ncell,415 555 0102\n", nil, nil, []string{a, b}},
		"a name, a hash":             {"phone," + hashOf(a) + "\n" + b + ",x\n", nil, []string{a, b}, []string{a, b}},
		"digits that are no number":  {"custom_field_12345\n" + a + "\n", nil, []string{a}, nil},
		"a half number":              {"5550101\n" + a + "\n", nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for header, want := range map[suppress.Header][]string{suppress.HeaderDetected: tt.detected, suppress.HeaderYes: tt.yes, suppress.HeaderNo: tt.without} {
				lists, err := readAs(t, suppress.Config{SuppressHeader: header}, []byte(tt.text))
				if want == nil && err == nil {
					t.Errorf("header %q: the list was read, want an error", header)
				}
				if want != nil {
					holdsAll(t, lists, err, want...)
				}
			}
		})
	}
	_, err := readAs(t, suppress.Config{}, []byte("mobile,"+a+"\n"))
	refuses(t, err, "SuppressHeader", "the name of a column and a number")
	_, err = readAs(t, suppress.Config{}, []byte("custom_field_12345\n"+a+"\n"))
	refuses(t, err, "SuppressHeader", "row 1", "say that the first row is one")
}

// TestColumns: with a header, columns named like phones count. Others that seem to hold numbers are refused until columns are named.
func TestColumns(t *testing.T) {
	for name, tt := range map[string]struct {
		text    string
		columns string
		want    string // "" if the list is refused
	}{
		"phone and mobile":              {"phone,mobile\n" + a + "," + b + "\n", "", a + " " + b},
		"phone and alt_phone":           {"phone,alt_phone\n" + a + "," + b + "\n" + c + ",\n", "", a + " " + b + " " + c},
		"a cell that says none":         {"phone,mobile\n" + a + ",n/a\nn/a," + b + "\n", "", a + " " + b},
		"another column":                {"phone,home\n" + a + ",415 555 0102\n", "", ""},
		"another column, with words":    {"phone,home\n" + a + ",415 555 0102\n" + c + ",none\n" + c + ",\n", "", ""},
		"another column, half":          {"phone,home\n" + a + ",415 555 0102\n" + c + ",555-0102\n", "", ""},
		"another column of ids":         {"phone,id\n" + a + ",4155550102\n" + c + ",94105\n" + c + ",94106\n", "", a + " " + c},
		"dates":                         {"phone,at\n" + a + ",2026-11-25\n" + c + ",2026-11-26 10:30\n", "", a + " " + c},
		"it is named":                   {"phone,home\n" + a + ",415 555 0102\n", "home", a + " " + b},
		"its name, loosely":             {"phone,Opt-Out Line\n" + a + ",415 555 0102\n", "opt out line", a + " " + b},
		"both are named":                {"phone,home\n" + a + ",415 555 0102\n", "home,phone", a + " " + b},
		"the other is named":            {"phone,account\n" + a + ",415 555 0199\n", "phone", a},
		"the other is named, with a +":  {"phone,account\n" + a + "," + free + "\n", "phone", a},
		"a phone that is not named":     {"phone,alt_phone\n" + a + "," + b + "\n" + c + ",call 555-01\n", "phone", a + " " + b + " " + c},
		"no phone but the named":        {"name,opted\nAnn," + a + "\n", "opted", a},
		"a bad cell of the named":       {"phone,home\n" + a + ",555-0102\n", "home", ""},
		"a column that no list has":     {"phone,home\n" + a + ",x\n", "homes", ""},
		"one that no list has":          {"phone,home\n" + a + ",x\n", "home,homes", ""},
		"a name of a list without them": {a + "\n", "home", ""},
		"swallowed rows":                {"phone,note\n" + a + ",\"x\n" + b + ",y\n" + c + ",\"\n", "", ""},
		"swallowed rows, decided":       {"phone,note\n" + a + ",\"x\n" + b + ",y\n" + c + ",\"\n", "phone", ""},
		"JSON":                          {`{"phone":"` + a + `","home":"415 555 0102"}` + "\n", "home", a + " " + b},
		"JSON, a late key":              {`{"phone":"` + a + `"}` + "\n" + `{"home":"415 555 0102"}` + "\n", "home", a + " " + b},
		"JSON, not named":               {`{"phone":"` + a + `"}` + "\n" + `{"home":"415 555 0102"}` + "\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := suppress.Config{}
			if tt.columns != "" {
				cfg.SuppressColumn = strings.Split(tt.columns, ",")
			}
			lists, err := readAs(t, cfg, []byte(tt.text))
			if tt.want == "" {
				if err == nil {
					t.Error("the list was read, want an error")
				}
				return
			}
			holdsAll(t, lists, err, strings.Fields(tt.want)...)
		})
	}
	_, err := readAs(t, suppress.Config{}, []byte("phone,home\n"+a+",415 555 0102\n"))
	refuses(t, err, "SuppressColumn", `most cells of column "home"`)
}

// TestColumnsOfTwoLists: a column that one list has is no error for the other, whose other columns are checked all the same.
func TestColumnsOfTwoLists(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	writeList(t, one, "phone,home\n"+a+",415 555 0102\n")
	writeList(t, two, "phone,name\n"+c+",Ann\n")
	cfg := suppress.Config{Numbers: usNumbers{}, SuppressColumn: []string{"home"}}
	lists, err := suppress.Open([]string{one, two}, cfg)
	holdsAll(t, lists, err, a, b, c)
	writeList(t, two, "phone,alternative\n"+c+","+free+"\n")
	_, err = suppress.Open([]string{one, two}, cfg)
	refuses(t, err, "SuppressColumn", `column "alternative"`, two)
}

// TestRegionUnknown: where the rows of contacts have regions of their own, a list without them must not have numbers without a country
// code: they would be read as those of another country.
func TestRegionUnknown(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		ok   bool
	}{
		"a column":              {"phone,country\n020 7946 0018,GB\n", true},
		"a column, first":       {"Country,phone\nGB,020 7946 0018\n", true},
		"a column, JSON":        {`{"phone":"020 7946 0018","country":"GB"}` + "\n", true},
		"no column":             {"phone\n4155550101\n", false},
		"no column, JSON":       {`{"phone":"4155550101"}` + "\n", false},
		"no header":             {"4155550101,US\n", false},
		"no column, all with +": {"phone\n+442079460018\n", true},
		"no header, with +":     {"+442079460018,GB\n", true},
		"no header, one with +": {"+442079460018\n4155550101\n", false},
		"a hash":                {hashOf("+442079460018") + "\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			lists, err := readAs(t, suppress.Config{Numbers: regionNumbers{}, RegionColumn: "country"}, []byte(tt.text))
			if tt.ok {
				holdsAll(t, lists, err, "+442079460018")
			} else {
				refuses(t, err, "RegionColumn", `no column "country"`)
			}
		})
	}
}

// TestHashes: a hash may be that of a number without its +. A list whose hashes match nobody is noticed.
func TestHashes(t *testing.T) {
	bare := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(a[1:])))
	for _, text := range []string{bare + "\n", "hash\n" + bare + "\n", b + "\n" + strings.ToUpper(bare) + "\n", "phone\n" + bare + "\n"} {
		lists, err := readAs(t, suppress.Config{}, []byte(text))
		if err == nil && lists.UnmatchedHashes() != nil {
			t.Error("UnmatchedHashes() names a list before anything was looked up")
		}
		holdsAll(t, lists, err, a)
		if got := lists.UnmatchedHashes(); got != nil {
			t.Errorf("UnmatchedHashes() = %v, want none", got)
		}
	}
	bareOld := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte("5215512345678")))
	lists, err := readAs(t, suppress.Config{}, []byte(bareOld+"\n"))
	holdsAll(t, lists, err, "+525512345678")
	lists, err = readAs(t, suppress.Config{}, []byte(hashOf(a)+"\n"+b+"\n"))
	holdsAll(t, lists, err, b)
	if got := lists.UnmatchedHashes(); len(got) != 1 || got[0] != "dnc" {
		t.Errorf("UnmatchedHashes() = %v, want dnc", got)
	}
}

const resultsHeader = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt\n"

// TestResults: of the results of another campaign, accepted and unknown numbers are entries, and other lines are none.
func TestResults(t *testing.T) {
	lines := "1,x," + a + ",accepted,ac_1,,,1\n2,,n/a,invalid,,number_missing,+14155550199,0\n3,," + free + ",rejected,,e,x,1\n" +
		"4,," + b + ",unknown,,e,x,1\n4,," + b + ",rejected,,e,x,2\n5,," + free + ",duplicate,,,,0\n6,," + free + ",suppressed,,,,0\n7,," + free + ",expired,,,,0\n"
	for name, text := range map[string]string{
		"now":               resultsHeader + lines,
		"a later version":   strings.Replace(resultsHeader, "\n", ",more\n", 1) + strings.ReplaceAll(lines, "\n", ",+14155550199\n") + "8,," + c + ",misplaced,,,,1,\n",
		"an earlier one":    "to_number,disposition,agent_call_id\n" + a + ",accepted,ac\n" + b + ",unknown,\n" + free + ",rejected,\n",
		"CRLF, byte order":  "\ufeff" + strings.ReplaceAll(resultsHeader+lines, "\n", "\r\n"),
		"JSON Lines":        `{"to_number":"` + a + `","disposition":"accepted","agent_call_id":"x"}` + "\n" + `{"to_number":"` + b + `","disposition":"unknown"}` + "\n" + `{"to_number":"` + free + `","disposition":"rejected"}` + "\n",
		"another delimiter": strings.ReplaceAll(resultsHeader+lines, ",", ";"),
	} {
		t.Run(name, func(t *testing.T) {
			lists, err := readAs(t, suppress.Config{RegionColumn: "country"}, []byte(text))
			holdsAll(t, lists, err, a, b)
		})
	}
	for name, text := range map[string]string{
		"a torn line":      resultsHeader + lines + "8,," + c + ",acc",
		"swallowed rows":   resultsHeader + "1,x," + a + ",accepted,ac_1,,\"\n2,," + b + ",accepted,ac_2,,\",1\n",
		"no disposition":   resultsHeader + "1,x," + a + ",,ac_1,,,1\n",
		"no number":        resultsHeader + "1,x,n/a,accepted,ac_1,,,1\n",
		"a quote too many": resultsHeader + "1,x,\"" + a + ",accepted,ac_1,,,1\n",
	} {
		if _, err := readAs(t, suppress.Config{}, []byte(text)); err == nil {
			t.Errorf("%s: the list was read", name)
		}
	}
}

// TestResultsInFlight: results are not complete while their campaign is at work, or was cut off.
func TestResultsInFlight(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.results.csv")
	writeList(t, path, resultsHeader+"1,x,"+a+",accepted,ac_1,,,1\n")
	writeList(t, path+".inflight", "")
	_, err := openLists(path)
	refuses(t, err, "", "running or was cut off", path+".inflight")
	if err := os.Remove(path + ".inflight"); err != nil {
		t.Fatal(err)
	}
	lists, err := openLists(path)
	holdsAll(t, lists, err, a)
	writeList(t, path+".inflight", "")
	refuses(t, lists.Refresh(), "", "running or was cut off")
	writeList(t, path, a+"\n") // any other list may have such a neighbor
	if err := lists.Refresh(); err != nil {
		t.Error(err)
	}
}

// doubtNumbers reads 10 digits that begin with 45 in two ways.
type doubtNumbers struct{ usNumbers }

func (n doubtNumbers) Readings(cell, region string) ([]string, error) {
	if strings.HasPrefix(cell, "45") {
		return []string{"+1" + cell, "+" + cell}, nil
	}
	return n.usNumbers.Readings(cell, region)
}

// TestDoubt: an entry that may be two numbers is both.
func TestDoubt(t *testing.T) {
	for _, text := range []string{"4575550101\n" + a + "\n", a + "\n4575550101\n", "phone\n4575550101\n"} {
		lists, err := readAs(t, suppress.Config{Numbers: doubtNumbers{}}, []byte(text))
		holdsAll(t, lists, err, "+14575550101", "+4575550101")
	}
}

// TestRejects: all entries of all lists that cannot be read are in a file.
func TestRejects(t *testing.T) {
	dir := t.TempDir()
	one, two, path := filepath.Join(dir, "one"), filepath.Join(dir, "two"), filepath.Join(dir, "bad.csv")
	writeList(t, one, "phone\n"+a+"\n"+strings.Repeat("x\n", 7)+"=1+1\n")
	writeList(t, two, b+",x\n5550102,y\n")
	cfg := suppress.Config{Numbers: usNumbers{}, SuppressRejects: path}
	_, err := suppress.Open([]string{one, two}, cfg)
	refuses(t, err, "", one, "8 entries", "all of them are in "+path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v (%v), want 0600", info.Mode(), err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 10 || lines[0] != "list,row,entry,reason" || !strings.HasPrefix(lines[1], one+",3,x,the number is bad") ||
		!strings.HasPrefix(lines[8], one+",10,'=1+1,") || !strings.HasPrefix(lines[9], two+",2,5550102,") {
		t.Errorf("the file has\n%s", text)
	}
	_, err = suppress.Open([]string{one}, cfg)
	refuses(t, err, "SuppressRejects", "exists already", "8 entries")
	if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, text) {
		t.Errorf("an existing file was changed (%v)", err)
	}
	cfg.SuppressRejects = ""
	_, err = suppress.Open([]string{one}, cfg)
	refuses(t, err, "SuppressRejects", "8 entries", "name a file")
	writeList(t, one, a+"\n")
	cfg.SuppressRejects = filepath.Join(dir, "none.csv")
	if _, err = suppress.Open([]string{one}, cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(cfg.SuppressRejects); err == nil {
		t.Error("there is a file of entries that cannot be read, and there are none")
	}
}

// TestParse: the values of the configuration.
func TestParse(t *testing.T) {
	_, err := suppress.ParseForm("dncl")
	refuses(t, err, "SuppressFormat", "ftc")
	_, err = suppress.ParseHeader("maybe")
	refuses(t, err, "SuppressHeader", "yes, no")
	if form, err := suppress.ParseForm("ftc"); err != nil || form != suppress.FTC {
		t.Errorf("ParseForm(ftc) = %q, %v", form, err)
	}
}
