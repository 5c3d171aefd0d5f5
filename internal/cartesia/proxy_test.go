package cartesia_test

import (
	"testing"

	"bulkdial/internal/cartesia"
)

func TestIsProxy(t *testing.T) {
	for text, want := range map[string]bool{
		"http://proxy:8080": true, "https://user:secret@proxy.example": true, "proxy:8080": true, "proxy": true, "socks5://proxy:1080": true,
		"http://[::1]:8080": true, "10.0.0.1:8080": true,
		"": false, "http://proxy:port": false, "proxy:port": false, "http://": false, "ftp://proxy": false, "http//proxy:80:90": false,
	} {
		if got := cartesia.IsProxy(text); got != want {
			t.Errorf("isProxy(%q) = %v, want %v", text, got, want)
		}
	}
}
