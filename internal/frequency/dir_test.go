package frequency_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/frequency"
)

func call(n int, at time.Time) dialer.SharedCall {
	return dialer.SharedCall{At: at, Batch: dialer.NewBatchName("r1", uint64(n), 1), Attempt: 1, Number: fmt.Sprintf("+1415555%04d", n)}
}

func add(t *testing.T, d *frequency.Dir, calls ...dialer.SharedCall) {
	t.Helper()
	if err := d.Add(func(dialer.SharedCall) {}, func() []dialer.SharedCall { return calls }); err != nil {
		t.Fatal(err)
	}
}

// read returns the calls that were added since the last reading.
func read(d *frequency.Dir) (calls []dialer.SharedCall, err error) {
	err = d.Read(func(c dialer.SharedCall) { calls = append(calls, c) })
	return calls, err
}

// file returns the path of the one file of calls in a folder, and its text.
func file(t *testing.T, dir string) (path, text string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.calls"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	content, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return found[0], string(content)
}

// TestDir: each process reads what others have added, once, and not what it has added itself.
func TestDir(t *testing.T) {
	dir, now := t.TempDir(), time.Now().UTC()
	one, two := openDir(t, dir, time.Hour), openDir(t, dir, time.Hour)
	add(t, one, call(1, now), call(2, now))
	back := call(1, now)
	back.Back = true
	add(t, two, back, call(3, now.Add(-25*time.Hour))) // of another day
	for i, d := range []*frequency.Dir{one, two, openDir(t, dir, time.Hour)} {
		calls, err := read(d)
		want := []int{2, 0, 4}[i]
		if err != nil || len(calls) != want {
			t.Errorf("process %d reads %v, %v, want %d calls", i, calls, err, want)
		}
		if again, err := read(d); err != nil || len(again) != 0 {
			t.Errorf("process %d reads %v again, %v", i, again, err)
		}
	}
	calls, err := read(openDir(t, dir, time.Hour))
	if err != nil || calls[0].Number != "+14155550003" || !calls[3].Back || calls[3].At.Before(now) || calls[3].At.After(now.Add(time.Millisecond)) {
		t.Errorf("read %+v, %v", calls, err)
	}
	if sandbox, err := frequency.Open(dir, true, time.Hour); err != nil {
		t.Error(err)
	} else if calls, err := read(sandbox); err != nil || len(calls) != 0 {
		t.Errorf("the sandbox reads %v, %v", calls, err)
	}
	for _, path := range []string{filepath.Join(dir, "missing"), filepath.Join(dir, "lock")} {
		if _, err := frequency.Open(path, false, time.Hour); err == nil {
			t.Errorf("%s is opened", path)
		}
	}
}

// TestTorn: a line that a process has not written to its end does not count, and gives way to the next one.
func TestTorn(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	add(t, openDir(t, dir, time.Hour), call(1, now), call(2, now))
	path, whole := file(t, dir)
	lines := strings.SplitAfter(whole, "\n")
	for end := range len(whole) + 1 {
		torn := whole[:end]
		if end == len(whole) {
			torn = lines[0] + lines[1] + strings.Repeat("x", 1000)
		}
		if err := os.WriteFile(path, []byte(torn), 0o600); err != nil {
			t.Fatal(err)
		}
		left := max(0, strings.Count(torn, "\n")-1)
		if calls, err := read(openDir(t, dir, time.Hour)); err != nil || len(calls) != left {
			t.Fatalf("cut at %d: read %v, %v, want %d calls", end, calls, err, left)
		}
		add(t, openDir(t, dir, time.Hour), call(2, now))
		if _, text := file(t, dir); text != strings.Join(lines[:1+left], "")+lines[2] {
			t.Fatalf("cut at %d: after another call the file is %q", end, text)
		}
	}
}

// another is the path of a file of another day.
func another(path string) string { return filepath.Join(filepath.Dir(path), "2126-01-01.calls") }

// TestDamage: what no crash leaves is an error, so that nobody is called.
func TestDamage(t *testing.T) {
	now := time.Now()
	for name, damage := range map[string]func(path, text string) error{
		"a line of something else": func(path, text string) error { return os.WriteFile(path, []byte(text+"hello\n"), 0o600) },
		"a changed number": func(path, text string) error {
			return os.WriteFile(path, []byte(strings.Replace(text, ",+1", ",1", 1)), 0o600)
		},
		"a changed state": func(path, text string) error {
			return os.WriteFile(path, []byte(strings.Replace(text, ",called", ",maybe", 1)), 0o600)
		},
		"no header": func(path, text string) error {
			return os.WriteFile(path, []byte(text[strings.Index(text, "\n")+1:]+"x\n"), 0o600)
		},
		"zeros":       func(path, text string) error { return os.WriteFile(path, []byte(text+"\x00\x00\x00\n"), 0o600) },
		"a symlink":   func(path, _ string) error { return os.Symlink("/dev/null", another(path)) },
		"not a file":  func(path, _ string) error { return os.Mkdir(another(path), 0o700) },
		"no access":   func(path, _ string) error { return os.Symlink(path, another(path)) },
		"another one": func(path, _ string) error { return os.WriteFile(path, []byte("a,b\n"), 0o600) },
	} {
		dir := t.TempDir()
		add(t, openDir(t, dir, time.Hour), call(1, now))
		path, text := file(t, dir)
		if err := damage(path, text); err != nil {
			t.Fatal(err)
		}
		if calls, err := read(openDir(t, dir, time.Hour)); err == nil {
			t.Errorf("%s: read %v", name, calls)
		}
		if err := openDir(t, dir, time.Hour).Add(func(dialer.SharedCall) {}, func() []dialer.SharedCall { return nil }); err == nil {
			t.Errorf("%s: added", name)
		}
	}
	for name, damage := range map[string]func(path string) error{
		"shortened": func(path string) error { return os.Truncate(path, 40) },
		"removed":   os.Remove,
	} {
		dir := t.TempDir()
		d := openDir(t, dir, time.Hour)
		add(t, d, call(1, now))
		path, _ := file(t, dir)
		if err := damage(path); err != nil {
			t.Fatal(err)
		}
		if _, err := read(d); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// TestOld: a file that no cap counts any more may be removed, and is not read.
func TestOld(t *testing.T) {
	dir, old := t.TempDir(), time.Now().Add(-10*24*time.Hour)
	d := openDir(t, dir, 30*24*time.Hour)
	add(t, d, call(1, old))
	path, _ := file(t, dir)
	if calls, err := read(openDir(t, dir, 24*time.Hour)); err != nil || len(calls) != 0 {
		t.Errorf("read %v, %v", calls, err)
	}
	short := openDir(t, dir, 24*time.Hour)
	add(t, short, call(2, time.Now()))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := read(short); err != nil {
		t.Error(err)
	}
}

// TestTogether: of processes that add at once, each sees all calls of the others before it chooses.
func TestTogether(t *testing.T) {
	const processes, most = 4, 25
	dir := t.TempDir()
	var group sync.WaitGroup
	chosen := make([]int, processes)
	for p := range processes {
		group.Go(func() {
			d, seen := openDir(t, dir, time.Hour), 0
			for range most {
				err := d.Add(func(dialer.SharedCall) { seen++ }, func() []dialer.SharedCall {
					if seen+chosen[p] >= most {
						return nil
					}
					chosen[p]++
					return []dialer.SharedCall{call(p, time.Now())}
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if n := chosen[0] + chosen[1] + chosen[2] + chosen[3]; n != most {
		t.Errorf("%d calls were chosen together: %v, want %d", n, chosen, most)
	}
}
