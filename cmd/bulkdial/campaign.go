package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/phone"
	"bulkdial/internal/sandbox"
)

// campaign is a contacts file with the flags that say how to read it, and what its record says.
type campaign struct {
	contacts string
	results  string
	input    csvio.InputConfig
	reading  csvio.ContactsConfig
	rules    dialer.Rules
	numbers  dialer.Numbers
	history  *dialer.History
	stdin    io.Reader
	// sandboxIDs and realIDs tell whose calls the record holds.
	sandboxIDs, realIDs bool
}

const stdinName = "-"

// newCampaign checks the flags; it opens nothing.
func (a *app) newCampaign(contacts string, f *contactsFlags, route dialer.Route) (*campaign, error) {
	rules, err := f.rules()
	if err != nil {
		return nil, err
	}
	pairs, err := f.pairs()
	if err != nil {
		return nil, err
	}
	numbers, err := phone.New(f.region)
	if err != nil {
		return nil, usagef("--region: %w", err)
	}
	results, err := f.resultsOf(contacts)
	if err != nil {
		return nil, err
	}
	if sameFile(contacts, results) {
		return nil, usagef("--results %s is the contacts file itself; it is never written to", results)
	}
	return &campaign{
		contacts: contacts, results: results, rules: rules, numbers: numbers,
		history: dialer.NewHistory(rules), stdin: a.stdin,
		input: csvio.InputConfig{MaxRowBytes: f.maxRowBytes},
		reading: csvio.ContactsConfig{
			NumberColumn: f.numberColumn, IDColumn: f.idColumn, Metadata: f.metadata, Set: pairs, Route: route,
		},
	}, nil
}

// resultsOf names the results of a contacts file: leads.csv and leads.csv.gz give leads.results.csv.
func (f *contactsFlags) resultsOf(contacts string) (string, error) {
	if f.results != "" {
		return f.results, nil
	}
	if contacts == stdinName {
		return "", usagef("contacts from standard input have no name: say where the results go with --results")
	}
	base := strings.TrimSuffix(contacts, ".gz")
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if f.sandbox {
		base += ".sandbox"
	}
	return base + ".results.csv", nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// learn takes a line of the record.
func (c *campaign) learn(r *dialer.Result) {
	c.history.Add(r)
	if r.CallID != "" {
		fake := strings.HasPrefix(r.CallID, sandbox.IDPrefix)
		c.sandboxIDs = c.sandboxIDs || fake
		c.realIDs = c.realIDs || !fake
	}
}

// piped reports whether the contacts come from standard input, so that they can be read only once.
func (c *campaign) piped() bool { return c.contacts == stdinName }

// screen returns a screen for one pass over the contacts.
func (c *campaign) screen() *dialer.Screen { return dialer.NewScreen(dialer.Screening{Rules: c.rules, Numbers: c.numbers, History: c.history}) }

// check reads the header of the contacts file, so that what is wrong with it is found before anything else is done.
func (c *campaign) check(ctx context.Context) error {
	if c.piped() {
		return nil
	}
	in, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = csvio.NewContacts(in, c.reading)
	return c.explain(err)
}

// each returns one pass over the contacts. It ends with an error when ctx ends while standard input is awaited.
func (c *campaign) each(ctx context.Context) iter.Seq2[dialer.Contact, error] {
	return func(yield func(dialer.Contact, error) bool) {
		in, err := c.open(ctx)
		if err != nil {
			yield(dialer.Contact{}, err)
			return
		}
		defer in.Close()
		contacts, err := csvio.NewContacts(in, c.reading)
		if err != nil {
			yield(dialer.Contact{}, c.explain(err))
			return
		}
		for contact, err := range contacts.All() {
			if !yield(contact, c.explain(err)) {
				return
			}
		}
	}
}

func (c *campaign) open(ctx context.Context) (*csvio.Input, error) {
	stdin := c.stdin
	if c.piped() {
		stdin = interruptible(ctx, stdin)
	}
	in, err := csvio.OpenInput(c.contacts, stdin, c.input)
	_, header := errors.AsType[*csvio.HeaderError](err)
	_, input := errors.AsType[*csvio.InputError](err)
	switch {
	case header || input:
		return nil, c.explain(err)
	case err != nil:
		return nil, usagef("opening contacts: %w", err)
	}
	return in, nil
}

// explain puts the name of the contacts file before an error that speaks of the file as a whole.
func (c *campaign) explain(err error) error {
	if _, row := errors.AsType[*dialer.RowError](err); err == nil || row {
		return err
	}
	name := c.contacts
	if c.piped() {
		name = "standard input"
	}
	return fileError{name, err}
}

// fileError is an error with the name of the file that it is about.
type fileError struct {
	name string
	err  error
}

func (e fileError) Error() string { return e.name + ": " + e.err.Error() }
func (e fileError) Unwrap() error { return e.err }
