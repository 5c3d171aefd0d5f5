package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// number is that of a contact; some contacts share one.
func (a *attack) number(i int) string {
	if i%31 == 30 {
		i -= 7
	}
	return fmt.Sprintf("+1415555%04d", (uint64(i)*7+a.seed*13)%10000)
}

// writeContacts writes the first n contacts.
func (a *attack) writeContacts(n int) {
	a.t.Helper()
	var text strings.Builder
	text.WriteString("id,phone,name\n")
	for i := range n {
		fmt.Fprintf(&text, "c%d,%s,Contact %d\n", i, a.number(i), i)
	}
	a.write(contactsFile, []byte(text.String()))
	a.oracle.contacts(text.String())
}

// writeList writes a list of n contacts and some others, with or without a header.
func (a *attack) writeList(n int) {
	a.t.Helper()
	var text strings.Builder
	if a.seed%2 == 0 {
		text.WriteString("phone\n")
	}
	for i := range n {
		fmt.Fprintf(&text, "%s\n+1212555%04d\n", a.number(3+11*i), i)
	}
	a.write(listFile, []byte(text.String()))
}

// write replaces the content of a file. A list is as old as one that is not being written to any more.
func (a *attack) write(file string, content []byte) {
	a.t.Helper()
	if err := os.WriteFile(a.path(file), content, 0o600); err != nil {
		a.t.Fatal(err)
	}
	a.age(file)
}

func (a *attack) age(file string) {
	a.t.Helper()
	if info, err := os.Stat(a.path(file)); err != nil || !info.Mode().IsRegular() || file != listFile {
		return
	}
	old := time.Now().Add(-time.Minute)
	if err := os.Chtimes(a.path(file), old, old); err != nil {
		a.t.Fatal(err)
	}
}

// keep copies the files as they are now.
func (a *attack) keep() {
	for file := range attackFiles {
		if text, err := os.ReadFile(a.path(file)); err == nil {
			a.copies[file] = append(a.copies[file], text)
		}
	}
}

func (a *attack) size(file string) int64 {
	info, err := os.Stat(a.path(file))
	if err != nil {
		return 0
	}
	return info.Size()
}
