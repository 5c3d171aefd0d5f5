package suppress_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/csvio/suppress"
	"bulkdial/dialer"
)

// usNumbers reads national numbers of the US as such, and refuses what has no digits.
type usNumbers struct{}

func (usNumbers) Read(cell, _ string) (dialer.Number, error) {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, cell)
	if len(digits) == 10 && !strings.Contains(cell, "+") {
		digits = "1" + digits
	}
	if cell == "n/a" {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_missing", Cause: "there is no number", Remedy: "fill it in"}}
	}
	if len(digits) < 11 || strings.ContainsAny(cell, "xX") {
		return dialer.Number{}, &dialer.NumberError{Reason: dialer.Reason{Code: "number_bad", Cause: "the number is bad", Remedy: "fix it"}}
	}
	return dialer.Number{E164: "+" + digits}, nil
}

// Others knows a 1 of Mexico that is written or not.
func (usNumbers) Others(number string) []string {
	if rest, ok := strings.CutPrefix(number, "+521"); ok && len(rest) == 10 {
		return []string{"+52" + rest}
	}
	if rest, ok := strings.CutPrefix(number, "+52"); ok && len(rest) == 10 {
		return []string{"+521" + rest}
	}
	return nil
}

func (n usNumbers) Readings(cell, region string) ([]string, error) { return readings(n, cell, region) }

// readings are those of a reader that is never in doubt.
func readings(n dialer.Numbers, cell, region string) ([]string, error) {
	number, err := n.Read(cell, region)
	if err != nil {
		return nil, err
	}
	return []string{number.E164}, nil
}

func (n usNumbers) Plausible(cell string) bool {
	_, err := n.Read(cell, "")
	return err == nil
}

func openLists(paths ...string) (*suppress.Lists, error) {
	return suppress.Open(paths, suppress.Config{Numbers: usNumbers{}})
}

func hashOf(number string) string { return fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(number))) }

// writeList writes a list that was left alone for years.
func writeList(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, old, old); err != nil {
		tb.Fatal(err)
	}
}

func TestSuppressionLists(t *testing.T) {
	const a, b, other = "+14155550101", "+442079460018", "+14155550199"
	for _, tt := range []struct{ name, text string }{
		{"with a header", "phone\n" + a + "\n" + b + "\n"},
		{"without a header", a + "\n" + b},
		{"without a header, the number last", "Ann," + a + "\nBob," + b + "\n"},
		{"any name for the only column", "opted out\n" + a + "\n" + b + "\n"},
		{"other columns", "when,Phone Number,why\n2026-01-01," + a + ",asked\n2026-01-02," + b + ",\n"},
		{"other spellings", "phone\n\u200b(415) 555-0101\n +44 20 7946 0018 \n\n"},
		{"empty cells", "phone,x\n,1\n" + a + ",2\n  ,3\n" + b + ",4\n"},
		{"repeated", "phone\n" + a + "\n" + a + "\n" + b + "\n"},
		{"hashes", "hash\n" + hashOf(a) + "\n" + strings.ToUpper(hashOf(b)) + "\n"},
		{"hashes without a header", hashOf(a) + "\n" + hashOf(b) + "\n"},
		{"hashes and numbers", hashOf(a) + "\n" + b + "\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dnc.csv")
			writeList(t, path, tt.text)
			lists, err := openLists(path)
			if err != nil {
				t.Fatal(err)
			}
			for number, want := range map[string]string{a: "dnc.csv", b: "dnc.csv", other: ""} {
				if got := lists.List(number, time.Now()); got != want {
					t.Errorf("List(%s) = %q, want %q", number, got, want)
				}
			}
			if lists.Entries(time.Now()) != 2 {
				t.Errorf("%d entries, want 2", lists.Entries(time.Now()))
			}
		})
	}
}

func TestSuppressionNamesTheList(t *testing.T) {
	dir := t.TempDir()
	writeList(t, filepath.Join(dir, "one.csv"), "+14155550101\n")
	writeList(t, filepath.Join(dir, "two.csv"), "+14155550102\n")
	lists, err := openLists(filepath.Join(dir, "one.csv"), filepath.Join(dir, "two.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if got := lists.List("+14155550102", time.Now()); got != "two.csv" {
		t.Errorf("List() = %q, want two.csv", got)
	}
}

// TestSuppressionRefuses: a list that cannot be read completely is not used at all.
func TestSuppressionRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"bad entries", "phone\n+14155550101\nn/a\n555-0102\n+1 415 555 0103 x9\n", []string{"3 entries cannot be read (rows 3, 4, 5)", "there is no number: fill it in"}},
		{"many bad entries", "phone\n" + strings.Repeat("x\n", 9), []string{"9 entries", "(rows 2, 3, 4, 5, 6, …)"}},
		{"a bad entry in place of a header", "+14155550101 x5\nno\n", []string{"2 entries cannot be read (rows 1, 2)"}},
		{"a hash that is cut", "hash\n" + hashOf("+14155550101")[:40] + "\n", []string{"row", "64 hexadecimal digits"}},
		{"a hash that is none", "hash\nsha256:" + strings.Repeat("g", 64) + "\n", []string{"64 hexadecimal digits"}},
		{"a hash that is too long", "hash\n" + hashOf("+14155550101") + "a2\n", []string{"row", "64 hexadecimal digits"}},
		{"a ragged row", "phone,name\n+14155550101,Ann\n+14155550102\n", []string{"row 3", "cells"}},
		{"a quote that is never closed", "phone\n+14155550101\n\"+14155550102\n", []string{"never closed"}},
		{"no text", "phone\n+14155550101\n\xff\xfe\n", []string{"not UTF-8"}},
		{"no column of numbers", "name,city\nAnn,Reno\n", []string{"no column is named like a phone number"}},
		{"empty", "", []string{"empty"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(dir, "dnc.csv")
			writeList(t, path, tt.text)
			_, err := openLists(path)
			if e, ok := errors.AsType[*suppress.Error](err); !ok || e.Path != path {
				t.Fatalf("Open() = %v, want an Error with the path", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q, want one that says %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "5550") {
				t.Errorf("error %q holds a number", err)
			}
		})
	}
	if _, err := openLists(filepath.Join(dir, "none.csv")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of no file = %v, want ErrNotExist", err)
	}
}

// TestSuppressionRefresh: a list that changes is read again, whole, or not used any more.
func TestSuppressionRefresh(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dnc.csv")
	writeList(t, path, "+14155550101\n")
	lists, err := openLists(path)
	if err != nil {
		t.Fatal(err)
	}
	replace := func(text string) {
		t.Helper()
		next := filepath.Join(dir, "next")
		writeList(t, next, text)
		if err := os.Rename(next, path); err != nil {
			t.Fatal(err)
		}
	}
	refresh := func(want map[string]string) {
		t.Helper()
		if err := lists.Refresh(); err != nil {
			t.Fatal(err)
		}
		for number, list := range want {
			if got := lists.List(number, time.Now()); got != list {
				t.Errorf("List(%s) = %q, want %q", number, got, list)
			}
		}
	}
	refresh(map[string]string{"+14155550101": "dnc.csv", "+14155550102": ""})
	replace("+14155550102\n") // of the same size and age
	refresh(map[string]string{"+14155550101": "", "+14155550102": "dnc.csv"})
	replace("phone\n+14155550102\n\"+1415")
	if err := lists.Refresh(); err == nil {
		t.Error("Refresh of a torn list = nil, want an error")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := lists.Refresh(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Refresh of no file = %v, want ErrNotExist", err)
	}
	replace("+14155550103\n")
	refresh(map[string]string{"+14155550102": "", "+14155550103": "dnc.csv"})
}

// TestSuppressionWaitsForWriter: a list that was changed a moment ago may not be whole yet.
func TestSuppressionWaitsForWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "dnc.csv")
		writeList(t, path, "+14155550101\n")
		lists, err := openLists(path)
		if err != nil {
			t.Fatal(err)
		}
		change := func(text string) {
			writeList(t, path, text)
			if err := os.Chtimes(path, time.Now(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		change("+14155550101\n+1415")
		time.AfterFunc(300*time.Millisecond, func() { change("+14155550101\n+14155550102\n") })
		if err := lists.Refresh(); err != nil {
			t.Fatal(err)
		}
		if lists.List("+14155550102", time.Now()) == "" || time.Since(began) < 1300*time.Millisecond {
			t.Errorf("the list was read after %v, before its writer was done", time.Since(began))
		}
	})
}

// TestSuppressionRefreshesTogether: a list that changes while another one is waited for is read too.
func TestSuppressionRefreshesTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := filepath.Join(t.TempDir(), "first.csv"), filepath.Join(t.TempDir(), "second.csv")
		writeList(t, first, "+14155550101\n")
		writeList(t, second, "+14155550102\n")
		lists, err := openLists(first, second)
		if err != nil {
			t.Fatal(err)
		}
		writeList(t, second, "+14155550102\n+14155550103\n")
		if err := os.Chtimes(second, time.Now(), time.Now()); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(500*time.Millisecond, func() { writeList(t, first, "+14155550101\n+14155550104\n") })
		if err := lists.Refresh(); err != nil {
			t.Fatal(err)
		}
		if lists.List("+14155550103", time.Now()) == "" || lists.List("+14155550104", time.Now()) == "" {
			t.Error("a number that was added is on no list")
		}
	})
}

func FuzzSuppression(f *testing.F) {
	f.Add([]byte("phone\n+14155550101\n"))
	f.Add([]byte("+14155550101\n\"+44 20\"\n"))
	f.Add([]byte("a,b\n" + hashOf("+1") + ",x\n"))
	path := filepath.Join(f.TempDir(), "dnc.csv")
	f.Fuzz(func(t *testing.T, text []byte) {
		writeList(t, path, string(text))
		lists, err := openLists(path)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("error %q, want one line", err)
			}
			return
		}
		// Whatever stands alone on a line of a list that was read is on the list.
		if number, rest, _ := strings.Cut(string(text), "\n"); dialer.IsE164(number) && !strings.ContainsAny(rest, "\"\r") && lists.List(number, time.Now()) == "" {
			t.Fatalf("%q is not on the list that begins with it", number)
		}
	})
}

// TestSuppressionMemory: an entry of a large list takes at most 64 bytes.
func TestSuppressionMemory(t *testing.T) {
	const entries, most = 1_000_000, 64
	var text strings.Builder
	text.WriteString("phone\n")
	for i := range entries {
		fmt.Fprintf(&text, "+1%010d\n", 2_000_000_000+7*i)
	}
	path := filepath.Join(t.TempDir(), "dnc.csv")
	writeList(t, path, text.String())
	text.Reset()
	before := liveHeap()
	lists, err := openLists(path)
	if err != nil {
		t.Fatal(err)
	}
	used := liveHeap() - before
	if lists.Entries(time.Now()) != entries || lists.List("+12000000007", time.Now()) != "dnc.csv" || lists.List("+12000000008", time.Now()) != "" {
		t.Errorf("%d entries, want %d and the numbers among them", lists.Entries(time.Now()), entries)
	}
	t.Logf("%d bytes for each entry", used/entries)
	if used > entries*most {
		t.Errorf("%d bytes for each entry, want at most %d", used/entries, most)
	}
}

// liveHeap returns the bytes on the heap after a garbage collection.
func liveHeap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
