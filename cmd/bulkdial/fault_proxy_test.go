package main

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
)

// faultProxy stands before a server and cuts each connection after a number of bytes in one direction; 0: never.
type faultProxy struct {
	listener           net.Listener
	toServer, toClient int64
	open               sync.WaitGroup
	mu                 sync.Mutex
	passed             bytes.Buffer // what went to the server
}

func newFaultProxy(t *testing.T, server *faultServer, toServer, toClient int64) *faultProxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &faultProxy{listener: listener, toServer: toServer, toClient: toClient}
	p.open.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			p.open.Go(func() { p.pass(client, server.listener.Addr().String()) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		p.open.Wait()
	})
	return p
}

func (p *faultProxy) url() string { return "http://" + p.listener.Addr().String() }

// Write implements io.Writer for a copy of what passes.
func (p *faultProxy) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passed.Write(b)
}

// pass carries one connection until either direction ends.
func (p *faultProxy) pass(client net.Conn, address string) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		client.Close()
		return
	}
	ended := make(chan struct{}, 2)
	carry := func(to io.Writer, from io.Reader, limit int64) {
		if limit > 0 {
			from = io.LimitReader(from, limit)
		}
		_, _ = io.Copy(to, from)
		ended <- struct{}{}
	}
	go carry(io.MultiWriter(server, p), client, p.toServer)
	go carry(client, server, p.toClient)
	<-ended
	client.Close()
	server.Close()
	<-ended
}
