package ledger_test

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"bulkdial/csvio/ledger/ownfile"
)

// action is a change of a folder, or a note of what the ledger had acknowledged by then.
type action int

const (
	created action = iota
	written
	truncated
	synced
	renamed
	removed
	folderSynced
	noted
)

// event is one action on a tape.
type event struct {
	action   action
	inode    int
	name, to string // of a file; of a note, what was promised and for which batch
	data     []byte
	inPlace  bool // the data overwrites what is at offset, else it is appended
	offset   int64
	size     int64 // of a truncated file
	upTo     int   // how many of all changes of a file a sync covers
}

// tape is a disk that records the changes of the files of a folder. Syncs are recorded and not executed: power fails only in the
// model, and thousands of recoveries take seconds.
type tape struct {
	ownfile.OSDisk
	mu     sync.Mutex
	events []event
	now    *folder
	// hold, if not nil, blocks each sync until it is closed; held signals that one waits.
	hold chan struct{}
	held bool
}

func newTape(start *folder) *tape { return &tape{now: start.clone()} }

func (p *tape) record(e event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, e)
	p.now.apply(e)
}

func (p *tape) note(promise, batch string) { p.record(event{action: noted, name: promise, to: batch}) }

// length returns the number of events. The done lines of the intents file may be written at any time.
func (p *tape) length() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.events)
}

// holdSyncs blocks the syncs from now on until the channel is closed.
func (p *tape) holdSyncs() chan<- struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold, p.held = make(chan struct{}), false
	return p.hold
}

// holds reports whether a sync waits since syncs are blocked.
func (p *tape) holds() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held
}

// since counts the actions of one kind that came after the first n events.
func (p *tape) since(n int, kind action) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	count := 0
	for _, e := range p.events[n:] {
		if e.action == kind {
			count++
		}
	}
	return count
}

// inode returns the inode of a name, which it makes when there is none.
func (p *tape) inode(name string) (id int, fresh bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, ok := p.now.names()[name]
	if ok {
		return id, false
	}
	return len(p.now.inodes), true
}

func (p *tape) OpenFile(path string, flag int) (ownfile.File, error) {
	file, err := p.OSDisk.OpenFile(path, flag)
	if err != nil {
		return nil, err
	}
	name := filepath.Base(path)
	id, fresh := p.inode(name)
	switch {
	case fresh:
		p.record(event{action: created, name: name, inode: id})
	case flag&os.O_TRUNC != 0:
		p.record(event{action: truncated, inode: id})
	}
	return &tapedFile{File: file, tape: p, inode: id}, nil
}

func (p *tape) Rename(from, to string) error {
	err := p.OSDisk.Rename(from, to)
	if err == nil {
		p.record(event{action: renamed, name: filepath.Base(from), to: filepath.Base(to)})
	}
	return err
}

func (p *tape) Remove(path string) error {
	err := p.OSDisk.Remove(path)
	if err == nil {
		p.record(event{action: removed, name: filepath.Base(path)})
	}
	return err
}

func (p *tape) SyncDir(string) error {
	p.record(event{action: folderSynced})
	return nil
}

type tapedFile struct {
	ownfile.File
	tape  *tape
	inode int
}

func (f *tapedFile) Write(data []byte) (int, error) {
	n, err := f.File.Write(data)
	f.tape.record(event{action: written, inode: f.inode, data: slices.Clone(data[:n])})
	return n, err
}

func (f *tapedFile) WriteAt(data []byte, offset int64) (int, error) {
	n, err := f.File.WriteAt(data, offset)
	f.tape.record(event{action: written, inode: f.inode, data: slices.Clone(data[:n]), inPlace: true, offset: offset})
	return n, err
}

func (f *tapedFile) Truncate(size int64) error {
	err := f.File.Truncate(size)
	if err == nil {
		f.tape.record(event{action: truncated, inode: f.inode, size: size})
	}
	return err
}

// Sync covers the writes before it began, and none during it.
func (f *tapedFile) Sync() error {
	f.tape.mu.Lock()
	upTo, hold := f.tape.now.inodes[f.inode].changes(), f.tape.hold
	f.tape.held = true
	f.tape.mu.Unlock()
	if hold != nil {
		<-hold
	}
	f.tape.record(event{action: synced, inode: f.inode, upTo: upTo})
	return nil
}

// folder models a folder on a disk: the durable state, and the changes since, which a power loss may undo. The
// changes of one file, and those of the names, reach the disk in their order; one file's do not wait for another's.
type folder struct {
	inodes  []inode
	durable map[string]int // inodes by name
	pending []event        // changes of names
}

type inode struct {
	durable []byte
	synced  int // changes that are in durable
	pending []event
}

// changes is the number of changes.
func (n *inode) changes() int { return n.synced + len(n.pending) }

func newFolder() *folder { return &folder{durable: map[string]int{}} }

func (f *folder) clone() *folder {
	return &folder{inodes: slices.Clone(f.inodes), durable: maps.Clone(f.durable), pending: slices.Clone(f.pending)}
}

func (f *folder) apply(e event) {
	switch e.action {
	case created:
		f.inodes = append(f.inodes, inode{})
		f.pending = append(slices.Clip(f.pending), e)
	case renamed, removed:
		f.pending = append(slices.Clip(f.pending), e)
	case folderSynced:
		f.durable, f.pending = f.names(), nil
	case written, truncated:
		n := &f.inodes[e.inode]
		n.pending = append(slices.Clip(n.pending), e) // clones share the older ones
	case synced:
		n := &f.inodes[e.inode]
		if more := e.upTo - n.synced; more > 0 {
			n.durable, n.pending, n.synced = n.content(more, 0), n.pending[more:], e.upTo
		}
	case noted:
	}
}

// names returns the inodes by name as a process sees them.
func (f *folder) names() map[string]int { return f.namesAfter(len(f.pending)) }

func (f *folder) namesAfter(changes int) map[string]int {
	names := maps.Clone(f.durable)
	for _, e := range f.pending[:changes] {
		switch e.action {
		case created:
			names[e.name] = e.inode
		case renamed:
			names[e.to] = names[e.name]
			delete(names, e.name)
		default:
			delete(names, e.name)
		}
	}
	return names
}

// content returns the content of a file after some of its pending changes and some bytes of the next one.
func (n *inode) content(changes, bytes int) []byte {
	text := slices.Clone(n.durable)
	for _, e := range n.pending[:changes] {
		text = e.on(text, len(e.data))
	}
	if bytes > 0 {
		text = n.pending[changes].on(text, bytes)
	}
	return text
}

// on makes a change of a file's content, of which only the first bytes are written.
func (e *event) on(text []byte, bytes int) []byte {
	switch {
	case e.action == truncated:
		return text[:e.size]
	case e.inPlace:
		copy(text[e.offset:], e.data[:bytes]) // which is long enough
		return text
	default:
		return append(text, e.data[:bytes]...)
	}
}

// image is the state after a crash: the contents of files by name.
type image map[string]string

// killed returns the state after a crash of the process.
func (f *folder) killed() image {
	img := image{}
	for name, id := range f.names() {
		n := &f.inodes[id]
		img[name] = string(n.content(len(n.pending), 0))
	}
	return img
}

// powerless yields the states after a power loss. Of one file at a time every cut is tried, with nothing and with all
// of the changes of each other file.
func (f *folder) powerless(step int, yield func(image)) {
	for changes := range len(f.pending) + 1 {
		names := f.namesAfter(changes)
		sorted := slices.Sorted(maps.Keys(names))
		for _, fine := range sorted {
			others := slices.DeleteFunc(slices.Clone(sorted), func(name string) bool { return name == fine })
			for _, text := range f.inodes[names[fine]].cuts(step) {
				for choice := range 1 << len(others) {
					img := image{fine: text}
					for i, name := range others {
						n := &f.inodes[names[name]]
						img[name] = string(n.content(len(n.pending)*(choice>>i&1), 0))
					}
					yield(img)
				}
			}
		}
		if len(sorted) == 0 {
			yield(image{})
		}
	}
}

// page is the unit, in bytes, in which a disk writes what is not synced, in any order. It is smaller than any real one, so that short
// lines are on several.
const page = 128

// mostPages is of how many pages of a file each subset is tried; the others are lost.
const mostPages = 5

// scattered yields the states after a power loss that has kept some pages of what was not synced of one file, and lost others:
// each subset, with all changes of the other files.
func (f *folder) scattered(yield func(name string, img image)) {
	names := f.names()
	for _, fine := range slices.Sorted(maps.Keys(names)) {
		for _, text := range f.inodes[names[fine]].subsets() {
			img := f.killed()
			img[fine] = text
			yield(fine, img)
		}
	}
}

// subsets returns the contents of a file of which each subset of the changed pages is on disk.
func (n *inode) subsets() []string {
	if slices.ContainsFunc(n.pending, func(e event) bool { return e.action == truncated }) {
		return nil // a file that becomes shorter has no pages to be lost
	}
	now := n.content(len(n.pending), 0)
	before := append(slices.Clone(n.durable), make([]byte, len(now)-len(n.durable))...)
	var changed []int
	for at := 0; at < len(now); at += page {
		if end := min(at+page, len(now)); !bytes.Equal(before[at:end], now[at:end]) {
			changed = append(changed, at)
		}
	}
	changed = changed[:min(mostPages, len(changed))]
	var texts []string
	for subset := range 1 << len(changed) {
		text := slices.Clone(before)
		for i, at := range changed {
			if subset>>i&1 == 1 {
				copy(text[at:min(at+page, len(now))], now[at:])
			}
		}
		texts = append(texts, string(text))
	}
	return texts
}

// cuts returns the contents that a power loss can leave of a file: after each pending change, and within the last
// one, too, at each step-th byte.
func (n *inode) cuts(step int) []string {
	var texts []string
	for i := range len(n.pending) + 1 {
		texts = append(texts, string(n.content(i, 0)))
	}
	if i := len(n.pending) - 1; i >= 0 {
		for _, cut := range cutsOf(n.pending[i].data, step) {
			texts = append(texts, string(n.content(i, cut)))
		}
	}
	return texts
}

// cutsOf returns where a write may be cut: at every step-th byte, and around the end of each line.
func cutsOf(data []byte, step int) []int {
	var cuts []int
	padding := len(data) - len(bytes.TrimRight(data, "\n")) // cut once
	for i := 1; i < min(len(data), len(data)-padding+2); i++ {
		if i%step == 0 || data[i] == '\n' || data[i-1] == '\n' {
			cuts = append(cuts, i)
		}
	}
	return cuts
}

// onDisk returns the folder with exactly an image, durably.
func (img image) onDisk() *folder {
	f := newFolder()
	for _, name := range slices.Sorted(maps.Keys(img)) {
		f.durable[name] = len(f.inodes)
		f.inodes = append(f.inodes, inode{durable: []byte(img[name])})
	}
	return f
}
