// Plain is the program that bulkdial is compared with: what an engineer writes in an afternoon to call the contacts of a CSV
// file through POST /agents/calls, and to write a copy of the file with what became of each. It promises nothing. It checks no
// numbers, ignores duplicates, and buffers the results, so that after a crash it does not know which contacts it has called.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "plain:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

type options struct {
	in, url, out       string
	batch, concurrency int
	resume             bool
	export             bool
	results, calls     string // of bulkdial, for an export
}

func run(ctx context.Context, args []string) error {
	var o options
	flags := flag.NewFlagSet("plain", flag.ContinueOnError)
	flags.StringVar(&o.in, "in", "", "the contacts `file`; its first column is the number")
	flags.StringVar(&o.url, "url", "", "the base `URL` of the API")
	flags.StringVar(&o.out, "out", "", "the `file` that is written: results, or an export")
	flags.IntVar(&o.batch, "batch", 100, "calls in one request")
	flags.IntVar(&o.concurrency, "concurrency", 8, "requests at a time")
	flags.BoolVar(&o.resume, "resume", false, "leave out the numbers that are in the results, and add to them")
	flags.BoolVar(&o.export, "export", false, "write the contacts with what became of each to out, and call nobody")
	flags.StringVar(&o.results, "results", "", "the results `file` of bulkdial that is exported")
	flags.StringVar(&o.calls, "calls", "", "the calls `file` of bulkdial that is exported")
	if err := flags.Parse(args); err != nil {
		return err //nolint:wrapcheck // it is about the flags
	}
	if o.export {
		return export(o)
	}
	done := map[string]bool{}
	mode := os.O_TRUNC
	if o.resume {
		mode = os.O_APPEND
		if err := readDone(o.out, done); err != nil {
			return fmt.Errorf("reading results: %w", err)
		}
	}
	file, err := os.OpenFile(o.out, os.O_CREATE|os.O_WRONLY|mode, 0o600)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	p := newProgram(o, file)
	err = p.callAll(ctx, done)
	p.out.Flush()
	return errors.Join(err, p.out.Error(), p.buffer.Flush(), file.Close())
}

// readDone adds the numbers of a results file.
func readDone(path string, done map[string]bool) error {
	return eachRecord(path, func(record []string) error {
		done[record[0]] = true
		return nil
	})
}

// eachRecord passes the records of a CSV file to f. The next record reuses the memory of a record.
func eachRecord(path string, f func([]string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	defer func() { _ = file.Close() }() // it was only read
	in := csv.NewReader(bufio.NewReaderSize(file, 64<<10))
	in.ReuseRecord = true
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err //nolint:wrapcheck // it says where
		}
		if err := f(record); err != nil {
			return err
		}
	}
}

type program struct {
	options
	client *http.Client
	mu     sync.Mutex // guards buffer and out
	buffer *bufio.Writer
	out    *csv.Writer
}

func newProgram(o options, file io.Writer) *program {
	buffer := bufio.NewWriterSize(file, 64<<10)
	return &program{
		options: o,
		client:  &http.Client{Transport: &http.Transport{MaxIdleConns: o.concurrency, MaxIdleConnsPerHost: o.concurrency}},
		buffer:  buffer, out: csv.NewWriter(buffer),
	}
}

type call struct {
	Number   string            `json:"to_number"`
	Metadata map[string]string `json:"metadata"`
}

type request struct {
	Agent string `json:"agent_id"`
	From  string `json:"from_number_id"`
	Calls []call `json:"outbound_calls"`
}

type answer struct {
	Calls []struct {
		Number string          `json:"number"`
		ID     string          `json:"agent_call_id"`
		Error  json.RawMessage `json:"error"`
	} `json:"calls"`
}

// callAll calls the contacts that are not done.
func (p *program) callAll(ctx context.Context, done map[string]bool) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.concurrency)
	var header []string
	calls := make([]call, 0, p.batch)
	send := func() {
		batch := calls
		calls = make([]call, 0, p.batch)
		group.Go(func() error { return p.send(ctx, batch) })
	}
	err := eachRecord(p.in, func(record []string) error {
		switch {
		case header == nil:
			header = append(header, record...)
			return nil
		case done[record[0]]:
			return nil
		}
		metadata := make(map[string]string, len(header)-1)
		for i, name := range header[1:] {
			metadata[name] = record[i+1]
		}
		if calls = append(calls, call{record[0], metadata}); len(calls) == p.batch {
			send()
		}
		return ctx.Err()
	})
	if len(calls) > 0 {
		send()
	}
	return errors.Join(group.Wait(), err)
}

// send sends one request and writes its results.
func (p *program) send(ctx context.Context, calls []call) error {
	body, err := json.Marshal(request{"agent_1", "ap_1", calls})
	if err != nil {
		return fmt.Errorf("encoding a request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/agents/calls", bytes.NewReader(body))
	if err != nil {
		return err //nolint:wrapcheck // it names the URL
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+os.Getenv("CARTESIA_API_KEY"))
	resp, err := p.client.Do(req)
	if err != nil {
		return err //nolint:wrapcheck // it names the URL
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		return fmt.Errorf("decoding an answer: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range a.Calls {
		if err := p.out.Write([]string{c.Number, c.ID, string(c.Error)}); err != nil {
			return fmt.Errorf("writing results: %w", err)
		}
	}
	return nil
}
