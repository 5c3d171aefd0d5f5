package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"

	"bulkdial/cmd/bulkdial/internal/progress"
)

var updateScreens = flag.Bool("screens.update", false, "write the recordings of terminals again")

// display is a terminal, and a person before it.
type display struct {
	t         *testing.T
	name      string
	terminal  *os.File
	keyboard  *os.File
	shown     *lockedBuffer
	sizes     []displaySize
	recording strings.Builder
}

// displaySize is the size of a terminal from an offset of what is shown on.
type displaySize struct{ from, cols, rows int }

// newDisplay opens a terminal for a recording of a name.
func newDisplay(t *testing.T, name string, cols, rows int) *display {
	t.Helper()
	s := &display{t: t, name: name}
	s.terminal, s.keyboard, s.shown = openTerminal(t)
	s.resize(cols, rows)
	return s
}

// resize changes the size of the terminal, which keeps what it shows as far as there is room.
func (s *display) resize(cols, rows int) {
	s.t.Helper()
	s.sizes = append(s.sizes, displaySize{len(s.shown.String()), cols, rows})
	if err := unix.IoctlSetWinsize(int(s.keyboard.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(rows), Col: uint16(cols)}); err != nil {
		s.t.Fatal(err)
	}
}

// now is what the terminal shows, without what varies from run to run.
func (s *display) now() string {
	text := s.shown.String()
	emulator := vt10x.New(vt10x.WithSize(s.sizes[0].cols, s.sizes[0].rows))
	for i, size := range s.sizes {
		end := len(text)
		if i+1 < len(s.sizes) {
			end = s.sizes[i+1].from
		}
		emulator.Resize(size.cols, size.rows)
		_, _ = emulator.Write([]byte(steady(text[size.from:end])))
	}
	return trimmed(drawnBar.ReplaceAllString(emulator.String(), "[===>------]"))
}

// trimmed is a screen without the space behind its lines and the empty lines at its end.
func trimmed(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

var timeOfDay = regexp.MustCompile(`\d\d:\d\d:\d\d`)

// varying is what differs from run to run; each is replaced by a text that is as long, so that lines are cut and wrap as they would.
var varying = []struct {
	pattern *regexp.Regexp
	steady  string
}{
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`), "2026-11-26 12:00:00"},
	{timeOfDay, "12:00:00"},
	{regexp.MustCompile(`\d{8}T\d{6}-[0-9a-f]{8}`), "20261126T120000-0a1b2c3d"},
	{regexp.MustCompile(`127\.0\.0\.1:\d{5}`), "127.0.0.1:54321"},
	{regexp.MustCompile(`\d+(\.\d+)? cps`), "1.0 cps"},
	{regexp.MustCompile(`[0-9hms]+ left`), "9s left"},
	{regexp.MustCompile(`(sent \d+) in [0-9.]+m?s(, [0-9.]+ calls per second)?`), "$1 in 2.5s, 1.0 calls per second"},
}

// drawnBar is a bar, which is as wide as the numbers beside it let it be.
var drawnBar = regexp.MustCompile(`\[[=>-]+\]`)

func steady(text string) string {
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.steady)
	}
	return text
}

// record keeps under a heading what is shown once nothing changes any more: a bar follows its text a moment later.
func (s *display) record(heading string) {
	last := ""
	for now := s.now(); now != last; now = s.now() {
		last = now
		time.Sleep(4 * progress.BarEvery)
	}
	s.recording.WriteString("== " + heading + "\n" + last)
}

// until waits until a text is shown. The process may have ended: what it wrote is shown later.
func (s *display) until(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(faultPatience); !strings.Contains(s.now(), text); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain until the terminal shows %q; it shows\n%s\nof %q", text, s.now(), s.shown.String())
		}
	}
}

// typed types a text.
func (s *display) typed(text string) {
	s.t.Helper()
	if _, err := s.keyboard.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
}

// compare compares the recording with the one that is kept.
func (s *display) compare() {
	s.t.Helper()
	path := filepath.Join("testdata", "terminal", s.name+".txt")
	if *updateScreens {
		if err := os.WriteFile(path, []byte(s.recording.String()), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(s.recording.String(), "\n")); diff != "" {
		s.t.Errorf("%s (-want +got); -screens.update records it again:\n%s", path, diff)
	}
}
