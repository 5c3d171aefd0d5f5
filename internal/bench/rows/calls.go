package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"time"
)

// cdr is a line of the calls file, and the order in which the calls have ended.
type cdr struct {
	ended time.Time
	text  string
}

// writeCalls writes the calls file of a campaign of which a results file has the accepted calls: 95 of 100 have ended, after 40 seconds in the
// mean, in the order of their ends.
func writeCalls(out *bufio.Writer, results string) error {
	file, err := os.Open(results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	defer func() { _ = file.Close() }() // it was only read
	cdrs, err := endings(csv.NewReader(file))
	if err != nil {
		return fmt.Errorf("reading results: %w", err)
	}
	slices.SortStableFunc(cdrs, func(a, b cdr) int { return a.ended.Compare(b.ended) })
	_, _ = out.WriteString("agent_call_id,row,id,to_number,from_number,attempt,batch,outcome,status,end_reason,started_at,ended_at," +
		"duration_seconds,error,summary,recorded_at\n") // Flush returns the error
	for _, c := range cdrs {
		_, _ = out.WriteString(c.text) // as above
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing calls: %w", err)
	}
	return nil
}

// endings draws how the calls end, always alike.
func endings(in *csv.Reader) ([]cdr, error) {
	outcomes := [...]string{"answered,completed,agent_hangup", "answered,completed,user_hangup", "no_answer,failed,dial_no_answer", "busy,failed,dial_busy"}
	const form = "2006-01-02T15:04:05.000Z"
	draw := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // nothing is secret here
	begun := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	var cdrs []cdr
	column := map[string]int{}
	for {
		record, err := in.Read()
		switch {
		case errors.Is(err, io.EOF):
			return cdrs, nil
		case err != nil:
			return nil, err //nolint:wrapcheck // its caller names the file
		case len(column) == 0:
			for i, name := range record {
				column[name] = i
			}
			continue
		case record[column["disposition"]] != "accepted" || draw.Float64() < 0.05:
			continue
		}
		took := time.Duration(draw.ExpFloat64()*40_000) * time.Millisecond
		start := begun.Add(time.Duration(len(cdrs)) * 20 * time.Millisecond)
		end := start.Add(took)
		cdrs = append(cdrs, cdr{end, fmt.Sprintf("%s,%s,,%s,+12025550186,%s,%s,%s,%s,%s,%.3f,,,%s\n",
			record[column["agent_call_id"]], record[column["row"]], record[column["to_number"]], record[column["attempt"]], record[column["batch"]],
			outcomes[draw.IntN(len(outcomes))], start.Format(form), end.Format(form), took.Seconds(), end.Add(2*time.Second).Format(form))})
	}
}
