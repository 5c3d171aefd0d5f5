package campaign

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
)

// Imported says what ImportLog has done with the results that a log has.
type Imported struct {
	// Found are in the log, and Added of them were added to the results.
	Found, Added int
	// Unsure are those of which it is not certain whom they are about, in the order of their rows. None of them is added as it is.
	Unsure []Unsure
}

// Unsure is a result in a log, and why it is not certain whom it is about.
type Unsure struct {
	dialer.RescueLine

	Why string
}

// attemptKey tells one attempt from all others in a ledger.
type attemptKey struct {
	batch dialer.BatchName
	row   int
}

// logImport is the work of ImportLog.
type logImport struct {
	*Campaign
	Imported

	lines map[attemptKey]dialer.RescueLine
	named *namedContacts
	// interrupted are the attempts whose answers the ledger lacks, and known those of the log that it or that of another shard has.
	interrupted map[attemptKey]dialer.Result
	known       map[attemptKey]bool
	// placed has the numbers of contacts in the log with an attempt in the ledgers that was or may have been placed.
	placed map[string]bool
}

// ImportLog adds to the results of c.Own what only a log has. An attempt that the ledger knows as interrupted has its number from there.
// One of which no ledger of the campaign knows, because its intent is gone, has it from the contacts file: the contact with its id, or else
// that in its row, must have the id and the masked number of the line, else nothing is added, because the contact could be another. Such a result gets an intent first, so
// that after a crash it is unknown.
//
// The context ends the reading of the log, which can be silent for a long time. Where the contacts file cannot be read and is needed,
// the results that do not need it are added before the error is returned.
func (c *Campaign) ImportLog(ctx context.Context, holder ownfile.Holder, log io.Reader) (Imported, error) {
	i := logImport{Campaign: c, interrupted: map[attemptKey]dialer.Result{}, known: map[attemptKey]bool{}, placed: map[string]bool{}}
	var err error
	if i.lines, err = readRescued(ctx, log); err != nil {
		return i.Imported, err
	}
	i.Found = len(i.lines)
	i.named = c.nameContacts(ctx, i.lines)
	record, err := ledger.Open(c.Own, holder, i.own)
	if err != nil {
		return i.Imported, err //nolint:wrapcheck // it names the file
	}
	err = i.add(record)
	if closing := recordError(record.Close()); err == nil {
		err = closing
	}
	return i.Imported, err
}

// readRescued returns the results that a log has. Of several with one key the last counts.
func readRescued(ctx context.Context, log io.Reader) (map[attemptKey]dialer.RescueLine, error) {
	found := map[attemptKey]dialer.RescueLine{}
	in := bufio.NewReader(Interruptible(ctx, log))
	for {
		text, err := in.ReadBytes('\n')
		if line, ok := dialer.ParseRescueLine(text); ok {
			found[attemptKey{line.Batch, line.Row}] = line
		}
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
	}
}

// own takes a result of the ledger that is added to.
func (i *logImport) own(r *dialer.Result) {
	at := attemptKey{r.Batch, r.Row}
	if r.ErrorCode == ledger.Interrupted {
		i.interrupted[at] = *r
	} else {
		delete(i.interrupted, at)
	}
	i.other(r)
}

// other takes a result of any ledger of the campaign.
func (i *logImport) other(r *dialer.Result) {
	i.learn(r)
	at := attemptKey{r.Batch, r.Row}
	if _, logged := i.lines[at]; logged {
		i.known[at] = true
	}
	if i.named.numbers[r.Number] && (r.Disposition == dialer.Accepted || r.Disposition == dialer.Unknown) {
		i.placed[r.Number] = true
	}
}

// add adds the results to the ledger.
func (i *logImport) add(record *ledger.Ledger) error {
	if err := i.readShards(); err != nil {
		return err
	}
	corrections, lost := i.divide()
	if record.New() && len(lost) == 0 {
		return i.unread()
	}
	if err := record.Begin(); err != nil {
		return recordError(err)
	}
	for _, r := range corrections {
		if err := record.Append(r); err != nil {
			return recordError(err)
		}
		i.Added++
	}
	for batch, results := range lost {
		if err := addLost(record, batch, results); err != nil {
			return recordError(err)
		}
		i.Added += len(results)
	}
	return i.unread()
}

// readShards reads the other ledgers of the campaign.
func (i *logImport) readShards() error {
	files, err := ledger.ResultsFiles(i.Results)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	for _, file := range files {
		if fileset.SameName(file.Path, i.Own) {
			continue
		}
		if _, err := ledger.Read(file.Path, i.other); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	return nil
}

// divide returns the results that correct interrupted attempts, and by batch those of which no ledger knows. It fills in i.Unsure.
func (i *logImport) divide() (corrections []dialer.Result, lost map[dialer.BatchName][]dialer.Result) {
	lost = map[dialer.BatchName][]dialer.Result{}
	inOrder := func(a, b attemptKey) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.batch, b.batch)) }
	for _, at := range slices.SortedFunc(maps.Keys(i.lines), inOrder) {
		line := i.lines[at]
		if r, ok := i.interrupted[at]; ok {
			corrections = append(corrections, line.Complete(r))
			continue
		}
		if i.known[at] {
			continue
		}
		r, why := i.resultOf(&line)
		if why != "" {
			i.Unsure = append(i.Unsure, Unsure{line, why})
		}
		if r != nil {
			lost[at.batch] = append(lost[at.batch], *r)
		}
	}
	return corrections, lost
}

// OtherNumber is the error_code of an attempt whose contact has another number now than the log says was called.
const OtherNumber = "other_number"

// resultOf returns the result of a line of which no ledger knows. Why says what is not certain; empty if all is. Doubt about a contact
// that has the id of the line makes it unknown, and doubt about others has no result.
func (i *logImport) resultOf(line *dialer.RescueLine) (r *dialer.Result, why string) {
	if why := i.foreign(line); why != "" {
		return nil, why
	}
	contact, sameID := i.named.find(line)
	if contact == nil {
		return nil, "the contacts file has no such row with a number"
	}
	result := line.Result(contact.ID, contact.Number)
	called := line.Disposition == dialer.Accepted || line.Disposition == dialer.Unknown
	switch {
	case line.Names(contact.ID, contact.Number) && (called || !i.placed[contact.Number]):
		return &result, ""
	case line.Names(contact.ID, contact.Number):
		// Should the contact be another after all, the line must not settle the doubt about this one.
		return nil, "it says that nobody was called, and another attempt may have called this number"
	case sameID && called:
		result.Disposition, result.ErrorCode = dialer.Unknown, OtherNumber
		result.Error = fmt.Sprintf("the log says that %s was called (%s)", line.Masked, line.Disposition)
		return &result, "its id has another number now; it is unknown, and is not called"
	case line.Masked == "" && line.ID == "":
		return nil, "the line, of an earlier version, says neither the number nor an id"
	default:
		return nil, "this row has another number or id now"
	}
}

// foreign says why a line cannot be of this campaign, or why that cannot be known; empty if it can be.
func (i *logImport) foreign(line *dialer.RescueLine) string {
	sandboxed := line.CallID != "" && i.cfg.SandboxID(line.CallID)
	switch {
	case !line.Whole():
		return "the line is not whole"
	case sandboxed && i.realIDs, line.CallID != "" && !sandboxed && i.sandboxIDs:
		return "one of this call and those in the results was placed by the sandbox"
	case i.named.err != nil:
		return "the contacts cannot be read"
	default:
		return ""
	}
}

// unread returns why the contacts could not be read, if a line needed them.
func (i *logImport) unread() error {
	if len(i.Unsure) == 0 {
		return nil
	}
	return i.named.err
}

// addLost adds the results of a request of which the ledger knows nothing.
func addLost(record *ledger.Ledger, batch dialer.BatchName, results []dialer.Result) error {
	req := dialer.Request{Batch: batch, Route: dialer.Route{FromNumberID: results[0].FromNumberID, AgentID: results[0].AgentID}}
	for _, r := range results {
		req.Attempts = append(req.Attempts, dialer.Attempt{Contact: dialer.Contact{Row: r.Row, ID: r.ID, Number: r.Number}, Number: r.Attempt})
	}
	if err := record.Intend(req); err != nil {
		return err //nolint:wrapcheck // the caller says what it is about
	}
	told := make(chan error, 1)
	record.Settle(batch, results, func(err error) { told <- err })
	return <-told
}

// namedContacts are the contacts that a log may be about, with their numbers in E.164.
type namedContacts struct {
	rows map[int]*dialer.Contact
	// ids has a nil contact for an id that several rows have.
	ids     map[string]*dialer.Contact
	numbers map[string]bool
	// err says why the contacts could not be read.
	err error
}

// find returns the contact that a line is about, if it is about one of the campaign: the one with its id, which sameID reports, or else
// that in its row; nil if there is none.
func (n *namedContacts) find(line *dialer.RescueLine) (contact *dialer.Contact, sameID bool) {
	if contact := n.ids[line.ID]; contact != nil {
		return contact, true
	}
	contact = n.rows[line.Row]
	return contact, contact != nil && line.ID != "" && contact.ID == line.ID
}

// nameContacts reads the contacts that the lines of a log name.
func (c *Campaign) nameContacts(ctx context.Context, lines map[attemptKey]dialer.RescueLine) *namedContacts {
	n := &namedContacts{rows: map[int]*dialer.Contact{}, ids: map[string]*dialer.Contact{}, numbers: map[string]bool{}}
	wantedRows, wantedIDs := map[int]bool{}, map[string]bool{}
	for at, line := range lines {
		wantedRows[at.row] = true
		wantedIDs[line.ID] = line.ID != ""
	}
	switch {
	case len(lines) == 0:
		return n
	case c.Piped():
		n.err = Usagef("the contacts were standard input, which cannot be read again, and the log has results of contacts that no ledger names: " +
			"give a file with the same contacts, and --results")
		return n
	}
	for contact, err := range c.contacts.all(ctx) {
		switch {
		case isRow(err):
			continue
		case err != nil:
			n.err = err
			return n
		case wantedRows[contact.Row] || wantedIDs[contact.ID]:
			n.take(contact, c.cfg.Numbers)
		}
	}
	return n
}

// take takes a contact, unless its number cannot be read.
func (n *namedContacts) take(contact *dialer.Contact, numbers dialer.Numbers) {
	number, err := numbers.Read(contact.Number, contact.Region)
	if err != nil {
		return
	}
	named := &dialer.Contact{Row: contact.Row, ID: contact.ID, Number: number.E164}
	n.rows[contact.Row], n.numbers[number.E164] = named, true
	if contact.ID == "" {
		return
	}
	if _, twice := n.ids[contact.ID]; twice {
		named = nil
	}
	n.ids[contact.ID] = named
}
