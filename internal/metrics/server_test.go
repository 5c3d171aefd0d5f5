package metrics_test

import (
	"net"
	"net/http"
	"testing"
	"time"

	"bulkdial/internal/metrics"
)

// TestServe: it serves on the port that it picked, until it is closed; a client that holds a connection does not keep
// it from ending.
func TestServe(t *testing.T) {
	server, err := metrics.New("v1").Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Timeout: time.Minute}
	url := "http://" + server.Addr().String() + "/healthz"
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("/healthz: %s", resp.Status)
	}
	half, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	if _, err := half.Write([]byte("GET /metrics HTTP/1.1\r\n")); err != nil {
		t.Fatal(err)
	}
	if err := server.Close(t.Context()); err != nil {
		t.Errorf("Close() = %v", err)
	}
	if resp, err := client.Get(url); err == nil {
		resp.Body.Close()
		t.Error("it serves after Close")
	}
}

// TestServeFails: an address that is taken is an error at once; a listener that breaks is one at the end.
func TestServeFails(t *testing.T) {
	first, err := metrics.New("v1").Serve(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{first.Addr().String(), "127.0.0.1", "127.0.0.1:notaport", "256.0.0.1:1"} {
		if second, err := metrics.New("v1").Serve(t.Context(), address); err == nil {
			t.Errorf("it listens on %s", address)
			second.Close(t.Context())
		}
	}
	// Once it has answered, it is serving: before, Close would end what has not begun.
	client := http.Client{Timeout: time.Minute}
	if resp, err := client.Get("http://" + first.Addr().String() + "/healthz"); err != nil {
		t.Fatal(err)
	} else {
		resp.Body.Close()
	}
	first.Listener().Close()
	if err := first.Close(t.Context()); err == nil {
		t.Error("Close() = nil of a listener that broke")
	}
}
