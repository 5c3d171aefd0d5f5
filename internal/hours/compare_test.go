package hours_test

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/internal/hours"
)

// The data, and the hours that testdata/compare.py reads as well.
const (
	zoneData     = "../zoneinfo/zoneinfo.zip"
	comparedWeek = "mon-thu 10:00-13:00,14:00-20:30; fri 22:15-02:45; sat 00:00-24:00; sun 12:00-24:00"
	quarters     = 365 * 24 * 4
)

var (
	python = flag.Bool("hours.python", false, "compare all zones with Python's zoneinfo, which takes minutes")
	sample = flag.Bool("hours.sample", false, "write testdata/sample.txt by Python")
)

// sampled are the zones of testdata/sample.txt.
func sampled() []string {
	return strings.Fields(`Africa/Casablanca America/Chicago America/Havana America/Los_Angeles America/New_York America/Rankin_Inlet
		America/St_Johns America/Vancouver America/Winnipeg Antarctica/Troll Asia/Gaza Asia/Kathmandu Australia/Adelaide Australia/Lord_Howe
		Europe/Dublin Europe/Paris Pacific/Apia Pacific/Chatham Pacific/Easter Pacific/Honolulu Pacific/Kiritimati UTC`)
}

// fixedPlace has all contacts in one zone.
type fixedPlace dialer.Whereabouts

func (p *fixedPlace) Of(*dialer.Contact) *dialer.Whereabouts { return (*dialer.Whereabouts)(p) }

// openQuarters asks a guard at each quarter of an hour of a year: a bit each, in hexadecimal. It also checks that the guard holds until
// the next open one.
func openQuarters(t *testing.T, name string) string {
	t.Helper()
	zone, err := pinned(t).Load(name)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := hours.ParseSchedule(comparedWeek)
	if err != nil {
		t.Fatal(err)
	}
	guard, err := hours.New(hours.Config{Hours: schedule, Places: &fixedPlace{Zones: []*time.Location{zone}}, BatchSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	contact := dialer.Contact{Route: dialer.Route{RingingTimeoutSeconds: ringing}}
	begin := moment(t, "2026-11-01T00:00:00Z")
	bits := make([]byte, quarters/8)
	var until time.Time // the guard held until then
	for i := range quarters {
		now := begin.Add(time.Duration(i) * 15 * time.Minute)
		c := guard.Check(&contact, now)
		open := c == dialer.Clearance{}
		if open {
			bits[i/8] |= 0x80 >> (i % 8)
		}
		if !until.IsZero() && open != !now.Before(until) {
			t.Errorf("%s: at %v it is open: %v, and it was held until %v", name, now, open, until)
		}
		until = c.HoldUntil
	}
	return hex.EncodeToString(bits)
}

// byPython runs testdata/compare.py for some zones, or all, and calls each with its answers.
func byPython(t *testing.T, zones []string, each func(zone, bits string)) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "python3", append([]string{"testdata/compare.py", zoneData}, zones...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(out)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		zone, bits, _ := strings.Cut(in.Text(), " ")
		each(zone, bits)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// TestSample: for some zones the guard is open when Python says so, as testdata/sample.txt keeps it.
func TestSample(t *testing.T) {
	const path = "testdata/sample.txt"
	sum := func(bits string) string { hash := sha256.Sum256([]byte(bits)); return hex.EncodeToString(hash[:]) }
	if *sample {
		var text strings.Builder
		byPython(t, sampled(), func(zone, bits string) { text.WriteString(zone + " " + sum(bits) + "\n") })
		if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(string(text)) {
		lines++
		if testing.Short() && lines%6 != 2 {
			continue
		}
		zone, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		if sum(openQuarters(t, zone)) != want {
			t.Errorf("%s differs from what Python says: after a change of the pinned data run the test with -hours.sample", zone)
		}
	}
	if lines != len(sampled()) {
		t.Errorf("the sample has %d zones", lines)
	}
}

// TestPython: for all zones and each quarter of an hour of a year the guard is open when Python says so.
func TestPython(t *testing.T) {
	if !*python {
		t.Skip("it takes minutes: -hours.python")
	}
	zones, differences := 0, 0
	byPython(t, nil, func(zone, bits string) {
		if zone == "Factory" { // the zone of machines without one
			return
		}
		zones++
		got := openQuarters(t, zone)
		for i := range bits {
			if got[i] != bits[i] {
				differences++
			}
		}
		if got != bits {
			t.Errorf("%s differs", zone)
		}
	})
	data, err := zip.OpenReader(zoneData)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	t.Logf("%d zones of %d files, %d quarters of an hour each: %d differences", zones, len(data.File), quarters, differences)
	if zones < 590 {
		t.Errorf("only %d zones were compared", zones)
	}
}
