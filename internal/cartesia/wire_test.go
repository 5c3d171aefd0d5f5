package cartesia_test

import (
	"io"
	"net"
	"testing"

	"bulkdial/internal/cartesia"
)

func TestSealForbidsWriting(t *testing.T) {
	near, far := net.Pipe()
	arrived := make(chan int64, 1)
	go func() {
		n, _ := io.Copy(io.Discard, far)
		arrived <- n
	}()
	conn, seal := cartesia.Lease(near)
	if seal() {
		t.Error("something was written before anything was")
	}
	if n, err := conn.Write([]byte("late")); n != 0 || err == nil {
		t.Errorf("a write on a sealed connection = %d, %v", n, err)
	}
	_ = conn.Close()
	if n := <-arrived; n != 0 {
		t.Errorf("%d bytes arrived after the seal", n)
	}
}

func TestWriteUnderWayCounts(t *testing.T) {
	near, far := net.Pipe()
	conn, seal := cartesia.Lease(near)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = conn.Write([]byte("half"))
	}()
	if _, err := io.ReadFull(far, make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	if !seal() {
		t.Error("a write is under way, yet nothing counts as written")
	}
	_ = conn.Close()
	<-ended
}
