package main

import (
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
