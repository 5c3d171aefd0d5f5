package region_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hinshun/vt10x"

	"bulkdial/internal/region"
)

// screen is an emulated terminal with a region, and what is to be on it.
type screen struct {
	columns, rows int
	terminal      vt10x.Terminal
	*region.Region
}

func newScreen(columns, rows int) *screen {
	s := &screen{columns: columns, rows: rows, terminal: vt10x.New(vt10x.WithSize(columns, rows))}
	s.Region = region.New(s, func() (int, int) { return s.columns, s.rows })
	return s
}

// Write writes as a terminal does that makes a line feed of the end of a line.
func (s *screen) Write(text []byte) (int, error) {
	_, err := s.terminal.Write(bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")))
	return len(text), err
}

func (s *screen) resize(columns, rows int) {
	s.columns, s.rows = columns, rows
	s.terminal.Resize(columns, rows)
}

// lines are those of the terminal, without the empty ones at its end.
func (s *screen) lines() []string {
	lines := strings.Split(s.terminal.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// TestResize: after each change of size, text and rows the rows are whole at the end of the screen, and nothing is left of earlier ones.
func TestResize(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 0))
		s, n, count := newScreen(80, 24), 0, 5
		rows := func(columns, most int) []string {
			made := make([]string, min(count, most))
			for i := range made {
				made[i] = region.Cut(strings.Repeat(fmt.Sprintf("row%d-%d ", i, n), 20), columns)
			}
			return made
		}
		s.Show(rows)
		for range 30 {
			if n++; random.IntN(2) == 0 {
				_, _ = fmt.Fprintf(s.Region, "log %d\n", n)
			}
			if random.IntN(3) == 0 {
				count = random.IntN(6)
			}
			if random.IntN(3) == 0 {
				s.resize(1+random.IntN(120), 1+random.IntN(30))
			}
			if random.IntN(3) == 0 {
				_, _ = fmt.Fprintf(s.Region, "log in between %d\n", n)
			}
			s.Refresh()
			want, got := rows(max(1, s.columns-1), max(1, s.rows-1)), s.lines()
			for i := range want {
				want[i] = strings.TrimRight(want[i], " ")
			}
			left := strings.Join(got[:max(0, len(got)-len(want))], "\n")
			if shown := strings.Join(got[max(0, len(got)-len(want)):], "\n"); shown != strings.Join(want, "\n") || strings.Contains(left, "row") {
				t.Fatalf("seed %d, %d×%d: the terminal shows\n%s\nwant at its end\n%s", seed, s.columns, s.rows, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		s.Hide()
		if text := s.terminal.String(); strings.Contains(text, "row") {
			t.Fatalf("seed %d: at the end the terminal shows\n%s", seed, text)
		}
	}
}

// TestReflow: a terminal that breaks its lines anew when it becomes narrower keeps the cursor at the beginning of the first row, so that a
// frame erases all that has become of the rows.
func TestReflow(t *testing.T) {
	t.Parallel()
	s := newScreen(80, 24)
	_, _ = fmt.Fprintln(s.Region, "log")
	s.Show(func(columns, _ int) []string {
		return []string{strings.Repeat("=", columns), strings.Repeat("-", columns)}
	})
	if at := s.terminal.Cursor(); at.X != 0 || at.Y != 1 {
		t.Fatalf("the cursor is at %d, %d; want the beginning of the first row", at.X, at.Y)
	}
	// What is below the cursor after that: the rows in pieces of 40 columns.
	s.resize(40, 24)
	_, _ = s.terminal.Write([]byte(strings.Repeat("=", 40) + strings.Repeat("=", 39) + "\r\n" + strings.Repeat("-", 40) + strings.Repeat("-", 39) + "\x1b[3A\r"))
	s.Refresh()
	if got, want := strings.Join(s.lines(), "\n"), "log\n"+strings.Repeat("=", 39)+"\n"+strings.Repeat("-", 39); got != want {
		t.Errorf("the terminal shows\n%s\nwant\n%s", got, want)
	}
}

// TestCalm: nothing is written while nothing changes, and control characters never reach the terminal.
func TestCalm(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	text := "a\x1b[2Jb\nc\u009bd"
	r := region.New(&out, func() (int, int) { return 0, 0 })
	r.Show(func(int, int) []string { return []string{text} })
	if first := out.String(); !strings.Contains(first, "a [2Jb c d") {
		t.Errorf("it shows %q", first)
	}
	out.Reset()
	r.Refresh()
	if out.Len() > 0 {
		t.Errorf("without a change it writes %q", out.String())
	}
}

// TestWrite: a line appears when it is whole, and the rest at the end; before and after the rows text passes through.
func TestWrite(t *testing.T) {
	t.Parallel()
	s := newScreen(20, 6)
	_, _ = fmt.Fprint(s.Region, "before\n")
	s.Show(func(int, int) []string { return []string{"row"} })
	_, _ = fmt.Fprint(s.Region, "one, ")
	if got, want := strings.Join(s.lines(), "|"), "before|row"; got != want {
		t.Errorf("the terminal shows %q, want %q", got, want)
	}
	_, _ = fmt.Fprint(s.Region, "two\nthree")
	if got, want := strings.Join(s.lines(), "|"), "before|one, two|row"; got != want {
		t.Errorf("the terminal shows %q, want %q", got, want)
	}
	s.Hide()
	s.Refresh()
	_, _ = fmt.Fprint(s.Region, " four\n")
	if got, want := strings.Join(s.lines(), "|"), "before|one, two|three four"; got != want {
		t.Errorf("the terminal shows %q, want %q", got, want)
	}
}

// TestLocks: what rows show may be locked by whoever writes to the region.
func TestLocks(t *testing.T) {
	t.Parallel()
	var state sync.Mutex
	s, n := newScreen(80, 24), 0
	s.Show(func(int, int) []string {
		state.Lock()
		defer state.Unlock()
		return []string{strconv.Itoa(n)}
	})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for range 500 {
				state.Lock()
				n++
				_, _ = fmt.Fprintln(s.Region, "log")
				state.Unlock()
				s.Refresh()
			}
		})
	}
	writers.Wait()
	s.Refresh()
	if lines := s.lines(); lines[len(lines)-1] != "2000" {
		t.Errorf("the row is %q, want 2000", lines[len(lines)-1])
	}
}
