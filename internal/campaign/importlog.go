package campaign

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// Imported says what ImportLog has done: Found results are in the log, and Added of them were added to the results.
type Imported struct{ Found, Added int }

// attemptKey tells one attempt from all others in a ledger.
type attemptKey struct {
	batch dialer.BatchName
	row   int
}

// ImportLog adds to the results of f.Own what only a log has: the results of attempts that the ledger knows as interrupted,
// from which they have their numbers. The context ends the reading of the log, which can be silent for a long time.
func ImportLog(ctx context.Context, f Files, holder ledger.Holder, log io.Reader) (Imported, error) {
	found, err := readRescued(ctx, log)
	if err != nil {
		return Imported{}, err
	}
	interrupted := map[attemptKey]dialer.Result{}
	record, err := ledger.Open(f.Own, holder, func(r *dialer.Result) {
		at := attemptKey{r.Batch, r.Row}
		if r.ErrorCode == ledger.Interrupted {
			interrupted[at] = *r
		} else {
			delete(interrupted, at)
		}
	})
	if err != nil {
		return Imported{}, err //nolint:wrapcheck // it names the file
	}
	added, err := addRescued(record, interrupted, found)
	if closing := recordError(record.Close()); err == nil {
		err = closing
	}
	return Imported{Found: len(found), Added: added}, err
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

func addRescued(record *ledger.Ledger, interrupted map[attemptKey]dialer.Result, found map[attemptKey]dialer.RescueLine) (int, error) {
	if err := record.Begin(); err != nil {
		return 0, recordError(err)
	}
	n := 0
	for at, line := range found {
		known, ok := interrupted[at]
		if !ok {
			continue
		}
		if err := record.Append(line.Complete(known)); err != nil {
			return n, recordError(err)
		}
		n++
	}
	return n, nil
}

// Merge makes the results of all shards into one file at f.Results, with the settings of the campaign, of which rules say how
// those of the shards unite.
func (f *Files) Merge(rules map[string]Rule) (ledger.Merged, error) {
	remembered, err := f.Remembered()
	if err != nil {
		return ledger.Merged{}, err
	}
	merged, err := ledger.Merge(f.Results, remembered.Whole(rules))
	if err != nil {
		return merged, fmt.Errorf("merging: %w", err)
	}
	return merged, nil
}
