package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

var (
	attackSeed   = flag.Uint64("attack.seed", 1, "the seed of the first trial of TestAttack")
	attackTrials = flag.Int("attack.trials", 50, "how many trials TestAttack makes")
	attackStrict = flag.Bool("attack.strict", false, "let TestAttack fail at the known gaps, too")
)

// TestAttack kills a campaign at random, makes one outside change to one of its files, and runs it again: the run goes on
// rightly or stops with exit 2, and with the right file the campaign goes on. What is right is decided by the API's log of
// calls, the contacts and the lists alone. The seed decides all but the timing of processes.
//
//	go test ./cmd/bulkdial -run TestAttack -attack.trials=1000 -timeout 1h -v
func TestAttack(t *testing.T) {
	t.Parallel()
	other := otherCampaign(t)
	var report attackReport
	t.Cleanup(func() { report.print(t) }) // after the last trial
	for i := range *attackTrials {
		seed := *attackSeed + uint64(i)
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			a := newAttack(t, seed, other)
			a.play()
			report.add(t, a)
		})
	}
}

// The files of a campaign that are attacked.
const (
	contactsFile = "contacts"
	resultsFile  = "results"
	intentsFile  = ".inflight"
	settingsFile = ".campaign"
	listFile     = "list"
)

// attackFiles are the names of the files in the campaign's folder.
var attackFiles = map[string]string{
	contactsFile: "leads.csv",
	resultsFile:  "leads.results.csv",
	intentsFile:  "leads.results.csv.inflight",
	settingsFile: "leads.results.csv.campaign",
	listFile:     "stop.csv",
}

// attack is one trial.
type attack struct {
	t      *testing.T
	rng    *rand.Rand
	seed   uint64
	dir    string // of the campaign; its parent has room for what is moved away
	useIDs bool
	rows   int
	api    *attackAPI
	other  map[string][]byte // the files of another campaign
	// file is changed by change.
	file   string
	change attackChange
	// copies are earlier states of each file.
	copies map[string][][]byte
	oracle attackOracle
	// codes are the exit codes since the change; faults what was wrong, by kind; story what was done.
	codes  []int
	faults map[string]string
	story  []string
	// last is what the last run said.
	last string
}

func newAttack(t *testing.T, seed uint64, other map[string][]byte) *attack {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 12))
	a := &attack{
		t: t, rng: rng, seed: seed, dir: filepath.Join(t.TempDir(), "campaign"),
		useIDs: rng.IntN(4) == 0, rows: 40 + rng.IntN(161), api: newAttackAPI(t, seed), other: other,
		copies: map[string][][]byte{}, faults: map[string]string{},
	}
	deck := attackDeck()
	card := deck[seed%uint64(len(deck))]
	a.file, a.change = card.file, card.change
	if err := os.Mkdir(a.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	a.writeContacts(a.rows)
	a.writeList(3 + rng.IntN(10))
	return a
}

func (a *attack) path(file string) string { return filepath.Join(a.dir, attackFiles[file]) }

func (a *attack) note(format string, args ...any) {
	a.story = append(a.story, fmt.Sprintf(format, args...))
}

// fault notes what was wrong; the first of a kind is kept.
func (a *attack) fault(kind, format string, args ...any) {
	if _, known := a.faults[kind]; known {
		return
	}
	a.faults[kind] = fmt.Sprintf(format, args...)
	a.note("fault: %s: %s", kind, a.faults[kind])
}

// play is the course of a trial.
func (a *attack) play() {
	a.t.Helper()
	a.before()
	was := a.state()
	a.oracle.before(a)
	placed := a.api.total()
	undo := a.change.apply(a)
	a.age(a.file)
	a.oracle.changed(a)
	code := a.goOn()
	a.codes = append(a.codes, code)
	if code == exit.Usage && a.change.harmless {
		a.fault(stopsForNothing, "%s", a.last)
	}
	if finished(code) {
		a.oracle.complete(a)
	}
	// To put back a file of the ledger after calls would be a second change.
	rewritten := a.file == resultsFile || a.file == intentsFile || a.file == settingsFile
	if rewritten && (finished(code) || a.api.total() > placed) {
		return
	}
	undo()
	a.restore(was)
	a.note("%s is as it was", a.file)
	if code = a.goOn(); !finished(code) {
		a.fault(goesOnNoMore, "exit %d with the right file: %s", code, a.last)
		return
	}
	a.oracle.complete(a)
}

// before makes the runs that come before the change. They leave a file that the change can be made to.
func (a *attack) before() {
	a.t.Helper()
	runs := 1 + a.rng.IntN(2)
	for i := range 4 {
		last := i >= runs-1
		a.once(a.ending(last))
		if last && (a.change.creates || a.size(a.file) > 0) {
			return
		}
		a.keep()
		if a.rng.IntN(3) == 0 {
			a.note("contacts and list grow")
			a.rows += 5
			a.writeContacts(a.rows)
			a.writeList(13 + i)
		}
	}
	a.t.Logf("no %s to change", a.file)
}

// ending draws how a run ends.
func (a *attack) ending(last bool) attackEnding {
	if a.file == intentsFile && (!a.change.creates || last && a.rng.IntN(2) == 0) {
		return killedAtRequest // so that there are intents
	}
	endings := []attackEnding{killedAtRequest, killedAtRequest, killedAtMoment, terminated, leftAlone}
	return endings[a.rng.IntN(len(endings))]
}

// goOn runs until the campaign has ended or stopped for good, three times at most, and once more where it has ended, as
// operators do. It returns the exit code.
func (a *attack) goOn() int {
	a.t.Helper()
	code := -1
	for range 3 {
		if code = a.checked(); code == exit.Usage || code == hung {
			return code
		}
		if finished(code) {
			if again := a.checked(); !finished(again) {
				a.fault(spoiled, "%s", a.last)
			}
			return code
		}
	}
	return code
}

func finished(code int) bool { return code == exit.OK || code == exit.Look }
