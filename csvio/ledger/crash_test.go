package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"bulkdial/dialer"
)

// TestCrashEveryPrefix records two runs, then simulates each possible crash of them: a crash of the process after each change of
// a file and within each write, and power losses that undo unsynced changes of each file by itself, also of some pages only. Each
// promise that was made before the crash holds after it, or the ledger is refused.
func TestCrashEveryPrefix(t *testing.T) {
	t.Parallel()
	s := twoRuns(t)
	dir := crashDir(t)
	w := window{step: 1, powerStep: 29, scattered: true}
	if testing.Short() {
		w = window{step: 997, powerStep: 4999}
	}
	crashes(newFolder(), s.tape.events, w, func(c crash) {
		c.intents = c.img[crashInflight]
		s.recover(dir, c)
	})
	t.Logf("%d events, %d crashes, %d of them refused", len(s.tape.events), s.played, s.refused)
}

// TestCrashDuringRecovery simulates, after each of those crashes, each possible crash of the run that recovers.
func TestCrashDuringRecovery(t *testing.T) {
	t.Parallel()
	notShort(t)
	s := twoRuns(t)
	s.crashTwice(window{step: 499, powerStep: 1999}, 1999)
}

// TestCrashDuringCompaction simulates the crashes around the moments at which a large intents file is replaced by one with only
// the live intents, and those of the recoveries from them.
func TestCrashDuringCompaction(t *testing.T) {
	t.Parallel()
	notShort(t)
	t.Run("when a request is settled", func(t *testing.T) {
		t.Parallel()
		compaction(t, func(s *story, large, _, _ string) {
			s.intend(large)
			s.settle(large)
		})
	})
	t.Run("when requests begin and end together", func(t *testing.T) {
		t.Parallel()
		compaction(t, func(s *story, large, small, other string) {
			s.intend(large)
			s.together(func() { s.intend(small) }, func() { s.settle(large) }, func() { s.intend(other) })
			s.settle(other)
			s.settle(small)
		})
	})
}

// notShort skips a test of thousands of crashes where few will do.
func notShort(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it simulates thousands of crashes")
	}
}

// compaction repeats some work until the intents file is rewritten, and simulates the crashes of the last round.
func compaction(t *testing.T, work func(s *story, large, small, other string)) {
	t.Helper()
	s := newStory(t)
	s.room = 16 << 10
	s.begin()
	s.plan("live", 1, []int{1, 2, 3}, dialer.Accepted, dialer.Rejected, dialer.Accepted)
	s.intend("live")
	from := 0
	for i := 0; s.tape.since(from, renamed) == 0 || from == 0; i++ {
		if i > 100 {
			t.Fatal("the in-flight record is never compacted")
		}
		// A long name makes the file grow fast.
		names := []string{fmt.Sprintf("%d.%s", i, strings.Repeat("x", 4000)), fmt.Sprintf("%d.small", i), fmt.Sprintf("%d.other", i)}
		for j, name := range names {
			s.plan(name, 1, []int{4 + 3*i + j}, dialer.Accepted)
		}
		from = s.tape.length()
		work(s, names[0], names[1], names[2])
	}
	must(t, s.record.Close())
	s.crashTwice(window{from: from, step: 997, powerStep: 4999}, 4999)
}

// sampledCrashes: the crashes of a recovery are simulated after every tenth crash, which takes seconds instead of a minute.
const sampledCrashes = 10

// crashTwice simulates the crashes of a window, and those of the recovery from each; in a window that begins late, which has
// large files, only from those between two events.
func (s *story) crashTwice(w window, step int) {
	s.t.Helper()
	dir, count := crashDir(s.t), 0
	crashes(newFolder(), s.tape.events, w, func(first crash) {
		first.intents = first.img[crashInflight]
		disk := s.recover(dir, first)
		if disk == nil || w.from > 0 && (first.power || first.torn) {
			return
		}
		if count++; w.from == 0 && count%sampledCrashes != 0 {
			return
		}
		crashes(first.left, disk.events, window{step: step, powerStep: step}, func(second crash) {
			second.promises, second.intents = first.promises, first.intents
			second.power = second.power || first.power
			second.where = first.where + ", then " + second.where
			s.recover(dir, second)
		})
	})
	s.t.Logf("%d events, %d crashes", len(s.tape.events), s.played)
}

// twoRuns records a campaign: one run that ends with a request in flight, and one that ends well.
func twoRuns(t *testing.T) *story {
	t.Helper()
	s := newStory(t)
	s.plan("r1.1", 1, []int{1, 2}, dialer.Accepted, dialer.Rejected)
	s.plan("r1.2", 1, []int{3, 4}, dialer.Accepted, dialer.Unknown)
	s.plan("r1.3", 2, []int{2, 5}, dialer.Accepted, "")
	s.plan("r1.4", 1, []int{6}, dialer.Accepted)
	s.plan("r1.5", 1, []int{7, 8}, dialer.Accepted, dialer.Accepted)
	s.plan("r1.6", 1, []int{11, 12}, dialer.Accepted, "")
	s.plan("r1.7", 1, []int{12}, dialer.Rejected)
	s.again["r1.7"] = "r1.6"
	s.plan("r2.1", 1, []int{5, 9}, dialer.Accepted, dialer.Accepted)
	s.plan("r2.2", 1, []int{10}, dialer.Rejected)

	s.begin()
	s.skip(101)
	s.intend("r1.1")
	s.intend("r1.2")
	s.skip(102)
	s.settle("r1.1")
	s.together(
		func() { s.intend("r1.3") },
		func() { s.settle("r1.2") }, func() { s.intend("r1.4") }, func() { s.intend("r1.5") },
	)
	s.settle("r1.3")
	s.skip(103)
	s.settle("r1.4")
	s.intend("r1.6")
	answered := s.hand("r1.6")
	s.intend("r1.7") // no command waits for the disk
	<-answered
	s.settle("r1.7")
	s.close() // r1.5 was never answered

	s.begin()
	s.intend("r2.1")
	s.skip(104)
	s.settle("r2.1")
	s.intend("r2.2")
	s.settle("r2.2")
	s.close()
	return s
}
