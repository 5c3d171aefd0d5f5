package fast_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/bench/fast"
)

type call struct {
	Number string `json:"number"`
	ID     string `json:"agent_call_id"`
	Error  any    `json:"error"`
}

// TestServer: on one connection, each call of each request is answered with its number and an id of its own, in whatever pieces
// the requests arrive.
func TestServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var server fast.Server
	ended := make(chan error)
	go func() { ended <- server.Serve(ctx, l) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	ids := map[string]bool{}
	for n, calls := range []int{1, 1200, 100, 0} {
		body, numbers := request(n, calls)
		head := fmt.Sprintf("POST /agents/calls HTTP/1.1\r\nHost: x\r\ncontent-LENGTH: %d \r\n\r\n", len(body))
		for _, part := range []string{head[:20], head[20:] + body[:len(body)/2], body[len(body)/2:]} {
			if _, err := io.WriteString(conn, part); err != nil {
				t.Fatal(err)
			}
		}
		var got []string
		for _, c := range answer(t, in) {
			got = append(got, c.Number)
			if ids[c.ID] || c.ID == "" || c.Error != nil {
				t.Errorf("call %+v has no id of its own", c)
			}
			ids[c.ID] = true
		}
		if diff := cmp.Diff(numbers, got); diff != "" {
			t.Errorf("numbers (-want +got):\n%s", diff)
		}
	}
	if server.Requests() != 4 || server.Calls() != 1301 {
		t.Errorf("%d requests for %d calls, want 4 for 1301", server.Requests(), server.Calls())
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// request is a body that asks for calls, and the numbers in it.
func request(n, calls int) (body string, numbers []string) {
	items := make([]string, calls)
	for i := range items {
		numbers = append(numbers, fmt.Sprintf("+1%d%06d", n, i))
		items[i] = fmt.Sprintf(`{"to_number":%q,"metadata":{"first_name":"Ada","from_number":"+2"}}`, numbers[i])
	}
	return `{"from_number_id":"ap_1","agent_id":"a","outbound_calls":[` + strings.Join(items, ",") + `]}`, numbers
}

// answer reads the calls of the next answer.
func answer(t *testing.T, in *bufio.Reader) []call {
	t.Helper()
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var a struct {
		Calls []call `json:"calls"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	return a.Calls
}
