package main

import (
	"path/filepath"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

// resultsFiles returns the results file of the campaign as a whole and that of a shard of it, which is the same for the
// whole. No links lead to them, so that each command, by whichever name it is given, finds the same files beside them.
func (f *contactsFlags) resultsFiles(contacts string, shard dialer.Shard) (all, own string, err error) {
	named, err := f.resultsOf(contacts)
	if err != nil {
		return "", "", err
	}
	if all, err = resolved(contacts, named); err != nil {
		return "", "", err
	}
	own, err = resolved(contacts, csvio.ShardResults(all, shard))
	return all, own, err
}

func resolved(contacts, results string) (string, error) {
	if sameFile(contacts, results) {
		return "", usagef("--results %s is the contacts file itself; it is never written to", results)
	}
	return csvio.ResolveResults(results) //nolint:wrapcheck // it names the file
}

// spares returns an error where a file that a run writes anew at its end, as a flag names it, is one that the campaign
// lives by.
func (c *campaign) spares(flag, path string) error {
	if path == "" || path == stdinName { // the standard output
		return nil
	}
	for _, own := range append([]string{c.contacts, c.results, c.all}, c.lists...) {
		if sameFile(path, own) || sameWhenMade(path, own) {
			return usagef("%s %s is a file that this campaign needs as it is (%s): name another file", flag, path, own)
		}
	}
	return nil
}

// sameWhenMade reports whether two names would be of one file, which need not be there yet.
func sameWhenMade(a, b string) bool {
	x, err := csvio.ResolveResults(a)
	if err != nil {
		return false
	}
	x, errX := filepath.Abs(x)
	y, errY := filepath.Abs(b)
	return errX == nil && errY == nil && x == y
}
