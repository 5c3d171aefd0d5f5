package suppress_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/csvio/suppress"
	"bulkdial/dialer"
)

// TestSuppressionFirstRow: a first row with a cell of five digits or more, or with a number, is one of entries.
func TestSuppressionFirstRow(t *testing.T) {
	const first, second = "+14155550101", "+14155550102"
	for name, cell := range map[string]string{
		"E.164":             first,
		"national":          "4155550101",
		"spaces":            "(415) 555-0101",
		"no-break spaces":   "415\u00a0555\u00a00101",
		"dashes":            "415–555–0101",
		"dots":              "415.555.0101",
		"apostrophe":        "'+14155550101",
		"leading zeros":     "0014155550101",
		"a hash":            hashOf(first),
		"a hash, upper":     strings.ToUpper(hashOf(first)),
		"invisible marks":   "\u200e+14155550101\u202c",
		"quoted":            `"+1 415 555 0101"`,
		"a byte order mark": "\ufeff+14155550101",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc.csv")
			for _, text := range []string{cell + "\n" + second + "\n", cell + "\n", second + "\n" + cell + "\n", "Ann," + cell + "\nBob," + second + "\n", cell + ";\n;" + second + "\n"} {
				if strings.Contains(text, second+"\n\ufeff") {
					continue
				}
				writeList(t, path, text)
				lists, err := openLists(path)
				if err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				if lists.List(first, time.Now()) == "" || strings.Contains(text, second) && lists.List(second, time.Now()) == "" {
					t.Errorf("%q: not all of the list is on it", text)
				}
			}
		})
	}
}

// TestSuppressionFirstRowIsNoHeader: what has five digits and is no number stops the run, also in the first row.
func TestSuppressionFirstRowIsNoHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	for _, cell := range []string{
		"5550101", "tel:+14155550101x", "+1415", "12345", "١٢٣٤٥", "５５５０１０１", "+1-800-FLOWERSX", "1-800-FLOWERSX", "list of 2026-11-25",
		"custom_field_12345", "sha256:12",
	} {
		writeList(t, path, cell+"\n+14155550102\n")
		if _, err := openLists(path); err == nil || !strings.Contains(err.Error(), "row 1") || !strings.Contains(err.Error(), "phone above the numbers") {
			t.Errorf("a list that begins with %q: %v, want an error that names row 1 and the remedy", cell, err)
		}
	}
	for _, name := range []string{"phone_2024", "opted out", "Nummer", "list of 2026"} {
		writeList(t, path, name+"\n+14155550101\n")
		lists, err := openLists(path)
		if err != nil || lists.Entries(time.Now()) != 1 {
			t.Errorf("a list under %q: %v, want one entry", name, err)
		}
	}
}

// TestSuppressionWholeRows: each number of a list counts, in any column.
func TestSuppressionWholeRows(t *testing.T) {
	const a, b, c = "+14155550101", "+14155550102", "+14155550103"
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"two columns", a + ";" + b + "\n", []string{a, b}},
		{"two columns by tabs", a + "\t" + b + "\n", []string{a, b}},
		{"now one, now the other", a + ",\n," + b + "\n", []string{a, b}},
		{"a name, a number, a hash", "Ann + Al," + a + ",\nBob,," + hashOf(b) + "\nCem," + c + "," + hashOf(a) + "\n", []string{a, b, c}},
		{"rows of any width", a + "\nAnn," + b + "," + c + "\n\n", []string{a, b, c}},
		{"dates", a + ",2026-11-25\n" + b + ",25.11.2026 10:30\n2026-11-25T10:30:00Z," + c + "\n", []string{a, b, c}},
		{"a short code", a + ",17\n" + b + ",18\n", []string{a, b}},
		{"the country code apart, which is that of the number", "1,4155550101\n1,4155550102\n", []string{a, b}},
		{"blank rows", a + ",\n,\n," + b + "\n", []string{a, b}},
		{"phone and mobile", "phone,mobile\n" + a + "," + b + "\n," + c + "\n", []string{a, b, c}},
		{"phone 1 and phone 2", "name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Value\nAnn,Mobile," + a + "," + b + "\nBob,Work,," + c + "\n", []string{a, b, c}},
		{"other words beside a number", "phone,cell verified\n" + a + ",2026-11-25\n" + b + ",yes\n", []string{a, b}},
		{"the same number twice in a row", "phone,as written\n" + a + ",(415) 555-0101\n" + b + ",+1 415-555-0102\n", []string{a, b}},
		{"an id, a date, a postal code", "id,date,zip,phone\n94105,2026-11-25,94105-1234," + a + "\n94106,2026-11-26,94105," + b + "\n", []string{a, b}},
		{"a list of parts that are no digits", "country_code,phone\nUS,415 555 0101\n", []string{a}},
		{"JSON, keys that come later", `{"phone":"` + a + `"}` + "\n" + `{"mobile":"` + b + `"}` + "\n" + `{"home":{"phone":"` + c + `"}}` + "\n", []string{a, b, c}},
		{"JSON, no number first", `{"name":"Ann","at":1}` + "\n" + `{"name":"Bob","phone":"` + a + `"}` + "\n", []string{a}},
		{"JSON, any only key", `{"optout":"` + a + `"}` + "\n" + `{"optout":"` + b + `"}` + "\n", []string{a, b}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc")
			writeList(t, path, tt.text)
			lists, err := openLists(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, number := range tt.want {
				if lists.List(number, time.Now()) == "" {
					t.Errorf("%s is not on the list", number)
				}
			}
		})
	}
}

// TestSuppressionHalf: a list of which a part cannot be used, or seems not to be used, is refused.
func TestSuppressionHalf(t *testing.T) {
	const a, b = "+14155550101", "+14155550102"
	for _, tt := range []struct{ name, text, want string }{
		{"area codes apart", "415,5550101\n415,5550102\n", "declare its form, ftc"},
		{"area codes apart, a region with such numbers", "415,4155550101\n", "more than one cell"},
		{"country codes apart", "44,2079460018\n", "more than one cell"},
		{"country codes apart, with a header", "country code,phone\n44,2079460018\n", "more than one cell"},
		{"area codes apart, with a header", "area_code,phone\n415,2079460018\n", "more than one cell"},
		{"three columns", "415,555,0101\n", "the row has no number"},
		{"a row without a number", "Ann," + a + "\nBob,\n", "row 2"},
		{"half a number beside another", "Ann,+1415," + a + "\n", "row 1"},
		{"an amount", a + ",1234.56\n", "row 1"},
		{"a postal code", "Ann," + a + ",Reno 94105\n", "row 1"},
		{"a date alone", a + ",\n2026-11-25,\n", "row 2"},
		{"a bad cell of a phone", "phone,mobile\n" + a + ",x\n", "row 2"},
		{"no number in any cell", "phone,mobile\n" + a + ",\nn/a,\n", "row 3"},
		{"a bad cell of a second phone", "phone,Phone 2\n" + a + ",555-0102\n", "row 2"},
		{"a column that holds numbers", "phone,alternative\n" + a + ",\n" + a + "," + b + "\n", `column "alternative" holds phone numbers (row 3)`},
		{"numbers among other words", "phone,note\n" + a + ",yes\n" + a + ",a / +1 415 555 0102\n", `column "note" holds phone numbers (row 3)`},
		{"a column of national numbers", "phone,alternative\n" + a + ",415 555 0102\n" + a + ",415 555 0103\n", `most cells of column "alternative"`},
		{"hashes in another column", "phone,digest\n" + a + "," + hashOf(b) + "\n", `column "digest"`},
		{"JSON, a list of numbers", `{"phone":"` + a + `","more":["` + b + `"]}` + "\n", `column "more" holds phone numbers (row 1)`},
		{"JSON, another key", `{"phone":"` + a + `"}` + "\n" + `{"alternative":"` + b + `"}` + "\n", `column "alternative" holds phone numbers (row 2)`},
		{"JSON, numbers as keys", `{"phone":"` + a + `"}` + "\n" + `{"` + b + `":true}` + "\n", "where a key is expected"},
		{"JSON, no number at all", `{"name":"Ann","city":"Reno"}` + "\n", "no column is named like a phone number"},
		{"a name of a phone and no number", "phone model,name\niPhone,Ann\n", "the list has no entries"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc")
			writeList(t, path, tt.text)
			_, err := openLists(path)
			if err == nil {
				t.Fatal("Open() returns no error")
			}
			text := strings.TrimPrefix(err.Error(), path) // the name of a temporary folder may hold any digits
			if !strings.Contains(text, tt.want) || strings.Contains(text, "555") {
				t.Errorf("Open() = %v, want an error that says %q and no number", err, tt.want)
			}
		})
	}
}

// TestSuppressionOthers: a number is on a list that has another number of its subscriber, or its hash.
func TestSuppressionOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	for listed, number := range map[string]string{
		"+5215512345678": "+525512345678", "+525512345678": "+5215512345678",
		hashOf("+5215512345678"): "+525512345678", hashOf("+525512345678"): "+5215512345678",
	} {
		writeList(t, path, listed+"\n")
		lists, err := openLists(path)
		if err != nil {
			t.Fatal(err)
		}
		if lists.List(number, time.Now()) != "dnc.csv" || lists.List("+525512345679", time.Now()) != "" {
			t.Errorf("with %s on the list, List(%s) = %q", listed, number, lists.List(number, time.Now()))
		}
	}
}

// regionNumbers reads by the region of a row.
type regionNumbers struct{ usNumbers }

func (n regionNumbers) Read(cell, region string) (dialer.Number, error) {
	if region == "GB" && strings.HasPrefix(cell, "020 ") {
		return dialer.Number{E164: "+4420" + strings.ReplaceAll(cell[len("020 "):], " ", "")}, nil
	}
	return n.usNumbers.Read(cell, region)
}

func (n regionNumbers) Readings(cell, region string) ([]string, error) {
	return readings(n, cell, region)
}

// TestSuppressionRegionColumn: numbers without a country code are read by the region of their row, as those of contacts.
func TestSuppressionRegionColumn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	writeList(t, path, "phone,Country\n020 7946 0018,GB\n415 555 0101,US\n")
	lists, err := suppress.Open([]string{path}, suppress.Config{Numbers: regionNumbers{}, RegionColumn: "country"})
	if err != nil {
		t.Fatal(err)
	}
	if lists.List("+442079460018", time.Now()) == "" || lists.List("+14155550101", time.Now()) == "" {
		t.Error("not all of the list is on it")
	}
}

// TestSuppressionOpenWaits: a list that is written while the run begins is read when its writer is done.
func TestSuppressionOpenWaits(t *testing.T) {
	for name, ahead := range map[string]time.Duration{"a clock": 0, "a clock that is ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "dnc.csv")
				change := func(text string) {
					writeList(t, path, text)
					at := time.Now().Add(ahead)
					if err := os.Chtimes(path, at, at); err != nil {
						t.Error(err)
					}
				}
				began := time.Now()
				change("+14155550101\n")
				time.AfterFunc(700*time.Millisecond, func() { change("+14155550101\n+14155550102\n") })
				time.AfterFunc(1400*time.Millisecond, func() { change("+14155550101\n+14155550102\n+14155550103\n") })
				lists, err := openLists(path)
				if err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); lists.Entries(time.Now()) != 3 || took < 2400*time.Millisecond || took > 4*time.Second {
					t.Errorf("%d entries after %v, want 3 when the list was left alone for a second", lists.Entries(time.Now()), took)
				}
			})
		})
	}
}

// TestSuppressionNeverDone: a list that is always written to stops the run.
func TestSuppressionNeverDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "dnc.csv")
		tick := time.NewTicker(100 * time.Millisecond)
		done, stopped := make(chan struct{}), make(chan struct{})
		touch := func() {
			if err := os.Chtimes(path, time.Now(), time.Now()); err != nil {
				t.Error(err)
			}
		}
		writeList(t, path, "+14155550101\n")
		touch()
		go func() {
			defer close(stopped)
			for {
				select {
				case <-tick.C:
					touch()
				case <-done:
					return
				}
			}
		}()
		_, err := openLists(path)
		close(done)
		<-stopped
		if err == nil || !strings.Contains(err.Error(), "being written to") {
			t.Errorf("Open() = %v, want an error that says that the list is being written to", err)
		}
	})
}
