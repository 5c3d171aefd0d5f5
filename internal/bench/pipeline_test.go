package bench_test

import (
	"context"
	"iter"
	"net"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/screen"
	"bulkdial/internal/bench/fast"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

func runConfig() engine.Config {
	return engine.Config{Run: "r1", BatchSize: batchSize, Concurrency: 8, MaxFailures: 5, MaxRejectRatio: 1, RequestTimeout: time.Minute}
}

// listen serves on a free port of this machine until the test ends, and returns the URL.
func listen(tb lab, serve func(context.Context, net.Listener) error) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- serve(ctx, l) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

func startFast(tb lab) string {
	return listen(tb, new(fast.Server).Serve)
}

func startSandbox(tb lab) string {
	server := sandbox.New(sandbox.Config{})
	return listen(tb, func(ctx context.Context, l net.Listener) error { return sandbox.Serve(ctx, l, server) })
}

func client(tb lab, url string) *cartesia.Client {
	c, err := cartesia.New(cartesia.Config{
		BaseURL: url, APIKey: "sk_car_test", APIVersion: cartesia.DefaultVersion, RefKey: cartesia.DefaultRefKey, Concurrency: 8,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	return c
}

// inProcess encodes each request and answers it at once, without a connection.
type inProcess struct{}

func (inProcess) Call(_ context.Context, req dialer.Request) dialer.Answer {
	_ = cartesia.Body(cartesia.DefaultVersion, cartesia.DefaultRefKey, req)
	entries := make([]dialer.Entry, len(req.Attempts))
	for i := range entries {
		entries[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: "ac_000000000001_" + strconv.Itoa(req.Attempts[i].Contact.Row)}
	}
	return dialer.Answer{Kind: dialer.Answered, HTTPStatus: 200, Entries: entries}
}

// pipeline is a run from the contacts file to the results on a real disk.
func pipeline(tb lab, caller dialer.Caller) func() {
	path, file, n := filepath.Join(tb.TempDir(), "r.csv"), contactsFile(), normalizer(tb, "")
	return func() {
		remove(tb, path)
		campaign{path, file, n, runConfig(), caller, func(time.Duration) {}}.run(tb)
	}
}

// campaign has the parts of a run.
type campaign struct {
	results string
	file    []byte
	numbers dialer.Numbers
	cfg     engine.Config
	caller  dialer.Caller
	// synced observes each sync of the ledger.
	synced func(time.Duration)
}

// run calls all contacts.
func (c campaign) run(tb lab) {
	record := openLedger(tb, c.results, c.synced)
	contacts := func(context.Context) iter.Seq2[*dialer.Contact, error] { return read(tb, c.file) }
	report, err := engine.Run(context.Background(), c.cfg, contacts, engine.Deps{
		Screen: newScreen(c.numbers, screen.NewHistory()), Caller: c.caller, Ledger: record, Stats: &engine.Stats{},
		Logger: zerolog.Nop(), Rescue: zerolog.Nop(),
	})
	if err != nil || report.Tally.Accepted != stageRows {
		tb.Fatalf("%d accepted, %v", report.Tally.Accepted, err)
	}
	if err := record.Close(); err != nil {
		tb.Fatal(err)
	}
}

// TestCostOfARun compares requests and syncs with coarse bounds. It sends one request at a time, because the number of batches
// that share a sync depends on the disk.
func TestCostOfARun(t *testing.T) {
	var server fast.Server
	l := lab{t}
	cfg := runConfig()
	cfg.Concurrency = 1
	syncs := 0
	campaign{
		filepath.Join(t.TempDir(), "r.csv"), contactsFile(), normalizer(l, ""), cfg, client(l, listen(l, server.Serve)),
		func(time.Duration) { syncs++ },
	}.run(l)
	const batches = stageRows / batchSize
	if server.Calls() != stageRows || server.Requests() != batches {
		t.Errorf("%d calls were asked for in %d requests, want %d in %d", server.Calls(), server.Requests(), stageRows, batches)
	}
	if most := 2.2 * batches; float64(syncs) > most {
		t.Errorf("%d syncs for %d batches, want at most %v", syncs, batches, most)
	}
}
