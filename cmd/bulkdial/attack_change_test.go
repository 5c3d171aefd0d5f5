package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// attackChange is one outside change to one file.
type attackChange struct {
	name string
	// edit returns another content; replace does what is more than that, and returns what undoes it but for the content.
	edit    func(*rand.Rand, []byte) []byte
	replace func(*attack, string) func()
	// creates: the change can be made where there is no file.
	creates bool
	// harmless: the file says what it said.
	harmless bool
}

// attackChanges are all changes. Those that only an earlier or another state has are made by replace.
var attackChanges = []attackChange{
	{name: "cut at a byte", edit: cutAtByte},
	{name: "cut at a line", edit: cutAtLine},
	{name: "emptied", edit: func(*rand.Rand, []byte) []byte { return nil }},
	{name: "byte changed", edit: changeByte},
	{name: "digit changed", edit: changeDigit},
	{name: "byte inserted", edit: func(rng *rand.Rand, b []byte) []byte {
		return slices.Insert(b, rng.IntN(len(b)+1), anyByte(rng))
	}},
	{name: "byte deleted", edit: func(rng *rand.Rand, b []byte) []byte {
		i := rng.IntN(len(b))
		return slices.Delete(b, i, i+1)
	}},
	{name: "line removed", edit: ofLines(func(rng *rand.Rand, l [][]byte) [][]byte {
		i := rng.IntN(len(l))
		return slices.Delete(l, i, i+1)
	})},
	{name: "last line removed", edit: ofLines(func(_ *rand.Rand, l [][]byte) [][]byte { return l[:len(l)-1] })},
	{name: "line doubled", edit: ofLines(func(rng *rand.Rand, l [][]byte) [][]byte {
		i := rng.IntN(len(l))
		return slices.Insert(l, i, l[i])
	})},
	{name: "lines swapped", edit: ofLines(func(rng *rand.Rand, l [][]byte) [][]byte {
		i, j := rng.IntN(len(l)), rng.IntN(len(l))
		l[i], l[j] = l[j], l[i]
		return l
	})},
	{name: "header only", edit: ofLines(func(_ *rand.Rand, l [][]byte) [][]byte { return l[:1] })},
	{name: "last line break removed", edit: func(_ *rand.Rand, b []byte) []byte { return bytes.TrimSuffix(b, []byte("\n")) }},
	{name: "CRLF", edit: func(_ *rand.Rand, b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }},
	{name: "byte order mark", edit: func(_ *rand.Rand, b []byte) []byte { return append([]byte("\ufeff"), b...) }},
	{name: "end zeroed", edit: func(rng *rand.Rand, b []byte) []byte {
		clear(b[rng.IntN(len(b)):])
		return b
	}},
	{name: "older copy", replace: olderCopy, creates: true},
	{name: "another campaign's", replace: func(a *attack, path string) func() { return a.becomes(path, a.other[a.file]) }, creates: true},
	{name: "empty file", replace: func(a *attack, path string) func() { return a.becomes(path, nil) }, creates: true},
	{name: "removed", replace: func(a *attack, path string) func() { return a.instead(path, os.RemoveAll(path)) }},
	{name: "folder", replace: func(a *attack, path string) func() { return a.instead(path, os.RemoveAll(path), os.Mkdir(path, 0o700)) }, creates: true},
	{name: "FIFO", replace: func(a *attack, path string) func() {
		return a.instead(path, os.RemoveAll(path), syscall.Mkfifo(path, 0o600))
	}, creates: true},
	{name: "link to the moved file", replace: linked},
	{name: "link to nothing", replace: func(a *attack, path string) func() {
		return a.instead(path, os.RemoveAll(path), os.Symlink(filepath.Join(a.dir, "nothing.csv"), path))
	}, creates: true},
	{name: "hard link", replace: hardLinked},
	{name: "no permission", replace: func(a *attack, path string) func() { return a.instead(path, os.Chmod(path, 0)) }},
	{name: "time alone", replace: func(a *attack, path string) func() {
		when := time.Now().Add(time.Duration(a.rng.IntN(200)-100) * time.Hour)
		return a.instead(path, os.Chtimes(path, when, when))
	}, harmless: true},
}

// attackCard is what a trial attacks, and how.
type attackCard struct {
	file   string
	change attackChange
}

// attackDeck has each change to each file, in an order that mixes them, so that trials in a row are of all kinds.
func attackDeck() []attackCard {
	var deck []attackCard
	for _, file := range []string{contactsFile, resultsFile, intentsFile, settingsFile, listFile} {
		for _, change := range attackChanges {
			if change.name == "no permission" && os.Getuid() == 0 {
				continue // root reads it all the same
			}
			deck = append(deck, attackCard{file, change})
		}
	}
	rng := rand.New(rand.NewPCG(12, 12))
	rng.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	return deck
}

// apply makes the change, and returns what undoes it.
func (c *attackChange) apply(a *attack) func() {
	a.t.Helper()
	path := a.path(a.file)
	was, err := os.ReadFile(path)
	there := err == nil
	if !there && !c.creates || len(was) == 0 && c.edit != nil {
		a.t.Skipf("no %s to change", a.file)
	}
	info, _ := os.Stat(path)
	var undo func()
	if c.edit != nil {
		undo = a.becomes(path, c.edit(a.rng, slices.Clone(was)))
	} else {
		undo = c.replace(a, path)
	}
	a.note("%s: %s", a.file, c.name)
	return func() {
		undo()
		if there {
			a.must(os.WriteFile(path, was, 0o600), os.Chmod(path, info.Mode()), os.Chtimes(path, info.ModTime(), info.ModTime()))
		}
	}
}

func (a *attack) must(errs ...error) {
	a.t.Helper()
	for _, err := range errs {
		if err != nil {
			a.t.Fatal(err)
		}
	}
}

// instead is what undoes a change that has put something else in a file's place.
func (a *attack) instead(path string, errs ...error) (undo func()) {
	a.t.Helper()
	a.must(errs...)
	return func() { a.must(os.RemoveAll(path)) }
}

// becomes gives a file another content, in place or by renaming a new file over it.
func (a *attack) becomes(path string, content []byte) (undo func()) {
	a.t.Helper()
	if a.rng.IntN(2) == 0 {
		return a.instead(path, os.WriteFile(path, content, 0o600))
	}
	return a.instead(path, os.WriteFile(path+".edited", content, 0o600), os.Rename(path+".edited", path))
}

// olderCopy restores an earlier state of a file, one that differs where there is one.
func olderCopy(a *attack, path string) func() {
	now, _ := os.ReadFile(path)
	copies := a.copies[a.file]
	if older := slices.DeleteFunc(slices.Clone(copies), func(b []byte) bool { return bytes.Equal(b, now) }); len(older) > 0 {
		copies = older
	}
	if len(copies) == 0 {
		a.t.Skipf("no older copy of %s", a.file)
	}
	return a.becomes(path, copies[a.rng.IntN(len(copies))])
}

// linked moves a file elsewhere, in its folder or beside that, and puts a symbolic link to it in its place.
func linked(a *attack, path string) func() {
	moved := filepath.Join(a.dir, "moved"+filepath.Ext(path))
	if a.rng.IntN(2) == 0 {
		moved = filepath.Join(filepath.Dir(a.dir), filepath.Base(path))
	}
	remove := a.instead(path, os.Rename(path, moved), os.Symlink(moved, path))
	return func() {
		remove()
		a.must(os.RemoveAll(moved))
	}
}

// hardLinked gives a file another name.
func hardLinked(a *attack, path string) func() {
	a.must(os.Link(path, filepath.Join(filepath.Dir(a.dir), "linked")))
	return func() { a.must(os.RemoveAll(path), os.Remove(filepath.Join(filepath.Dir(a.dir), "linked"))) }
}
