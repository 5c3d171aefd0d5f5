package sandbox_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"bulkdial/internal/sandbox"
	"bulkdial/internal/sandbox/request/requesttest"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("Listen: %v", err)
	}
	return l
}

func TestServe(t *testing.T) {
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Serve(ctx, l, server(t, "")) }()
	var client http.Client
	defer client.CloseIdleConnections()
	resp, err := client.Do(callRequest("http://"+l.Addr().String(), v1, requesttest.Batch("+14155550123")))
	if err != nil {
		t.Fatalf("Do: %v", err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		t.Fatalf("reading the body: %v", err)
	}
	if got := (reply{status: resp.StatusCode, body: string(body)}).entries(t); len(got) != 1 {
		t.Errorf("entries = %+v, want one", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

func TestServeCutsWhatHangs(t *testing.T) {
	l := listen(t)
	h := server(t, "hang=1")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended, arrived := make(chan error, 1), make(chan struct{})
	go func() {
		ended <- sandbox.Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(arrived)
			h.ServeHTTP(w, r)
		}))
	}()
	answered := make(chan error, 1)
	go func() {
		resp, err := new(http.Client).Do(callRequest("http://"+l.Addr().String(), v1, requesttest.Batch("+14155550123")))
		if err == nil {
			resp.Body.Close()
		}
		answered <- err
	}()
	<-arrived
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if err := <-answered; err == nil {
		t.Error("the hanging request was answered")
	}
}

func TestServeReportsALostListener(t *testing.T) {
	l := listen(t)
	l.Close()
	if err := sandbox.Serve(t.Context(), l, server(t, "")); err == nil {
		t.Error("Serve = nil on a closed listener, want an error")
	}
}
