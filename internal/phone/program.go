package phone

import (
	"fmt"
	"regexp/syntax"
	"slices"
)

// pattern is a regular expression of the metadata, and how the library matches it.
type pattern struct {
	text   string
	from   int  // the number of written digits before those that it is matched with
	whole  bool // it must match to the end; otherwise a match of the first digits counts
	beyond bool // only a match that ends beyond the trunk prefix counts
	sign   signs
}

// signs say what matches mean for the question whether one decision holds for a class.
type signs uint8

const (
	doubt    signs = 1 << iota // the library may remove an unknown number of digits
	ownCode                    // the digits begin with the region's country code
	complete                   // the region's general description fits all written digits
)

// step is an instruction of a program.
type step struct {
	op       operation
	signs    signs  // of a match
	digits   uint16 // a bit for each digit that leads to out
	out, alt int
}

type operation uint8

const (
	fail    operation = iota
	digit             // on to out by one of the digits
	fork              // on to out and to alt
	pass              // on to out
	begin             // on to out where the pattern begins
	end               // on to out after the last digit
	match             // the pattern matches if this is the end
	lasting           // the pattern has matched, whatever follows
)

// program matches patterns side by side. Its threads are the steps that the patterns may have reached after some digits, in
// ascending order.
type program struct {
	steps    []step
	patterns []pattern
	starts   []int
	beyond   map[int]bool // the matches that count only beyond the trunk prefix
}

// newProgram returns an error for a pattern with an assertion that depends on more than the digits read so far.
func newProgram(patterns []pattern) (*program, error) {
	p := &program{beyond: map[int]bool{}}
	for _, pat := range patterns {
		if pat.text == "" && pat.sign == 0 || slices.Contains(p.patterns, pat) {
			continue // a region without such numbers has no pattern for them
		}
		if err := p.add(pat); err != nil {
			return nil, fmt.Errorf("compiling the pattern %q: %w", pat.text, err)
		}
	}
	return p, nil
}

func (p *program) add(pat pattern) error {
	parsed, err := syntax.Parse(pat.text, syntax.Perl)
	if err != nil {
		return fmt.Errorf("parsing: %w", err)
	}
	compiled, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return fmt.Errorf("compiling: %w", err)
	}
	base := len(p.steps)
	for i := range compiled.Inst {
		s, err := newStep(&compiled.Inst[i], base, pat)
		if err != nil {
			return err
		}
		if s.op == lasting && pat.beyond {
			p.beyond[base+i] = true
		}
		p.steps = append(p.steps, s)
	}
	p.patterns = append(p.patterns, pat)
	p.starts = append(p.starts, base+compiled.Start)
	return nil
}

func newStep(inst *syntax.Inst, base int, pat pattern) (step, error) {
	s := step{out: base + int(inst.Out)}
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		s.op, s.alt = fork, base+int(inst.Arg)
	case syntax.InstCapture, syntax.InstNop:
		s.op = pass
	case syntax.InstMatch:
		s.op, s.signs = lasting, pat.sign
		if pat.whole {
			s.op = match
		}
	case syntax.InstFail:
		s.op = fail
	case syntax.InstEmptyWidth:
		switch inst.Arg {
		case uint32(syntax.EmptyBeginText):
			s.op = begin
		case uint32(syntax.EmptyEndText):
			s.op = end
		default:
			return step{}, fmt.Errorf("assertion %d", inst.Arg)
		}
	default:
		s.op = digit
		for d := range 10 {
			if inst.MatchRune(rune('0' + d)) {
				s.digits |= 1 << d
			}
		}
	}
	return s, nil
}

// start returns the threads after the digits of a trunk prefix.
func (p *program) start(trunk string) []int {
	var threads []int
	for read := 0; ; read++ {
		w := walk{program: p, seen: make([]bool, len(p.steps))}
		if read > 0 {
			w.feed(threads, trunk[read-1])
		}
		w.atStart = true
		for i, pat := range p.patterns {
			if pat.from == read {
				w.visit(p.starts[i])
			}
		}
		threads = slices.DeleteFunc(w.sorted(), func(at int) bool { return p.beyond[at] })
		if read == len(trunk) {
			return threads
		}
	}
}

// next returns the threads after one more digit.
func (p *program) next(threads []int, digit byte) []int {
	w := walk{program: p, seen: make([]bool, len(p.steps))}
	w.feed(threads, digit)
	return w.sorted()
}

// signs returns the signs of the patterns that match if no more digits follow.
func (p *program) signs(threads []int) signs {
	w := walk{program: p, seen: make([]bool, len(p.steps)), atEnd: true}
	var all signs
	for _, at := range threads {
		w.visit(at)
	}
	for _, at := range w.threads {
		all |= p.steps[at].signs
	}
	return all
}

// walk follows the steps of a program that read no digit.
type walk struct {
	*program
	seen           []bool // by step
	threads        []int
	atStart, atEnd bool
}

// feed advances threads by a digit.
func (w *walk) feed(threads []int, read byte) {
	for _, at := range threads {
		switch s := w.steps[at]; {
		case s.op == lasting:
			w.visit(at)
		case s.op == digit && s.digits&(1<<(read-'0')) != 0:
			w.visit(s.out)
		}
	}
}

func (w *walk) visit(at int) {
	if w.seen[at] {
		return
	}
	w.seen[at] = true
	switch s := w.steps[at]; {
	case s.op == fork:
		w.visit(s.out)
		w.visit(s.alt)
	case s.op == pass, s.op == begin && w.atStart, s.op == end && w.atEnd:
		w.visit(s.out)
	case s.op == digit, s.op == end, s.op == match, s.op == lasting:
		w.threads = append(w.threads, at)
	}
}

func (w *walk) sorted() []int {
	slices.Sort(w.threads)
	return w.threads
}
