package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"bulkdial/dialer"
)

// attackAttempts is how often a contact that is refused may be sent.
const attackAttempts = 3

// What may be wrong.
const (
	calledTwice     = "called twice"
	calledListed    = "called though listed"
	calledStranger  = "called a number of no contacts file"
	tooManyAttempts = "sent more often than --max-attempts"
	stoppedLate     = "exit 2 after calls"
	noWord          = "contact without a word"
	wrongWord       = "wrong last word"
	strangeWord     = "word on a number of no contacts file"
	crashed         = "crash"
	hangs           = "hang"
	unexplained     = "exit 2 without cause or remedy"
	stopsChanging   = "stopped, and changed a file"
	stopsForNothing = "stopped for nothing"
	spoiled         = "stops after it had finished"
	goesOnNoMore    = "does not go on with the right file"
)

// attackOracle knows what the contacts and the lists say, and nothing of how the program works.
type attackOracle struct {
	// known are the digits of all cells of all contacts files there were.
	known map[string]bool
	// rows are the lines of those files before the change; listedBefore who was on the list then.
	rows         map[string]bool
	listedBefore map[string]bool
}

var (
	plainNumber = regexp.MustCompile(`^\+1\d{10}$`)
	notDigits   = regexp.MustCompile(`\D`)
)

// contacts takes a version of the contacts file.
func (o *attackOracle) contacts(text string) {
	if o.known == nil {
		o.known = map[string]bool{}
	}
	for _, line := range attackLines(text) {
		for cell := range strings.SplitSeq(line, ",") {
			o.known[notDigits.ReplaceAllString(cell, "")] = true
		}
	}
}

// attackLines returns the lines of a text without line breaks and byte order mark.
func attackLines(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// regular reads a file that can be read without waiting.
func (a *attack) regular(file string) string {
	if info, err := os.Stat(a.path(file)); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	text, err := os.ReadFile(a.path(file))
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

// before notes what the files say before the change; changed what they say after it.
func (o *attackOracle) before(a *attack) {
	o.rows = map[string]bool{}
	for _, line := range attackLines(a.regular(contactsFile)) {
		o.rows[line] = true
	}
	o.listedBefore = o.listed(a)
}

func (o *attackOracle) changed(a *attack) { o.contacts(a.regular(contactsFile)) }

// listed returns who is on the list now. While a line of it is no number, those count that it has lost: such a list is
// not whole.
func (o *attackOracle) listed(a *attack) map[string]bool {
	listed, whole := map[string]bool{}, true
	for i, line := range attackLines(a.regular(listFile)) {
		switch digits := notDigits.ReplaceAllString(line, ""); {
		case plainNumber.MatchString(strings.TrimSpace(line)):
			listed[strings.TrimSpace(line)] = true
		case i > 0 || len(digits) >= 5:
			whole = false
		}
	}
	if !whole {
		for number := range o.listedBefore {
			listed[number] = true
		}
	}
	return listed
}

// run checks whom a run has called that began with some numbers on the list.
func (o *attackOracle) run(a *attack, listed map[string]bool) {
	a.t.Helper()
	for number := range a.api.called() {
		if listed[number] {
			a.fault(calledListed, "%s", number)
		}
		if !o.known[number[1:]] {
			a.fault(calledStranger, "%s", number)
		}
	}
	a.api.mu.Lock()
	defer a.api.mu.Unlock()
	for number, n := range a.api.perhaps {
		if n > 1 {
			a.fault(calledTwice, "%s, %d times", number, n)
		}
	}
	for number, n := range a.api.sent {
		if n > attackAttempts {
			a.fault(tooManyAttempts, "%s, %d times", number, n)
		}
	}
}

// complete checks, after a run that has finished, that each contact of the file has its last word, and that the word is
// true. Of a row that the change has made another, any word will do.
func (o *attackOracle) complete(a *attack) {
	a.t.Helper()
	words, ids := a.words()
	for number, word := range words {
		if plainNumber.MatchString(number) && !o.known[number[1:]] {
			a.fault(strangeWord, "%s: %s", number, word)
		}
	}
	listed := o.listed(a)
	lines := attackLines(a.regular(contactsFile))
	count := map[string]int{}
	for _, line := range lines {
		count[strings.Split(line, ",")[0]]++
	}
	for _, line := range lines[min(1, len(lines)):] {
		cells := strings.Split(line, ",")
		i := slices.IndexFunc(cells, plainNumber.MatchString)
		if i < 0 {
			continue
		}
		number, word := cells[i], words[cells[i]]
		// A contact that its id has settled under another number, which the change gave it, has no word on this one.
		sure := o.rows[line] && (!a.useIDs || count[cells[0]] == 1 && word != "")
		switch {
		case word == "" && (!a.useIDs || !ids[cells[0]]):
			a.fault(noWord, "%s", line)
		case sure && !a.api.bears(number, word, listed[number]):
			a.fault(wrongWord, "%s: %s", line, word)
		}
	}
}

// bears reports whether a last word on a contact can be true. That a contact repeats another is a last word where it is
// the only one.
func (s *attackAPI) bears(number, word string, listed bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch dialer.Disposition(word) {
	case dialer.Accepted:
		return s.accepted[number] > 0
	case dialer.Rejected:
		return s.sent[number] > 0 && s.perhaps[number] == 0
	case dialer.Suppressed:
		return listed
	case dialer.Unknown:
		return true
	default:
		return false
	}
}

// words returns the last word on each number but for `duplicate`, and which ids the results name.
func (a *attack) words() (words map[string]string, ids map[string]bool) {
	a.t.Helper()
	words, ids = map[string]string{}, map[string]bool{}
	in := csv.NewReader(bytes.NewReader([]byte(a.regular(resultsFile))))
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return words, ids
		}
		if err != nil || len(cells) < 4 {
			a.fault(wrongWord, "a line of the results cannot be read: %v %v", cells, err)
			return words, ids
		}
		number, word := cells[2], cells[3]
		if ids[cells[1]] = true; word != string(dialer.Duplicate) || words[number] == "" {
			words[number] = word
		}
	}
}
