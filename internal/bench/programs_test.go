package bench_test

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// programs are the programs of .ci/compare, built in a folder of the test.
type programs struct {
	t   *testing.T
	dir string
}

func buildPrograms(t *testing.T) programs {
	t.Helper()
	p := programs{t, t.TempDir()}
	p.run("go", "build", "-o", p.dir+"/", "./measure", "./plain", "./rows", "./server")
	return p
}

func (p programs) path(name string) string { return filepath.Join(p.dir, name) }

func (p programs) run(name string, args ...string) {
	p.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		p.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// serve starts the server and returns its URL, and a function that ends it.
func (p programs) serve(args ...string) (url string, stop func()) {
	p.t.Helper()
	cmd := exec.Command(p.path("server"), args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			p.t.Error(err)
		}
	}
	url, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		p.t.Fatal(err)
	}
	return strings.TrimSpace(url), stop
}

// column returns the cells of a column of a CSV file, by its index.
func (p programs) column(name string, place int) []string {
	p.t.Helper()
	file, err := os.Open(p.path(name))
	if err != nil {
		p.t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	cells := make([]string, len(records))
	for i, r := range records {
		cells[i] = r[place]
	}
	return cells
}

func distinct(cells []string) int {
	seen := map[string]bool{}
	for _, c := range cells {
		seen[c] = true
	}
	return len(seen)
}

// TestPlainProgram: each row is called once, a resume calls no row, and the server records each arrival.
func TestPlainProgram(t *testing.T) {
	const rows = 1050
	p := buildPrograms(t)
	p.run(p.path("rows"), "-n", "1050", "-out", p.path("in.csv"))
	url, stop := p.serve("-arrivals", p.path("arrivals"), "-latency", "1ms")
	for _, resume := range []string{"-resume=false", "-resume"} {
		p.run(p.path("measure"), p.path("m"), p.path("plain"), "-in", p.path("in.csv"), "-url", url, "-out", p.path("out.csv"), resume)
	}
	stop()
	called, ids := p.column("out.csv", 0), p.column("out.csv", 1)
	if len(called) != rows || distinct(called) != rows || distinct(ids) != rows {
		t.Errorf("%d results, %d numbers, %d ids; want %d of each", len(called), distinct(called), distinct(ids), rows)
	}
	for name, want := range map[string]int{"arrivals": 11, "m": 2} {
		text, err := os.ReadFile(p.path(name))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(text), "\n"); got != want {
			t.Errorf("%s has %d lines, want %d:\n%s", name, got, want, text)
		}
	}
}

// TestRows: all numbers are valid and distinct, and the national spelling gives the same ones.
func TestRows(t *testing.T) {
	p := buildPrograms(t)
	p.run(p.path("rows"), "-n", "3000", "-out", p.path("in.csv"))
	p.run(p.path("rows"), "-n", "3000", "-national", "-out", p.path("national.csv"))
	numbers, spelled := p.column("in.csv", 0)[1:], p.column("national.csv", 0)[1:]
	if distinct(numbers) != 3000 || len(spelled) != 3000 {
		t.Fatalf("%d numbers and %d spelled nationally, want 3000", distinct(numbers), len(spelled))
	}
	n := normalizer(lab{t}, "US")
	for i := range numbers {
		for _, cell := range []string{numbers[i], spelled[i]} {
			if got, err := n.Read(cell, ""); err != nil || got.E164 != numbers[i] {
				t.Errorf("Read(%q) = %q, %v, want %q", cell, got.E164, err, numbers[i])
			}
		}
	}
}

// TestPlainExport: an export has the contacts in their order, with what became of each, and 95 of 100 accepted calls have a CDR.
func TestPlainExport(t *testing.T) {
	p := buildPrograms(t)
	p.run(p.path("rows"), "-n", "1000", "-out", p.path("in.csv"))
	var results strings.Builder
	results.WriteString("row,to_number,disposition,agent_call_id,error,attempt,batch,at\n")
	for i, number := range p.column("in.csv", 0)[1:] {
		disposition := "accepted"
		if i%10 == 9 {
			disposition = "rejected"
		}
		fmt.Fprintf(&results, "%d,%s,%s,ac_%d,,1,b.1,2026-01-05T09:00:00.000Z\n", i+1, number, disposition, i)
	}
	if err := os.WriteFile(p.path("results.csv"), []byte(results.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	p.run(p.path("rows"), "-calls", p.path("results.csv"), "-out", p.path("calls.csv"))
	p.run(p.path("plain"), "-export", "-in", p.path("in.csv"), "-results", p.path("results.csv"), "-calls", p.path("calls.csv"), "-out", p.path("out.csv"))
	if cdrs := len(p.column("calls.csv", 0)) - 1; cdrs < 820 || cdrs > 890 {
		t.Errorf("%d CDRs of 900 accepted calls", cdrs)
	}
	if diff := cmp.Diff(p.column("in.csv", 0), p.column("out.csv", 0)); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
	ended := make(map[string]bool)
	for _, id := range p.column("calls.csv", 0) {
		ended[id] = true
	}
	outcomes := p.column("out.csv", 7)
	for i, id := range p.column("out.csv", 4) {
		if ended[id] != (outcomes[i] != "") && i > 0 {
			t.Errorf("%s: outcome %q, CDR %t", id, outcomes[i], ended[id])
		}
	}
}
