package converge_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// mostRounds is how many rounds answer for every contact.
const mostRounds = 3

// model is one campaign.
type model struct {
	api
	t   *testing.T
	rng *rand.Rand
	// home holds the folders of the campaign: one after the other, the last of them with the number folder.
	home   string
	folder int
	// numbers are those of the contacts.
	numbers  []string
	idColumn string
	send     engine.Config
	runs     int
	// wait is how long reconcile waits at most, and haste is the longest time between two commands. Where wait is short, the operator comes
	// back later to reconcile.
	wait, haste time.Duration
	// calm is from which command of the first round on the API takes each request.
	calm int
	// story is what happened, for a campaign that fails, and tally what came of it.
	story []string
	tally
}

// tell adds to the story.
func (m *model) tell(format string, args ...any) {
	m.story = append(m.story, time.Now().Format("02 15:04:05 ")+fmt.Sprintf(format, args...))
}

// join adds a contact.
func (m *model) join() { m.numbers = append(m.numbers, fmt.Sprintf("+1415555%04d", len(m.numbers))) }

func (m *model) dir() string { return filepath.Join(m.home, strconv.Itoa(m.folder)) }

func (m *model) contacts() string { return filepath.Join(m.dir(), "leads.csv") }

// writeContacts writes the contacts file.
func (m *model) writeContacts() {
	var text strings.Builder
	text.WriteString("phone,key\n")
	for i, number := range m.numbers {
		_, _ = fmt.Fprintf(&text, "%s,k%d\n", number, i)
	}
	if err := os.WriteFile(m.contacts(), []byte(text.String()), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// command is a command that the operator gives.
type command struct {
	name string
	do   func(*model, context.Context, *process) error
	// steps and long are about how many steps it takes, and how long.
	steps int
	long  time.Duration
}

var (
	run       = command{"run", (*model).run, 120, time.Minute}
	track     = command{"track", (*model).track, 20, 10 * time.Minute}
	reconcile = command{"reconcile", (*model).reconcile, 40, 3 * time.Hour}
	// round are the commands of a round.
	round = []command{run, track, reconcile, run}
)

// play plays the campaign to its end.
func (m *model) play() {
	if err := os.Mkdir(m.dir(), 0o700); err != nil {
		m.t.Fatal(err)
	}
	m.writeContacts()
	m.history()
	dies := death{}
	if m.rng.IntN(10) > 0 {
		dies = drawDeath(m.rng, 20+10*len(m.numbers), time.Minute)
	}
	m.command(run, dies, true)
	for m.rounds < mostRounds && (m.rounds == 0 || !m.settled()) {
		m.round()
	}
	m.unknown = m.judge()
	if m.unknown == 0 {
		return
	}
	m.join()
	m.writeContacts()
	m.round()
	if m.judge() > 0 {
		m.oracle.fault("some stay unknown after one more call")
	}
}

// round gives the commands of a round.
func (m *model) round() {
	m.rounds++
	for i, c := range round {
		troubled, dies := m.rounds == 1 && i < m.calm, death{}
		if m.rounds == 1 && m.rng.IntN(6) == 0 {
			dies = drawDeath(m.rng, c.steps, c.long)
		}
		m.pause(c)
		m.command(c, dies, troubled)
	}
}

// pause is the time before a command. The names of runs differ by the second.
func (m *model) pause(c command) {
	pause := time.Second + time.Duration(m.rng.Float64()*float64(m.haste))
	if c.name == reconcile.name && m.wait < time.Hour {
		pause += 3 * time.Hour
	}
	time.Sleep(pause)
}

// command gives a command to a process that may die, while the API is in trouble or not.
func (m *model) command(c command, dies death, troubled bool) {
	loss, trouble := m.loss, m.trouble
	if !troubled {
		m.loss, m.trouble = 0, 0
	}
	p, ctx := start(m.dir(), dies)
	err := c.do(m, ctx, p)
	p.stop()
	m.loss, m.trouble = loss, trouble
	m.tell("%s of %d contacts, in trouble %v, to die %+v, died %v, has ended after %d steps with %v", c.name, len(m.numbers), troubled, dies, p.dead(), p.steps, err)
	switch {
	case p.dead():
		m.deaths++
		m.folder++
		if err := p.restore(m.dir()); err != nil {
			m.t.Fatal(err)
		}
	case err == nil, troubled && (errors.Is(err, dialer.ErrOutage) || errors.Is(err, engine.ErrNoLine)):
	default:
		m.oracle.fault("%s ends with %v", c.name, err)
	}
}

// status is where the campaign stands.
func (m *model) status() status {
	s, err := m.look()
	if err != nil {
		m.t.Fatal(err)
	}
	return s
}

// settled reports whether each contact is accepted.
func (m *model) settled() bool {
	s := m.status()
	return s.Contacts.Accepted == len(m.numbers)
}

// judge returns how many contacts are unknown, as they may be.
func (m *model) judge() (unknown int) {
	m.underWay.Wait()
	s := m.status()
	for i := range s.results {
		r := &s.results[i]
		m.tell("  %s %s %s attempt %d %s %s %s %s", r.At.Format("02 15:04:05"), r.Batch, r.Number, r.Attempt, r.Disposition, r.CallID, r.ErrorCode, r.Error)
	}
	unknown = m.oracle.judge(m.numbers, s.results)
	m.oracle.judgeCDRs(s.cdrs)
	if c := s.Contacts; c.Unknown != unknown || c.Accepted != len(m.numbers)-unknown || s.InFlight > 0 {
		m.oracle.fault("%d of %d contacts are unknown, and the status is %+v", unknown, len(m.numbers), c)
	}
	return unknown
}
