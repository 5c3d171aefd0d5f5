package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

func (a *app) importLogCommand() *cobra.Command {
	var contacts contactsFlags
	cmd := &cobra.Command{
		Use:   "import-log CONTACTS LOG",
		Short: "Bring results that only the log has back into the results file",
		Long: `When the results file can no longer be written (a full disk), a run writes what
it still hears of calls to its log, one line of JSON for each, and stops. This
command reads such a log (- for standard input) and adds those results to the
results file, so that their contacts are not left unknown. Lines of other kinds
are passed over; a result that the file already has is not added again.`,
		Example: "  bulkdial import-log leads.csv run.log\n  kubectl logs job/campaign | bulkdial import-log leads.csv -",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("import-log takes the contacts file and the log, not %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			shard, err := a.shard(contacts.shard)
			if err != nil {
				return err
			}
			_, results, err := contacts.resultsFiles(args[0], shard)
			if err != nil {
				return err
			}
			found, err := a.readRescued(cmd.Context(), args[1])
			if err != nil {
				return err
			}
			n, err := a.importRescued(results, found)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%d of %d results in the log were added to %s\n", n, len(found), results)
			return err //nolint:wrapcheck // nothing to add
		},
	}
	contacts.addResults(cmd.Flags())
	contacts.addShard(cmd.Flags())
	return cmd
}

// rescued is a line of the log that holds a result.
type rescued struct {
	Message     string    `json:"message"`
	Row         int       `json:"row"`
	ID          string    `json:"id"`
	Disposition string    `json:"disposition"`
	CallID      string    `json:"agent_call_id"`
	ErrorCode   string    `json:"error_code"`
	Error       string    `json:"error"`
	Attempt     int       `json:"attempt"`
	Batch       string    `json:"batch"`
	HTTPStatus  int       `json:"http_status"`
	RequestID   string    `json:"request_id"`
	At          time.Time `json:"at"`
}

// place is what tells one attempt from all others in a record.
type place struct {
	batch string
	row   int
}

// readRescued returns the results that a log holds, by their place. A signal ends the reading: standard input or a named
// pipe may have nothing to say for a long time.
func (a *app) readRescued(ctx context.Context, name string) (map[place]rescued, error) {
	var in io.Reader = a.stdin
	if name != stdinName {
		file, err := os.Open(name)
		if err != nil {
			return nil, usagef("opening the log: %w", err)
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	found := map[place]rescued{}
	lines := bufio.NewReader(interruptible(ctx, in))
	for {
		text, err := lines.ReadBytes('\n')
		var r rescued
		if json.Unmarshal(text, &r) == nil && r.Message == dialer.UnrecordedMessage {
			found[place{r.Batch, r.Row}] = r
		}
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
	}
}

// importRescued adds to the record what it lacks: the results of attempts that it knows as interrupted, from which
// they have their numbers. It returns how many.
func (a *app) importRescued(results string, found map[place]rescued) (int, error) {
	interrupted := map[place]dialer.Result{}
	record, err := csvio.OpenRecord(results, a.holder("import-log"), func(r *dialer.Result) {
		if r.ErrorCode == csvio.Interrupted {
			interrupted[place{r.Batch, r.Row}] = *r
		} else {
			delete(interrupted, place{r.Batch, r.Row})
		}
	})
	if err != nil {
		return 0, err //nolint:wrapcheck // it names the file
	}
	n, err := addRescued(record, interrupted, found)
	if closing := record.Close(); closing != nil && err == nil {
		err = fmt.Errorf("%w: %w", dialer.ErrRecord, closing)
	}
	return n, err
}

func addRescued(record *csvio.Record, interrupted map[place]dialer.Result, found map[place]rescued) (int, error) {
	if err := record.Begin(); err != nil {
		return 0, fmt.Errorf("%w: %w", dialer.ErrRecord, err)
	}
	n := 0
	for at, r := range found {
		known, ok := interrupted[at]
		if !ok {
			continue
		}
		known.Disposition, known.CallID = dialer.Disposition(r.Disposition), r.CallID
		known.ErrorCode, known.Error = r.ErrorCode, r.Error
		known.HTTPStatus, known.RequestID, known.At = r.HTTPStatus, r.RequestID, r.At
		if !known.Disposition.Valid() || known.Disposition.Skip() {
			continue
		}
		if err := record.Append(known); err != nil {
			return n, fmt.Errorf("%w: %w", dialer.ErrRecord, err)
		}
		n++
	}
	return n, nil
}
