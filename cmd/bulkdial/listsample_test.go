package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

var allLists = flag.Bool("lists.all", false, "hold 1,000,000 listed numbers against their lists, not 20,000")

var listsSeed = flag.Uint64("lists.seed", 12, "the seed of the numbers and lists")

// TestListSample writes numbers of all regions, in every spelling that contacts may have, into lists of every kind and form. No contact
// with one of them, in any of the spellings, may be called.
func TestListSample(t *testing.T) {
	t.Parallel()
	want := 20_000
	if *allLists {
		want = 1_000_000
	}
	s := newListSample(t, *listsSeed)
	regions := make([]string, 0, 250)
	for region := range phonenumbers.GetSupportedRegions() {
		regions = append(regions, region)
	}
	slices.Sort(regions)
	for region := 0; s.listed < want; region = (region + 1) % len(regions) {
		s.region(regions[region], min(want/len(regions)/spellingsOfOne+1, 20))
	}
	t.Logf("seed %d: %d numbers in %d lists, in %d spellings and %d kinds of list: %d would be called", *listsSeed, s.listed, s.lists, len(s.spellings), len(s.kinds), s.called)
	if len(s.spellings) < 30 || len(s.kinds) < 50 {
		t.Errorf("spellings %v and kinds %v, want more", s.spellings, s.kinds)
	}
}

// listSample makes lists and looks their numbers up.
type listSample struct {
	t        *testing.T
	random   *rand.Rand
	path     string
	contacts *phone.Normalizer
	anywhere *phone.Lists

	listed, lists, called int
	spellings, kinds      map[string]int
}

func newListSample(t *testing.T, seed uint64) *listSample {
	t.Helper()
	s := &listSample{
		t: t, random: rand.New(rand.NewPCG(seed, 6)), path: filepath.Join(t.TempDir(), "stop.list"),
		spellings: map[string]int{}, kinds: map[string]int{},
	}
	var err error
	if s.contacts, err = phone.New(phone.Config{AllowNumberTypes: []string{"premium_rate", "shared_cost"}}); err != nil {
		t.Fatal(err)
	}
	if s.anywhere, err = phone.NewLists(""); err != nil {
		t.Fatal(err)
	}
	return s
}

// listEntry is a cell of a list, the number that a contact may have, and a cell of such a contact.
type listEntry struct{ spelling, cell, number, contact string }

// spellingsOfOne is in how many spellings a number is written, each into a list of its own: none may stand for another.
const spellingsOfOne = 5

// region writes some numbers of a region into lists.
func (s *listSample) region(region string, numbers int) {
	s.t.Helper()
	lists, met := make([][]listEntry, spellingsOfOne), map[string]bool{}
	for tries := 0; len(met) < numbers && tries < 3*numbers; tries++ {
		entries := s.entries(region)
		if len(entries) == 0 || met[entries[0].number] {
			continue
		}
		met[entries[0].number] = true
		for i, e := range entries {
			lists[i] = append(lists[i], e)
		}
	}
	for _, entries := range lists {
		if len(entries) > 0 {
			s.list(region, entries)
		}
	}
}

// list writes entries into a list and looks each up.
func (s *listSample) list(region string, entries []listEntry) {
	s.t.Helper()
	layout, cfg := s.layout(region, entries)
	writeQuiet(s.t, s.path, s.write(&layout, region, entries))
	cfg.Input = table.InputConfig{Workbook: flags.OpenWorkbook}
	lists, err := suppress.Open([]string{s.path}, cfg)
	if err != nil {
		s.t.Fatalf("%s, %+v: %v\n%v", region, layout, err, entries)
	}
	s.lists++
	s.kinds[fmt.Sprintf("%s %s, header %v", layout.form, layout.container, layout.headed)]++
	for _, e := range entries {
		s.listed++
		s.spellings[e.spelling]++
		contact, err := s.contacts.Read(e.contact, region)
		if err != nil || contact.E164 != e.number {
			s.t.Fatalf("%s: a contact has %s, %v, of %q", e.number, contact.E164, err, e.contact)
		}
		if lists.List(contact.E164, time.Now()) == "" {
			s.called++
			s.t.Errorf("%s would be called, although %q is on a list of %s as %s, %+v", e.number, e.cell, region, e.spelling, layout)
		}
	}
}

// entries returns the spellings of one number of a region.
func (s *listSample) entries(region string) []listEntry {
	parsed := s.subscriber(region)
	if parsed == nil {
		return nil
	}
	number := phonenumbers.Format(parsed, phonenumbers.E164)
	if read, err := s.contacts.Read(number, ""); err != nil || read.E164 != number {
		return nil // no contact has it
	}
	entries := []listEntry{
		{"hash", "sha256:" + hashOf(number), number, number}, {"hash without plus", "sha256:" + hashOf(number[1:]), number, number},
	}
	for spelling, cell := range s.spelled(parsed, region) {
		if read, err := s.contacts.Read(cell, region); err == nil && read.E164 == number {
			entries = append(entries, listEntry{spelling, cell, number, cell})
		}
	}
	for _, other := range s.anywhere.Others(number) {
		entries = append(entries, listEntry{"another number of the subscriber", other, number, number},
			listEntry{"its hash", "sha256:" + hashOf(other), number, number}, listEntry{"its hash without plus", "sha256:" + hashOf(other[1:]), number, number})
	}
	// Their order is that of a map.
	slices.SortFunc(entries, func(a, b listEntry) int { return strings.Compare(a.spelling+a.cell, b.spelling+b.cell) })
	s.random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	for i := range entries { // the list and the contacts spell it in two ways
		other := s.random.IntN(len(entries))
		entries[i].contact, entries[other].contact = entries[other].contact, entries[i].contact
	}
	return entries[:min(len(entries), spellingsOfOne)]
}

// subscriber returns a valid number of a region at random, nil where it finds none.
func (s *listSample) subscriber(region string) *phonenumbers.PhoneNumber {
	kinds := []phonenumbers.PhoneNumberType{
		phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE,
		phonenumbers.SHARED_COST, phonenumbers.VOIP, phonenumbers.PERSONAL_NUMBER, phonenumbers.PAGER, phonenumbers.UAN,
	}
	example := phonenumbers.GetExampleNumberForType(region, kinds[s.random.IntN(len(kinds))])
	if example == nil || example.CountryCode == nil {
		return nil
	}
	digits := []byte(phonenumbers.Format(example, phonenumbers.E164))
	code := len("+") + len(strconv.Itoa(int(example.GetCountryCode())))
	for range 10 {
		other := slices.Clone(digits)
		for i := max(code, len(other)-1-s.random.IntN(8)); i < len(other); i++ {
			other[i] = byte('0' + s.random.IntN(10))
		}
		if parsed, err := phonenumbers.Parse(string(other), ""); err == nil && phonenumbers.IsValidNumber(parsed) {
			return parsed
		}
	}
	return example
}

// spelled returns the spellings of a number, some of which no contact may have.
func (s *listSample) spelled(parsed *phonenumbers.PhoneNumber, region string) map[string]string {
	number := phonenumbers.Format(parsed, phonenumbers.E164)
	international := phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
	national := phonenumbers.Format(parsed, phonenumbers.NATIONAL)
	bare := phonenumbers.GetNationalSignificantNumber(parsed)
	code := strconv.Itoa(int(parsed.GetCountryCode()))
	return map[string]string{
		"E.164": number, "international": international, "national": national,
		"national digits":          strings.Map(onlyDigits, national),
		"no trunk prefix":          bare,
		"trunk zero after code":    "+" + code + "0" + bare,
		"trunk zero in brackets":   "+" + code + " (0) " + bare,
		"out of country":           phonenumbers.FormatOutOfCountryCallingNumber(parsed, region),
		"international prefix":     "00" + number[1:],
		"no plus":                  number[1:],
		"brackets":                 "(+" + code + ") " + bare,
		"dots":                     strings.ReplaceAll(international, " ", "."),
		"dashes":                   strings.ReplaceAll(international, " ", "–"),
		"national with minus":      strings.ReplaceAll(national, "-", "−"),
		"no-break spaces":          strings.ReplaceAll(international, " ", "\u00a0"),
		"national no-break spaces": strings.ReplaceAll(national, " ", "\u202f"),
		"full width":               strings.Map(wide, number),
		"national full width":      strings.Map(wide, national),
		"Arabic digits":            "+" + strings.Map(arabic, number[1:]),
		"apostrophe":               "'" + number,
		"national apostrophe":      "'" + national,
		"formula":                  `="` + number + `"`,
		"national formula":         `="` + national + `"`,
		"marks":                    "\u202a" + international + "\u202c\u200b",
		"decimals":                 bare + ".0",
		"scientific":               bare[:1] + "." + bare[1:] + "E+" + strconv.Itoa(len(bare)-1),
		"label":                    "Tel: " + international,
		"national label":           "tel:" + national,
		"spaces around":            "  " + international + "\u00a0",
	}
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

func wide(r rune) rune {
	if r > ' ' && r <= '~' {
		return r - '!' + '！'
	}
	return r
}

func arabic(r rune) rune { return r - '0' + '٠' }

// listForm is what a list is.
type listForm string

const (
	plainList   listForm = "" // one of the operator's own
	ftcList     listForm = "registry"
	ftcXML      listForm = "registry XML"
	resultsList listForm = "results"
)

// listLayout is the kind of a list.
type listLayout struct {
	form      listForm
	container string
	headed    bool
	columns   []string // their names, "" for one of names
	regions   bool     // a column has the region
}

// layout returns a kind of list at random that can hold entries, and how it is read.
func (s *listSample) layout(region string, entries []listEntry) (listLayout, suppress.Config) {
	containers := []string{
		"comma", "semicolon", "tab", "pipe", "JSON Lines", "xlsx", "comma gzip", "JSON Lines gzip", "tab UTF-16", "comma UTF-16", "comma BOM",
		"xlsx gzip", "comma zip", "JSON Lines zip",
	}
	names := [][]string{
		{"phone"},
		{"phone", "mobile"},
		{"", "Phone Number", "Phone 2"},
		{"number", ""},
		{"", "contact number", "", "cell phone"},
		{"phone", "alt_phone", "landline"},
		{"home line"},
		{"home line", "phone", ""},
	}
	l := listLayout{form: s.form(entries), container: containers[s.random.IntN(len(containers))], headed: s.random.IntN(2) == 0, columns: names[s.random.IntN(len(names))]}
	cfg := suppress.Config{Numbers: inRegion{s.anywhere, region}}
	switch l.form {
	case ftcList, ftcXML:
		cfg.SuppressFormat = []suppress.Form{suppress.FTC}
		cfg.Numbers, l.headed = s.anywhere, false
		if strings.HasPrefix(l.container, "JSON") {
			l.container = "comma zip"
		}
		return l, cfg
	case resultsList:
		cfg.Numbers, l.headed = s.anywhere, true
		return l, cfg
	case plainList:
	}
	l.headed = l.headed || strings.HasPrefix(l.container, "JSON")
	if l.headed && slices.Contains(l.columns, "home line") {
		cfg.SuppressColumn = []string{"Home_Line"}
	}
	if s.random.IntN(2) == 0 {
		cfg.SuppressFormat = []suppress.Form{suppress.FTC} // of another list
	}
	cfg.SuppressHeader = []suppress.Header{suppress.HeaderDetected, suppress.HeaderYes, suppress.HeaderNo}[s.random.IntN(3)]
	switch l.regions = l.headed && s.random.IntN(2) == 0; {
	case l.regions:
		cfg.Numbers, cfg.RegionColumn = s.anywhere, "country"
	case !slices.ContainsFunc(entries, func(e listEntry) bool {
		return !strings.ContainsAny(e.cell, "+＋") && !strings.HasPrefix(e.cell, "sha256:")
	}):
		cfg.RegionColumn = "country" // of the contacts alone
	}
	return l, cfg
}

// form returns a form at random that can hold entries.
func (s *listSample) form(entries []listEntry) listForm {
	forms := []listForm{plainList, plainList, plainList, resultsList}
	if !slices.ContainsFunc(entries, func(e listEntry) bool { return len(e.number) != len("+14155550101") || e.number[:2] != "+1" }) {
		forms = append(forms, ftcList, ftcXML)
	}
	return forms[s.random.IntN(len(forms))]
}

// inRegion reads numbers without a country code as with --region. To make Lists for each region takes long.
type inRegion struct {
	*phone.Lists
	region string
}

func (n inRegion) Read(cell, region string) (dialer.Number, error) {
	return n.Lists.Read(cell, cmp.Or(region, n.region))
}

func (n inRegion) Readings(cell, region string) ([]string, error) {
	return n.Lists.Readings(cell, cmp.Or(region, n.region))
}

// write writes a list.
func (s *listSample) write(l *listLayout, region string, entries []listEntry) []byte {
	s.t.Helper()
	switch l.form {
	case ftcList:
		return s.pack(l.container, nil, registryRows(entries))
	case ftcXML:
		_, packing, _ := strings.Cut(l.container, " ")
		return s.compress(packing, registryXML(registryRows(entries)))
	case resultsList:
		names, rows := s.results(entries)
		return s.pack(l.container, names, rows)
	case plainList:
	}
	return s.plain(l, region, entries)
}

// registryRows are the rows of the national do-not-call registry.
func registryRows(entries []listEntry) [][]string {
	var rows [][]string
	for i, e := range entries {
		entries[i].spelling = "area code and number"
		rows = append(rows, []string{e.number[2:5], e.number[5:]})
	}
	return rows
}

func registryXML(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version='1.0' encoding='utf-8'?>\n<list type='full' level='state' val='XX'>\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "<ac val='%s'>\n<ph val='%s' />\n</ac>\n", row[0], row[1])
	}
	b.WriteString("</list>\n")
	return b.Bytes()
}

// results are those of another campaign, which has also rejected some, and lost an answer.
func (s *listSample) results(entries []listEntry) (names []string, rows [][]string) {
	names = strings.Split("row,id,to_number,disposition,agent_call_id,error_code,error,attempt", ",")
	rows = append(rows, names)
	for i, e := range entries {
		entries[i].spelling = "result"
		words := []string{"accepted", "unknown"}
		row := []string{strconv.Itoa(i + 1), "", e.number, words[s.random.IntN(2)], "ac", "", "", "1"}
		rows = append(rows, row, []string{strconv.Itoa(i + 1), "", "n/a", "invalid", "", "number_missing", "+14155550101 is none", "0"})
		if row[3] == "unknown" {
			rows = append(rows, []string{strconv.Itoa(i + 1), "", e.number, "rejected", "", "busy", "", "2"})
		}
	}
	return names, rows
}

// plain writes a list of the operator's own. Each row has some of the entries.
func (s *listSample) plain(l *listLayout, region string, entries []listEntry) []byte {
	names := slices.Clone(l.columns)
	for i, name := range names {
		if name == "" {
			names[i] = fmt.Sprintf("name %d", i)
		}
	}
	if l.regions {
		names = append(names, "Country")
	}
	var rows [][]string
	if l.headed {
		rows = append(rows, names)
	}
	for at := 0; at < len(entries); {
		cells := make([]string, len(names))
		begin := at
		for i, name := range l.columns {
			if name == "" {
				cells[i] = "Ann"
			} else if at < len(entries) && (at == begin || s.random.IntN(2) == 0) {
				cells[i] = entries[at].cell
				at++
			}
		}
		if l.regions {
			cells[len(names)-1] = region
		}
		rows = append(rows, cells)
	}
	return s.pack(l.container, names, rows)
}

// pack writes rows into a container.
func (s *listSample) pack(container string, names []string, rows [][]string) []byte {
	s.t.Helper()
	var content []byte
	kind, packing, _ := strings.Cut(container, " ")
	switch kind {
	case "JSON":
		_, packing, _ = strings.Cut(packing, " ")
		content = jsonLines(names, rows[1:])
	case "xlsx":
		content = s.sheet(rows)
	default:
		content = s.text(map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}[kind], rows)
	}
	return s.compress(packing, content)
}

// compress packs a file, or encodes it.
func (s *listSample) compress(packing string, content []byte) []byte {
	s.t.Helper()
	switch packing {
	case "zip":
		var packed bytes.Buffer
		w := zip.NewWriter(&packed)
		file, err := w.Create("list.txt")
		if err == nil {
			_, err = file.Write(content)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			s.t.Fatal(err)
		}
		return packed.Bytes()
	case "gzip":
		return gzipOf(s.t, content)
	case "BOM":
		return append([]byte("\ufeff"), content...)
	case "UTF-16":
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(content)
		if err != nil {
			s.t.Fatal(err)
		}
		return wide
	}
	return content
}

func (s *listSample) text(delimiter rune, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	if err := w.WriteAll(rows); err != nil {
		s.t.Fatal(err)
	}
	return b.Bytes()
}

// jsonLines leaves out empty cells, so that a key may come late.
func jsonLines(names []string, rows [][]string) []byte {
	var b bytes.Buffer
	for _, cells := range rows {
		object := map[string]string{}
		for i, cell := range cells {
			if cell != "" {
				object[names[i]] = cell
			}
		}
		line, _ := json.Marshal(object)
		b.Write(append(line, '\n'))
	}
	return b.Bytes()
}

func (s *listSample) sheet(rows [][]string) []byte {
	f := excelize.NewFile()
	defer f.Close()
	for i, cells := range rows {
		for j, cell := range cells {
			name, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil && cell != "" {
				err = f.SetCellStr("Sheet1", name, cell)
			}
			if err != nil {
				s.t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		s.t.Fatal(err)
	}
	return b.Bytes()
}
