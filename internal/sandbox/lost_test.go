package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"bulkdial/internal/sandbox/request/requesttest"
)

func TestLostAnswers(t *testing.T) {
	tests := []struct {
		faults  string
		sendErr error // of the client
		readErr error // of the body
	}{
		{"drop=1", io.EOF, nil},
		{"cut=1", nil, io.ErrUnexpectedEOF},
	}
	for _, tt := range tests {
		t.Run(tt.faults, func(t *testing.T) {
			h := server(t, tt.faults)
			network := httptest.NewServer(h)
			defer network.Close()
			resp, err := network.Client().Do(callRequest(network.URL, v1, requesttest.Batch(numbers(3)...)))
			if !errors.Is(err, tt.sendErr) {
				t.Fatalf("Do: %v, want %v", err, tt.sendErr)
			}
			if err == nil {
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if !errors.Is(err, tt.readErr) || resp.StatusCode != http.StatusOK || len(body) == 0 {
					t.Errorf("answer = %d %q, %v, want part of a 200 and %v", resp.StatusCode, body, err, tt.readErr)
				}
			}
			if l := readCallLog(t, h); l.Placed != 3 || l.Requests != 1 {
				t.Errorf("call log = %+v, want 1 request and 3 calls", l)
			}
		})
	}
}

func TestSwitchOfProtocol(t *testing.T) {
	h := server(t, "101=1")
	ended := make(chan struct{})
	network := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		h.ServeHTTP(w, r)
	}))
	defer network.Close()
	resp, err := network.Client().Do(callRequest(network.URL, v1, requesttest.Batch(numbers(3)...)))
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("Do: %+v, %v, want a 101", resp, err)
	}
	if l := readCallLog(t, h); l.Placed != 3 {
		t.Errorf("placed = %d, want 3", l.Placed)
	}
	resp.Body.Close()
	<-ended // the server notices that the client has left
}

func TestHangEndsWithTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := server(t, "hang=1")
		ctx, leave := context.WithCancel(t.Context())
		ended := false
		go func() {
			serve(h, callRequest("", v1, requesttest.Batch(numbers(3)...)).WithContext(ctx))
			ended = true
		}()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if l := readCallLog(t, h); ended || l.Placed != 3 {
			t.Errorf("ended, placed = %t, %d after a day, want false, 3", ended, l.Placed)
		}
		leave()
		synctest.Wait()
		if !ended {
			t.Error("the request goes on although the client has left")
		}
	})
}

func TestHangNoticesThatTheConnectionIsGone(t *testing.T) {
	h := server(t, "hang=1")
	ended := make(chan struct{})
	network := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		h.ServeHTTP(w, r)
	}))
	defer network.Close()
	ctx, leave := context.WithCancel(t.Context())
	answered := make(chan error, 1)
	go func() {
		resp, err := network.Client().Do(callRequest(network.URL, v1, requesttest.Batch(numbers(3)...)).WithContext(ctx))
		if err == nil {
			resp.Body.Close()
		}
		answered <- err
	}()
	for readCallLog(t, h).Placed < 3 {
		runtime.Gosched()
	}
	leave()
	if err := <-answered; !errors.Is(err, context.Canceled) {
		t.Errorf("Do: %v, want %v", err, context.Canceled)
	}
	<-ended
}
