// Server runs the fast fake of POST /agents/calls as a separate process. It prints its URL on the first line of standard
// output, and serves until it gets SIGINT or SIGTERM.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"

	"bulkdial/internal/bench/fast"
)

func main() {
	// One core is enough; idle scheduling on the others would take them from the program that is measured.
	runtime.GOMAXPROCS(1)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:0", "the `address` to listen on")
	latency := flags.Duration("latency", 0, "how long each answer is held back")
	arrivals := flags.String("arrivals", "", "a `file` for the time of each request, in nanoseconds, and its calls; written at the end")
	if err := flags.Parse(args); err != nil {
		return err //nolint:wrapcheck // it is about the flags
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", *listen)
	if err != nil {
		return err //nolint:wrapcheck // it names the address
	}
	s := &fast.Server{Latency: *latency}
	var book arrivalBook
	if *arrivals != "" {
		s.Arrived = book.add
	}
	if _, err := fmt.Fprintf(stdout, "http://%s\n", l.Addr()); err != nil {
		return fmt.Errorf("writing the address: %w", err)
	}
	if err := s.Serve(ctx, l); err != nil || *arrivals == "" {
		return err //nolint:wrapcheck // it says what it was doing
	}
	return book.write(*arrivals)
}

// arrivalBook records the arrivals of requests.
type arrivalBook struct {
	mu       sync.Mutex
	arrivals []arrival
}

type arrival struct {
	at    time.Time
	calls int
}

func (b *arrivalBook) add(at time.Time, calls int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrivals = append(b.arrivals, arrival{at, calls})
}

func (b *arrivalBook) write(path string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var text []byte
	for _, a := range b.arrivals {
		text = fmt.Appendln(text, a.at.UnixNano(), a.calls)
	}
	return os.WriteFile(path, text, 0o600) //nolint:wrapcheck // it names the file
}
