package suppress_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table/tabletest"
)

func addition(reason string, numbers ...string) suppress.Addition {
	at := time.Date(2026, 11, 26, 5, 0, 0, 0, time.FixedZone("", -5*3600))
	return suppress.Addition{Numbers: numbers, Reason: reason, At: at}
}

// TestAppend: a row has the form of the list.
func TestAppend(t *testing.T) {
	const n = "+14155550109"
	for name, tt := range map[string]struct {
		list, want string // want is what is added
		cfg        suppress.Config
		lost       bool // the reason
	}{
		"one column":              {list: "phone\n" + a + "\n", want: n + "\n", lost: true},
		"an empty list":           {list: "", want: "phone,reason,at\n" + n + ",asked by phone,2026-11-26T10:00:00Z\n"},
		"blank lines":             {list: "\n\n", want: "phone,reason,at\n" + n + ",asked by phone,2026-11-26T10:00:00Z\n"},
		"a byte order mark":       {list: "\ufeff", want: "phone,reason,at\n" + n + ",asked by phone,2026-11-26T10:00:00Z\n"},
		"its own form":            {list: "phone,reason,at\n", want: n + ",asked by phone,2026-11-26T10:00:00Z\n"},
		"no last line end":        {list: "phone\n" + a, want: "\n" + n + "\n", lost: true},
		"CRLF":                    {list: "phone\r\n" + a + "\r\n", want: n + "\r\n", lost: true},
		"CRLF, none at the end":   {list: "phone\r\n" + a, want: "\r\n" + n + "\r\n", lost: true},
		"half of CRLF":            {list: "phone\r\n" + a + "\r", want: "\n" + n + "\r\n", lost: true},
		"CR alone":                {list: "phone\r" + a + "\r", want: n + "\r", lost: true},
		"CR, none at the end":     {list: "phone\r" + a, want: "\r" + n + "\r", lost: true},
		"other columns":           {list: "id,Mobile Phone,Reason,x,At\n1," + a + ",no,,\n", want: "," + n + ",asked by phone,,2026-11-26T10:00:00Z\n"},
		"semicolons":              {list: "name;phone;reason\nAnn;" + a + ";x\n", want: ";" + n + ";asked by phone\n"},
		"tabs":                    {list: "phone\treason\n" + a + "\tx\n", want: n + "\tasked by phone\n"},
		"sep=":                    {list: "sep=;\nphone;reason\n" + a + ";x\n", want: n + ";asked by phone\n"},
		"a mark and a header":     {list: "\ufeffphone,reason\n" + a + ",\n", want: n + ",asked by phone\n"},
		"expires":                 {list: "phone,expires\n" + a + ",2026-12-31\n", want: n + ",\n", lost: true},
		"no header":               {list: a + "\n" + b + "\n", want: n + "\n", lost: true},
		"no header, the number":   {list: "Ann," + a + "\n", want: "," + n + "\n", lost: true},
		"no header, national":     {list: "(415) 555-0101\n", want: n + "\n", lost: true},
		"hashes":                  {list: "phone\n" + hashOf(a) + "\n", want: n + "\n", lost: true},
		"hashes, no header":       {list: hashOf(a) + "\n", want: n + "\n", lost: true},
		"any name":                {list: "opted out\n" + a + "\n", want: n + "\n", lost: true},
		"several columns":         {list: "phone,mobile\n" + a + "," + b + "\n", want: n + ",\n", lost: true},
		"a named column":          {list: "mobile,home\n" + a + "," + b + "\n", want: "," + n + "\n", cfg: suppress.Config{SuppressColumn: []string{"home"}}, lost: true},
		"codes in their column":   {list: "country code,phone\n1,4155550101\n", want: "," + n + "\n", lost: true},
		"JSON Lines":              {list: `{"phone":"` + a + `"}` + "\n", want: `{"phone":"` + n + `","reason":"asked by phone","at":"2026-11-26T10:00:00Z"}` + "\n"},
		"JSON Lines, cut":         {list: `{"phone":"` + a + `"}`, want: "\n" + `{"phone":"` + n + `","reason":"asked by phone","at":"2026-11-26T10:00:00Z"}` + "\n"},
		"JSON Lines, nested":      {list: `{"who":{"mobile":"` + a + `"},"Reason":"x"}` + "\n", want: `{"who.mobile":"` + n + `","Reason":"asked by phone","at":"2026-11-26T10:00:00Z"}` + "\n"},
		"quoted":                  {list: "\"phone\",\"reason\"\n\"" + a + "\",\"a, b\"\n", want: n + ",asked by phone\n"},
		"a delimiter in the text": {list: "phone,reason\n" + a + ",x\n", want: n + ",asked by phone\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc.csv")
			writeList(t, path, tt.list)
			cfg := tt.cfg
			cfg.Numbers = usNumbers{}
			done, err := suppress.Append(t.Context(), path, cfg, addition("asked\r\n by phone ", n))
			if err != nil {
				t.Fatal(err)
			}
			if got := readFile(t, path); got != tt.list+tt.want {
				t.Errorf("the list is %q, want %q", got, tt.list+tt.want)
			}
			if done.ReasonLost != tt.lost || done.Renewed || len(done.Added) != 1 || done.Created != strings.HasPrefix(tt.want, "phone,") {
				t.Errorf("done = %+v, want one added, and the reason lost: %v", done, tt.lost)
			}
			lists, err := suppress.Open([]string{path}, cfg)
			if err != nil {
				t.Fatal(err)
			}
			if lists.List(n, time.Now()) == "" || tt.list != "" && strings.Contains(tt.list, a) && lists.List(a, time.Now()) == "" {
				t.Error("a number is missing on the list")
			}
		})
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAppendRefuses: a list to which nothing can be added stays as it is.
func TestAppendRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ list, reason, want string }{
		"gzip":                   {string(tabletest.Gzipped(t, []byte("phone\n"+a+"\n"))), "", "unpack it"},
		"zip":                    {string(tabletest.Zipped(t, "x.csv", "phone\n"+a+"\n")), "", "unpack it"},
		"UTF-16":                 {"\xff\xfep\x00h\x00o\x00n\x00e\x00\n\x00", "", "UTF-8"},
		"another encoding":       {"phone,name\n" + a + ",J\xfcrgen\n", "", "not UTF-8"},
		"results":                {resultsHeader + "1,x," + a + ",accepted,ac_1,,,1\n", "", "results of a campaign"},
		"a list of the registry": {"415,5550101\n", "", "SuppressFormat"},
		"a torn line":            {"phone\n" + a + "\n+1415", "", "cannot be read"},
		"an open quote":          {"phone\n" + a + "\n\"+1415", "", "never closed"},
		"no numbers":             {"name,city\nAnn,Reno\n", "", "no column is named like a phone number"},
		"a number as the reason": {"phone,reason\n", "call +14155550177 instead", "leave phone numbers out of the reason"},
		"an array":               {`[{"phone":"` + a + `"}]`, "", "JSON array"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc.csv")
			writeList(t, path, tt.list)
			_, err := suppress.Append(t.Context(), path, suppress.Config{Numbers: usNumbers{}}, addition(tt.reason, b))
			text := fmt.Sprint(err)
			if field, ok := errors.AsType[interface {
				error
				FieldName() string
			}](err); ok {
				text += " " + field.FieldName()
			} else {
				t.Errorf("the error %v names no field", err)
			}
			if !strings.Contains(text, tt.want) || !strings.HasPrefix(text, path) {
				t.Errorf("Append() = %q, want an error that says %q", text, tt.want)
			}
			if got := readFile(t, path); got != tt.list {
				t.Errorf("the list is %q, want it unchanged", got)
			}
		})
	}
	for name, path := range map[string]string{"a folder": t.TempDir(), "no folder": filepath.Join(t.TempDir(), "no", "dnc.csv")} {
		if _, err := suppress.Append(t.Context(), path, suppress.Config{Numbers: usNumbers{}}, addition("", b)); err == nil {
			t.Errorf("%s: Append() = nil", name)
		}
	}
}

// TestAppendListed: a number that the list has is not added, unless it counts for a while only.
func TestAppendListed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	const text = "phone,expires\n" + "+5215512345678" + ",\n" + b + ",2099-12-31\n"
	writeList(t, path, text+hashOf(a)+",\n")
	done, err := suppress.Append(t.Context(), path, suppress.Config{Numbers: usNumbers{}}, addition("", a, "+525512345678", b, b, "+14155550109"))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(done.Added, done.Listed) != fmt.Sprint([]string{b, "+14155550109"}, []string{a, "+525512345678", b}) {
		t.Errorf("added %v, listed %v", done.Added, done.Listed)
	}
	if got, want := readFile(t, path), text+hashOf(a)+",\n"+b+",\n+14155550109,\n"; got != want {
		t.Errorf("the list is %q, want %q", got, want)
	}
	lists, err := openLists(path)
	if err != nil {
		t.Fatal(err)
	}
	if lists.List(b, time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)) == "" {
		t.Error("the number that was added expires")
	}
}

// TestAppendKeepsTheAge: a list is not newer for a number that was added to it, unless it is one that Append keeps.
func TestAppendKeepsTheAge(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]bool{"phone\n": false, "phone,reason,at\n": true, "": true} {
		path := filepath.Join(dir, strconv.Itoa(len(name)))
		writeList(t, path, name)
		if _, err := suppress.Append(t.Context(), path, suppress.Config{Numbers: usNumbers{}}, addition("", a)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if renewed := time.Since(info.ModTime()) < time.Hour; renewed != want {
			t.Errorf("%q: the file is of %v, want a new one: %v", name, info.ModTime(), want)
		}
	}
	created := filepath.Join(dir, "created.csv")
	if _, err := suppress.Append(t.Context(), created, suppress.Config{Numbers: usNumbers{}}, addition("", a)); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(created); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file of a new list is %v, %v, want mode 0600", info, err)
	}
}

// TestAppendTogether: many add at once, while others read; none is lost, and each that has returned is read at once.
func TestAppendTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	cfg := suppress.Config{Numbers: usNumbers{}}
	if _, err := suppress.Append(t.Context(), path, cfg, addition("", a)); err != nil {
		t.Fatal(err)
	}
	lists, err := suppress.Open([]string{path}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	const writers, each = 8, 20
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				number := fmt.Sprintf("+1415556%02d%02d", w, i)
				if done, err := suppress.Append(t.Context(), path, cfg, addition("", number)); err != nil || len(done.Added) != 1 {
					t.Errorf("Append(%s) = %+v, %v", number, done, err)
					return
				}
				if err := lists.Refresh(); err != nil {
					t.Error(err)
				}
				if lists.List(number, time.Now()) == "" {
					t.Errorf("%s is not on the list", number)
				}
			}
		})
	}
	group.Wait()
	if n := strings.Count(readFile(t, path), "\n"); n != 2+writers*each || lists.Entries(time.Now()) != 1+writers*each {
		t.Errorf("the list has %d lines and %d entries, want %d and %d", n, lists.Entries(time.Now()), 2+writers*each, 1+writers*each)
	}
}

// TestAppendWaits: the lock of another process is waited for until the context ends.
func TestAppendWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	writeList(t, path, "phone\n")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_SH); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := suppress.Append(ctx, path, suppress.Config{Numbers: usNumbers{}}, addition("", a)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Append() = %v, want the end of the context", err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := suppress.Append(t.Context(), path, suppress.Config{Numbers: usNumbers{}}, addition("", a)); err != nil {
		t.Error(err)
	}
}

// TestAppendFailed: a list that could not be created is not there.
func TestAppendFailed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dnc.csv")
	if _, err := suppress.Append(t.Context(), path, suppress.Config{Numbers: usNumbers{}}, addition("see +14155550177", a)); err == nil {
		t.Error("Append() = nil, want an error about the reason")
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the list: %v, want none", err)
	}
}

// FuzzAppend: what is read of a list with a number added is what was read before, and the number. Else the list is as it was.
func FuzzAppend(f *testing.F) {
	for _, text := range []string{
		"phone\n" + a + "\n", "phone,reason,at\r\n", "", "\ufeff", a, "Ann;" + a + "\n", "sep=;\nphone;x\n" + a + ";\n", `{"phone":"` + a + `"}`,
		"phone\r" + a, "\"phone\nx\",\"a\"\"b\"\n" + a + ",\n", "phone,expires\n" + a + ",2026-12-31\n" + b + ",\n", hashOf(a), "415,5550101\n",
		`{"a":{"phone":"` + a + `"},"phone":null}` + "\n", "phone|mobile|\n" + a + "||\n", "phone,\n" + a + "\n", "x\n\n" + a + "\n",
	} {
		f.Add(text, "asked", byte(0))
		f.Add(text, "=1+2 \"x\"", byte(1))
	}
	path := filepath.Join(f.TempDir(), "dnc")
	f.Fuzz(func(t *testing.T, text, reason string, header byte) {
		const n = "+14155550109"
		writeList(t, path, text)
		cfg := suppress.Config{Numbers: usNumbers{}, SuppressHeader: []suppress.Header{"", "yes", "no"}[header%3]}
		before, errBefore := suppress.Open([]string{path}, cfg)
		done, err := suppress.Append(t.Context(), path, cfg, addition(reason, n))
		after := readFile(t, path)
		if err != nil || len(done.Listed) > 0 {
			if after != text {
				t.Fatalf("the list is %q, want it unchanged: %v", after, err)
			}
			return
		}
		if !strings.HasPrefix(after, text) || errBefore != nil && !done.Created {
			t.Fatalf("the list is %q, which was %q (%v)", after, text, errBefore)
		}
		lists, err := suppress.Open([]string{path}, cfg)
		if err != nil {
			t.Fatalf("%q cannot be read: %v", after, err)
		}
		total := func(lists *suppress.Lists) int {
			size := lists.Sizes(time.Now())[0]
			return size.Entries + size.Expired
		}
		if lists.List(n, time.Now().AddDate(200, 0, 0)) == "" {
			t.Fatalf("%q lacks the number", after)
		}
		if before == nil {
			return
		}
		if got := total(lists); got != total(before)+1 && before.List(n, time.Now()) == "" {
			t.Fatalf("%q has %d entries, and had %d", after, got, total(before))
		}
		for _, number := range []string{a, b} {
			if before.List(number, time.Now()) != lists.List(number, time.Now()) {
				t.Fatalf("%q: %s was on the list or came there", after, number)
			}
		}
	})
}
