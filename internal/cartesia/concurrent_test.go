package cartesia_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia"
)

// writesConn counts the calls of Write.
type writesConn struct {
	net.Conn

	writes *atomic.Int64
}

func (c writesConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// TestOneWrite: a request of 100 contacts is written in one system call.
func TestOneWrite(t *testing.T) {
	url, _ := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := newClient(t, url)
	var writes atomic.Int64
	cartesia.SetDial(c, func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return writesConn{conn, &writes}, err
	})
	req := request(100)
	for i := range req.Attempts {
		req.Attempts[i].Ref = "0123456789abcdef0123"
		req.Attempts[i].Contact.Metadata = json.RawMessage(`{"first_name":"Ada","plan":"gold"}`)
	}
	for range 3 {
		c.Call(t.Context(), req)
	}
	if got := writes.Load(); got != 3 {
		t.Errorf("%d writes for 3 requests, want one for each", got)
	}
}

// TestConcurrentCalls: concurrent requests carry their own contacts, and get their own answers.
func TestConcurrentCalls(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Calls []struct {
				Number string `json:"to_number"`
			} `json:"outbound_calls"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		entries := make([]string, len(asked.Calls))
		for i, call := range asked.Calls {
			entries[i] = fmt.Sprintf(`{"number":%q,"agent_call_id":"ac_%s"}`, call.Number, call.Number)
		}
		_, _ = fmt.Fprintf(w, `{"calls":[%s]}`, strings.Join(entries, ","))
	}))
	t.Cleanup(s.Close)
	c := newClient(t, s.URL)
	var callers sync.WaitGroup
	for caller := range 8 {
		callers.Go(func() {
			for n := range 20 {
				req := request(1 + (caller+n)%9)
				for i := range req.Attempts {
					req.Attempts[i].Contact.Number = fmt.Sprintf("+%d%02d%02d", caller+1, n, i)
				}
				got := c.Call(t.Context(), req)
				check(t, got, dialer.Answered, "")
				want := make([]dialer.Entry, len(req.Attempts))
				for i := range want {
					want[i] = dialer.Entry{Disposition: dialer.Accepted, CallID: "ac_" + req.Attempts[i].Contact.Number}
				}
				if diff := cmp.Diff(want, got.Entries); diff != "" {
					t.Errorf("entries (-want +got):\n%s", diff)
				}
			}
		})
	}
	callers.Wait()
}
