package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// faultMemory is what a run may take, whatever it is given to read. A row of nothing but commas may take more: 40 bytes
// for each column, as much again while the csv.Reader grows, as much for the copy of the row that is its receiver's to keep, and
// as much for the names of the columns in the settings and their text. The race detector takes several times as much.
func faultMemory(columns int) int {
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return 512 << 20
	}
	return 64<<20 + 160*columns
}

// peakMemory follows the largest resident size of a process until it ends. (Rusage would do, but a child begins with
// the peak of its parent, which is this test.)
func peakMemory(p *faultProcess) <-chan int {
	peak := make(chan int, 1)
	go func() {
		most := 0
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, highWater(p.cmd.Process.Pid))
			select {
			case <-p.exited:
				peak <- most
				return
			case <-tick.C:
			}
		}
	}()
	return peak
}

// collectsAsUsual has a process collect garbage as without testGCPercent.
func collectsAsUsual(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, fmt.Sprint("GOGC=", gcPercent)) }

// highWater reads the peak of a process that lives; 0 when it does not.
func highWater(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kilobytes, _ := strconv.Atoi(fields[0])
	return kilobytes << 10
}

// endlessRows yields a text, and then a piece over and over, up to a number of bytes.
func endlessRows(text, piece string, size int64) io.Reader {
	return io.MultiReader(strings.NewReader(text), io.LimitReader(&repeated{piece: []byte(piece)}, size))
}

// repeated is a text without an end.
type repeated struct {
	piece []byte
	at    int
}

func (r *repeated) Read(b []byte) (int, error) {
	for n := range b {
		b[n] = r.piece[r.at]
		if r.at++; r.at == len(r.piece) {
			r.at = 0
		}
	}
	return len(b), nil
}

// TestFaultInput gives a run contacts that would take the memory of any reader that trusts them. It says which line
// is to blame and stays small.
func TestFaultInput(t *testing.T) {
	t.Parallel()
	const quarter = 256 << 20
	wide := strings.Repeat("a_long_name_of_a_column_", 4)
	for name, test := range map[string]struct {
		input func() io.Reader
		args  []string
		code  int
		says  []string
		// want is the dispositions of the contacts 0 and 1.
		want []string
		// columns are those of the widest row, where that is very wide.
		columns int
	}{
		"a huge cell": {
			input: func() io.Reader { return endlessRows("phone,name\n+14155550000,Anna\n+14155550001,", "x", quarter) },
			code:  exit.Usage, says: []string{"row 3", "1048576 bytes", "--max-row-bytes"}, want: []string{acceptedWord, pendingWord},
		},
		"a quote that never closes": {
			input: func() io.Reader {
				return endlessRows("phone,name\n+14155550000,Anna\n+14155550001,\"Bo\n", "+14155550002,Cem\n", quarter)
			},
			code: exit.Usage, says: []string{"row 3", "quote"}, want: []string{acceptedWord, pendingWord},
		},
		"a quote that never closes, in a short file": {
			input: func() io.Reader {
				return endlessRows("phone,name\n+14155550000,Anna\n+14155550001,\"Bo\n", "+14155550002,Cem\n", 4096)
			},
			code: exit.Usage, says: []string{"row 3", "quote"}, want: []string{acceptedWord, pendingWord},
		},
		"a row of a million columns": {
			input: func() io.Reader { return endlessRows("phone,name\n+14155550000,Anna\n+14155550001", ",", 1_000_000) },
			code:  exit.OK, want: []string{acceptedWord, acceptedWord}, columns: 1_000_000, // all of them are empty
		},
		"a row of half a million columns with text": {
			input: func() io.Reader { return endlessRows("phone,name\n+14155550000,Anna\n+14155550001", ",x", 500_000) },
			code:  exit.Look, want: []string{acceptedWord, "invalid"}, columns: 500_000,
		},
		"a row of more columns than it may have bytes": {
			input: func() io.Reader { return endlessRows("phone,name\n+14155550000,Anna\n+14155550001", ",", quarter) },
			code:  exit.Usage, says: []string{"row 3", "1048576 bytes"}, want: []string{acceptedWord, pendingWord}, columns: 1 << 20,
		},
		"a header without an end": {
			input: func() io.Reader { return endlessRows("phone,", "name,", quarter) },
			code:  exit.Usage, says: []string{"the header", "1048576 bytes"}, want: []string{pendingWord, pendingWord},
		},
		"a header of 100,000 columns, too long": {
			input: func() io.Reader { return strings.NewReader(columnsNamed(wide, 100_000)) },
			code:  exit.Usage, says: []string{"the header", "1048576 bytes"}, want: []string{pendingWord, pendingWord},
		},
		"a header of 100,000 columns without a number": {
			input: func() io.Reader { return strings.NewReader(columnsNamed("c", 100_000)) },
			code:  exit.Usage, says: []string{"no column is named"}, want: []string{pendingWord, pendingWord},
		},
		"a header of 100,000 columns of one name": {
			input: func() io.Reader { return endlessRows("phone", ",c", 200_000) },
			code:  exit.Usage, says: []string{"columns 2 and 3", `"c"`}, want: []string{pendingWord, pendingWord},
		},
		"a line of blanks": {
			input: func() io.Reader { return endlessRows("phone\n+14155550000\n", " ", quarter) },
			code:  exit.Usage, says: []string{"row 3"}, want: []string{acceptedWord, pendingWord},
		},
		"NUL bytes": {
			input: func() io.Reader { return endlessRows("phone\n+14155550000\n", "\x00", quarter) },
			code:  exit.Usage, says: []string{"row 3"}, want: []string{acceptedWord, pendingWord},
		},
		"nothing but line breaks": {
			input: func() io.Reader { return endlessRows("phone\n+14155550000\n", "\n", 512<<10) },
			code:  exit.OK, want: []string{acceptedWord, pendingWord},
		},
		"a smaller limit": {
			input: func() io.Reader { return endlessRows("phone,name\n+14155550000,Anna\n+14155550001,", "x", 1<<20) },
			args:  []string{"--max-row-bytes", "70000"},
			code:  exit.Usage, says: []string{"row 3", "70000 bytes"}, want: []string{acceptedWord, pendingWord},
		},
		"a larger limit": {
			input: func() io.Reader { return endlessRows("phone,name\n+14155550000,Anna\n+14155550001,", "x", 2<<20) },
			args:  []string{"--max-row-bytes", "3000000"},
			code:  exit.OK, want: []string{acceptedWord, acceptedWord},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			api := newFaultServer(t, accepting)
			args := c.runArgs(api.url(), append([]string{"--results", c.results(), "--batch-size", "1"}, test.args...)...)
			args[1] = "-"
			p := startFault(t, args, func(cmd *exec.Cmd) {
				collectsAsUsual(cmd)
				cmd.Stdin = test.input()
			})
			peak := peakMemory(p)
			out := p.wait()
			out.want(t, test.code, test.says...)
			if got := <-peak; got == 0 || got > faultMemory(test.columns) {
				t.Errorf("peak of memory: %d MiB, want at most %d", got>>20, faultMemory(test.columns)>>20)
			} else {
				t.Logf("peak of memory: %d MiB", got>>20)
			}
			if got := c.words(); !slices.Equal(got, test.want) {
				t.Errorf("dispositions: %v, want %v", got, test.want)
			}
			if len(out.stderr) > 20_000 || len(out.stdout) > 20_000 {
				t.Errorf("the run says far too much: %d and %d bytes", len(out.stdout), len(out.stderr))
			}
			c.recover(api)
		})
	}
}

// columnsNamed is a header of n columns.
func columnsNamed(prefix string, n int) string {
	var text strings.Builder
	for i := range n {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(prefix)
		text.WriteString(strconv.Itoa(i))
	}
	return text.String() + "\n"
}

// TestFaultInputFile: in a file, what hides the rest is found before anybody is called, by run and by plan.
func TestFaultInputFile(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("x", 2<<20)
	for name, test := range map[string]struct{ text, says string }{
		"a quote that never closes": {"phone,name\n+14155550000,Anna\n+14155550001,\"Bo\n+14155550002,Cem\n", "row 3"},
		"a huge cell":               {"phone,name\n+14155550000,Anna\n+14155550001," + huge + "\n", "row 3"},
		"a header without an end":   {"phone," + huge + "\n+14155550000,Anna\n", "the header"},
		"a million columns":         {"phone,name\n+14155550000,Anna\n" + strings.Repeat(",", 2_000_000) + "\n", "row 3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 2)
			good, err := os.ReadFile(c.path)
			if err != nil {
				t.Fatal(err)
			}
			c.rows(test.text)
			api := newFaultServer(t, accepting)
			c.run(api.url()).want(t, exit.Usage, c.path, test.says)
			startFault(t, []string{"plan", c.path}, nil).wait().want(t, exit.Usage, c.path, test.says)
			if got := api.requestCount(); got != 0 {
				t.Errorf("%d requests, want none", got)
			}
			c.wantTally(map[string]int{pendingWord: 2})
			c.rows(string(good))
			c.recover(api)
		})
	}
}

// TestFaultInputWide: a file of very many columns is read fast and in little memory.
func TestFaultInputWide(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 2)
	const columns = 100_000
	c.rows("phone," + columnsNamed("c", columns) + strings.Join([]string{
		c.numbers[0] + strings.Repeat(",", columns), c.numbers[1] + strings.Repeat(",", columns),
	}, "\n") + "\n")
	api := newFaultServer(t, accepting)
	p := startFault(t, c.runArgs(api.url()), collectsAsUsual)
	peak := peakMemory(p)
	p.wait().want(t, exit.OK)
	if got := <-peak; got > faultMemory(columns) {
		t.Errorf("peak of memory: %d MiB, want at most %d", got>>20, faultMemory(columns)>>20)
	}
	c.recover(api)
}
