package converge_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bulkdial/csvio/ledger/ownfile"
)

var errDead = errors.New("the process is dead")

// death says when a process dies; the zero value is never.
type death struct {
	// step is the number of the step, from 1, before which it dies: a change of a file, or one side of a request. Torn: if that is a
	// write, its first half is done.
	step int
	torn bool
	// after is how long the process lives, if step is 0.
	after time.Duration
}

// drawDeath draws when a process dies that takes about so many steps, and so long.
func drawDeath(rng *rand.Rand, steps int, long time.Duration) death {
	if rng.IntN(4) == 0 {
		return death{after: 1 + time.Duration(rng.Float64()*float64(long))}
	}
	return death{step: 1 + rng.IntN(steps), torn: rng.IntN(3) == 0}
}

// process is what a command runs in: it has the disk, and may die.
type process struct {
	ownfile.OSDisk

	dir  string
	dies death
	// gone ends when the process dies, as does the context of the command, which stop ends.
	gone chan struct{}
	stop context.CancelFunc

	mu    sync.Mutex
	steps int
	// image has the files as the death has left them, by name; nil before.
	image map[string][]byte
}

// start starts a process in a folder, and returns the context of its command.
func start(dir string, dies death) (*process, context.Context) {
	ctx, stop := context.WithCancel(context.Background())
	p := &process{dir: dir, dies: dies, gone: make(chan struct{}), stop: stop}
	if dies.after > 0 {
		timer := time.AfterFunc(dies.after, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.die()
		})
		context.AfterFunc(ctx, func() { timer.Stop() })
	}
	return p, ctx
}

// step takes a step of a living process, unless it dies before it.
func (p *process) step(do func() error) error {
	return p.write(nil, func([]byte) error { return do() })
}

// write is step for the writing of data.
func (p *process) write(data []byte, do func([]byte) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.image != nil {
		return errDead
	}
	if p.steps++; p.steps == p.dies.step {
		if p.dies.torn && len(data) > 1 {
			_ = do(data[:len(data)/2])
		}
		p.die()
		return errDead
	}
	return do(data)
}

// die keeps the files as they are. The lock is held.
func (p *process) die() {
	if p.image != nil {
		return
	}
	p.image = map[string][]byte{}
	entries, err := os.ReadDir(p.dir)
	for _, entry := range entries {
		text, reading := os.ReadFile(filepath.Join(p.dir, entry.Name()))
		p.image[entry.Name()] = text
		err = errors.Join(err, reading)
	}
	if err != nil {
		panic(err)
	}
	close(p.gone)
	p.stop()
}

// dead reports whether the process has died.
func (p *process) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.image != nil
}

// restore puts the files as the death has left them into a new folder.
func (p *process) restore(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for name, text := range p.image {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (p *process) OpenFile(path string, flag int) (ownfile.File, error) {
	var file ownfile.File
	err := p.step(func() (err error) {
		file, err = p.OSDisk.OpenFile(path, flag)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &processFile{file, p}, nil
}

func (p *process) Rename(from, to string) error {
	return p.step(func() error { return p.OSDisk.Rename(from, to) })
}

func (p *process) Remove(path string) error {
	return p.step(func() error { return p.OSDisk.Remove(path) })
}

// SyncDir does nothing, as Sync: a crash of the process loses nothing that was written.
func (p *process) SyncDir(string) error { return p.step(func() error { return nil }) }

// processFile is a file of a process.
type processFile struct {
	ownfile.File
	process *process
}

func (f *processFile) Write(data []byte) (n int, err error) {
	err = f.process.write(data, func(part []byte) (err error) {
		n, err = f.File.Write(part)
		return err
	})
	return n, err
}

func (f *processFile) WriteAt(data []byte, offset int64) (n int, err error) {
	err = f.process.write(data, func(part []byte) (err error) {
		n, err = f.File.WriteAt(part, offset)
		return err
	})
	return n, err
}

func (f *processFile) Truncate(size int64) error {
	return f.process.step(func() error { return f.File.Truncate(size) })
}

func (f *processFile) Sync() error { return f.process.step(func() error { return nil }) }
