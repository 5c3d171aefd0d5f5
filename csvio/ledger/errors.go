package ledger

import (
	"fmt"

	"bulkdial/csvio/ledger/ownfile"
)

// fieldResults is the field of a remedy that names the results file. No remedy names another file where the campaign may have
// results: with a new file all contacts would be called again.
const fieldResults = "Results"

// resultsGone reports a missing or empty results file beside intents. No crash leaves that, because the header is on disk
// before the first intent. A run with a new file would call all contacts again.
func resultsGone(path string) error {
	return &ownfile.RecordError{Path: path, Reason: "the results file is missing or empty, but the intents file beside it shows that requests were sent: " +
		"put the results back"}
}

// resultsRemoved reports settings of a campaign whose results are missing or empty. A run would call all contacts again.
func resultsRemoved(path string) error {
	return &ownfile.RecordError{Path: path, Reason: "the results file is missing or empty, but the settings beside it are of a campaign that has results: put the results back; " +
		"to start over, which calls all contacts again, remove " + settingsPath(path) + " too"}
}

// intentsGone reports that the intents file of a run that has not ended cleanly is missing. Without it nothing says which contacts
// may have been called.
func intentsGone(path string) error {
	return &ownfile.RecordError{Path: intentsPath(path), Reason: "this file is missing, but the last run has not ended cleanly and has left it: " +
		"the contacts that it named may have been called, so put it back"}
}

// intentsOfOther reports intents of another run than the one that began last: an older copy, or those of another campaign.
func intentsOfOther(path, are, last string) error {
	return &ownfile.RecordError{Path: intentsPath(path), Reason: fmt.Sprintf("these are the intents of run %s, but by %s the run that began last was %s, whose contacts may have "+
		"been called: one of the two files is an older copy, or of another campaign; restore both as the last run left them", are, settingsPath(path), last)}
}

// intentsOlder reports intents of which the settings know more. No crash leaves that, because the settings count an intent after it is on
// disk.
func intentsOlder(path string, has, asked int64) error {
	return &ownfile.RecordError{Path: intentsPath(path), Reason: fmt.Sprintf("this file has %d of the %d requests that the run has sent by %s, and the contacts of the others may "+
		"have been called: it is an older copy; restore both files as the last run left them", has, asked, settingsPath(path))}
}

// strayResult reports a result after the mark that no intent names. No crash leaves that, because the intent of a request is on disk
// before its results.
func strayResult(path string, line int) error {
	return &ownfile.RecordError{Path: path, Line: line, Reason: fmt.Sprintf("this result is not of a request that %s names: that file is an older copy or of another campaign, "+
		"or this line was edited, and other contacts may have been called; restore both files as the last run left them", intentsPath(path))}
}

// settingsDamaged reports a settings file that this program has not written so.
func settingsDamaged(path string) error {
	return &ownfile.RecordError{Path: path, Reason: "the settings of the campaign were changed or damaged; only bulkdial may write this file: " +
		"restore it, or move it away and give all flags of the first run again"}
}

// lineCut reports a torn last line that says that a contact was called, and that no intent covers. No crash leaves that. A run
// that cut it would call that contact again.
func lineCut(path string, line int) error {
	return &ownfile.RecordError{Path: path, Line: line, Reason: "the end of this line is missing or changed, though a run has written it whole, and it says that " +
		"a contact was called: restore the file, or complete the line like those before it"}
}
