package main

import (
	"bufio"
	"crypto/tls"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultUnreachable: where no byte of a request leaves, no contact is in doubt, and the run says that it may be tried
// again.
func TestFaultUnreachable(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	stranger, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certified(t).TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	newFaultState(accepting).serve(t, stranger)
	plain := newFaultServer(t, accepting)
	for name, test := range map[string]struct{ base, says string }{
		"refused":           {"http://" + closed.Addr().String(), "connection_refused"},
		"no such host":      {"https://nonexistent.invalid", "dns"},
		"unknown authority": {"https://" + stranger.Addr().String(), "tls"},
		"http behind https": {"https://" + plain.listener.Addr().String(), "request not sent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 12)
			c.run(test.base, "--batch-size", "3", "--max-wait", "50ms").want(t, exit.Outage, test.says)
			c.wantTally(map[string]int{pendingWord: 12})
			c.recover(newFaultServer(t, accepting))
		})
	}
}

// TestFaultConnectionBreaks: what may have been read is in doubt and is not sent again; max-failures bounds how much.
func TestFaultConnectionBreaks(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]func(*exchange){
		"reset":             func(x *exchange) { x.reset() },
		"closed":            func(x *exchange) { x.close() },
		"half open":         func(x *exchange) { x.hang() },
		"half a status":     func(x *exchange) { _ = x.raw("HTTP/1.1 2"); x.close() },
		"half a header":     func(x *exchange) { _ = x.raw("HTTP/1.1 200 OK\r\nContent-Le"); x.reset() },
		"100 and then none": func(x *exchange) { _ = x.raw("HTTP/1.1 100 Continue\r\n\r\n"); x.close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 20)
			api := newFaultServer(t, script)
			c.run(api.url(), "--batch-size", "2", "--concurrency", "2", "--max-failures", "1", "--request-timeout", "200ms").
				want(t, exit.Outage, "--max-failures")
			sent := api.requestCount()
			if sent < 1 || sent > 2 {
				t.Errorf("%d requests, want 1 or 2: --max-failures 1, two slots", sent)
			}
			c.wantTally(map[string]int{unknownWord: 2 * sent, pendingWord: 20 - 2*sent})
			c.recover(api)
		})
	}
}

// TestFaultResetUnread: a connection that is reset before anything is read may leave contacts in doubt or pending,
// and never anything else.
func TestFaultResetUnread(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.(*net.TCPConn).SetLinger(0)
			conn.Close()
		}
	}()
	c.run("http://"+listener.Addr().String(), "--batch-size", "2", "--concurrency", "2", "--max-failures", "1", "--max-wait", "50ms").want(t, exit.Outage)
	tally := c.tally()
	if tally[unknownWord] > 4 || tally[unknownWord]+tally[pendingWord] != 12 {
		t.Errorf("dispositions: %v, want at most 4 unknown and the others pending", tally)
	}
	c.recover(newFaultServer(t, accepting))
}

// TestFaultIdleConnection: a server gives up idle connections while the client waits for its pace. Nothing that was
// written is written again, and what was not written is not in doubt.
func TestFaultIdleConnection(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 20)
	var stray atomic.Int64 // requests that came on a connection after the server had closed its side
	api := newFaultServer(t, func(x *exchange) {
		x.accept()
		x.closed = true
		time.Sleep(time.Duration(x.n) * time.Millisecond) // the client sends the next one after 10 ms
		_ = x.conn.(*net.TCPConn).CloseWrite()
		if n, _ := io.Copy(io.Discard, x.conn); n > 0 {
			stray.Add(1)
		}
	})
	out := c.run(api.url(), "--batch-size", "1", "--concurrency", "1", "--cps", "100", "--max-failures", "20")
	tally := c.tally()
	if out.code != exit.OK && out.code != exit.Look || tally[acceptedWord]+tally[unknownWord] != 20 {
		t.Errorf("exit code %d, %v:\n%s", out.code, tally, out.stderr)
	}
	if int64(tally[unknownWord]) > stray.Load() {
		t.Errorf("%d unknown, but only %d requests were written to a closed connection", tally[unknownWord], stray.Load())
	}
	c.recover(api)
}

// TestFaultProxy cuts a connection at a number of bytes in one direction or the other.
func TestFaultProxy(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]struct {
		toServer, toClient int64
		requests           int
	}{
		"one byte of the request":    {toServer: 1},
		"in the header":              {toServer: 100},
		"in the body":                {toServer: 600},
		"no byte of the answer":      {toClient: 1, requests: 1},
		"in the header of an answer": {toClient: 30, requests: 1},
		"in the body of an answer":   {toClient: 150, requests: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 20)
			api := newFaultServer(t, accepting)
			proxy := newFaultProxy(t, api, cut.toServer, cut.toClient)
			c.run(proxy.url(), "--batch-size", "10", "--concurrency", "1", "--max-failures", "1").want(t, exit.Outage)
			if got := api.requestCount(); got != cut.requests {
				t.Errorf("%d whole requests came through, want %d", got, cut.requests)
			}
			c.wantTally(map[string]int{unknownWord: 10, pendingWord: 10})
			c.recover(api)
		})
	}
}

// certified is a server that lends its certificate.
func certified(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return server
}

// trust makes the program trust a server's certificate.
func trust(t *testing.T, server *httptest.Server) func(*exec.Cmd) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "SSL_CERT_FILE="+path) }
}

// TestFaultHTTP2 meets servers that speak HTTP/2 alone: those that say so in the handshake, and those that do not.
func TestFaultHTTP2(t *testing.T) {
	t.Parallel()
	server := certified(t)
	for name, test := range map[string]struct {
		protocols []string
		want      map[string]int
	}{
		"said in the handshake": {[]string{"h2"}, map[string]int{pendingWord: 4}},
		"not said":              {nil, map[string]int{unknownWord: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
				Certificates: server.TLS.Certificates,
				// Go's own server would let a client of HTTP/1.1 in.
				GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
					for _, p := range test.protocols {
						if !slices.Contains(hello.SupportedProtos, p) {
							return nil, errors.New("no protocol in common")
						}
					}
					return nil, nil
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { listener.Close() })
			go serveSettings(listener)
			c := newFaultCampaign(t, 4)
			args := c.runArgs("https://"+listener.Addr().String(), "--batch-size", "4", "--max-failures", "1", "--max-wait", "50ms")
			startFault(t, args, trust(t, server)).wait().want(t, exit.Outage)
			c.wantTally(test.want)
			c.recover(newFaultServer(t, accepting))
		})
	}
}

// serveSettings sends what an HTTP/2 server says first, and reads a little.
func serveSettings(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err == nil && strings.HasPrefix(line, "POST") {
				_, _ = conn.Write([]byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00"))
			}
		}()
	}
}

// TestFaultTLS: over a certificate that is trusted, everything works.
func TestFaultTLS(t *testing.T) {
	t.Parallel()
	server := certified(t)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: server.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	api := newFaultState(accepting)
	api.serve(t, listener)
	c := newFaultCampaign(t, 10)
	args := c.runArgs("https://"+listener.Addr().String(), "--batch-size", "2", "--concurrency", "2")
	startFault(t, args, trust(t, server)).wait().want(t, exit.OK)
	c.wantTally(map[string]int{acceptedWord: 10})
}
