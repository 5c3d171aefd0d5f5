package phone

import (
	"strconv"
	"sync"
	"sync/atomic"
)

// automaton distinguishes numbers as far as the patterns of a program do. It grows with the numbers that it reads.
type automaton struct {
	program *program
	first   *state
	room    *atomic.Int32 // the number of states that may still be added

	growing sync.Mutex
	states  map[string]*state // by count and threads
}

// state is what the patterns know after reading digits. All numbers that end in one state are a class.
type state struct {
	count    int // of the digits
	threads  []int
	next     [10]atomic.Pointer[state]
	decision atomic.Pointer[decision] // nil until a number of the class has been read
}

// decision is what all numbers of a class have in common.
type decision struct {
	asWritten bool // the numbers can be called as they are written
	country   string
}

// newAutomaton returns an automaton for the digits after a trunk prefix.
func newAutomaton(p *program, trunk string, room *atomic.Int32) *automaton {
	return &automaton{
		program: p, first: &state{threads: p.start(trunk)}, room: room, states: map[string]*state{},
	}
}

// after returns the state after a digit; nil if there is no room for it.
func (a *automaton) after(s *state, digit byte) *state {
	if next := s.next[digit-'0'].Load(); next != nil {
		return next
	}
	return a.grow(s, digit)
}

func (a *automaton) grow(s *state, digit byte) *state {
	a.growing.Lock()
	defer a.growing.Unlock()
	threads := a.program.next(s.threads, digit)
	key := strconv.AppendInt(nil, int64(s.count+1), 10)
	for _, at := range threads {
		key = strconv.AppendInt(append(key, ' '), int64(at), 10)
	}
	next := a.states[string(key)]
	if next == nil {
		if a.room.Add(-1) < 0 {
			a.room.Add(1)
			return nil
		}
		next = &state{count: s.count + 1, threads: threads}
		a.states[string(key)] = next
	}
	s.next[digit-'0'].Store(next)
	return next
}
