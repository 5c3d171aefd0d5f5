package main

import (
	"os"
	"strings"
)

// Where Kubernetes takes the last words of a container from, and how many bytes of them.
const (
	terminationLog     = "/dev/termination-log"
	maxTerminationText = 4096
)

// lastWords writes how the program ended to the termination log: to path, else to where Kubernetes looks for it if that
// is there. A log that cannot be written changes nothing about how it ended.
func lastWords(path, text string) {
	if path == "" {
		if _, err := os.Stat(terminationLog); err != nil {
			return
		}
		path = terminationLog
	}
	_ = os.WriteFile(path, []byte(tail(text, maxTerminationText)), 0o600)
}

// tail returns the last lines of a text that fit into so many bytes.
func tail(text string, most int) string {
	for len(text) > most {
		_, rest, ok := strings.Cut(text, "\n")
		if !ok {
			return text[len(text)-most:]
		}
		text = rest
	}
	return text
}
