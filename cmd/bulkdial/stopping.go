package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/dialer"
)

// stopping tells at once what a run waits for that was told to stop: people above the progress bar, machines in the log.
func (s *session) stopping(d dialer.Drain, bar *progress, logger zerolog.Logger) {
	bar.stopping.Store(true)
	people := terminal(s.app.stderr)
	if people {
		_, _ = bar.Write([]byte(stoppingText(d) + "\n"))
	}
	if people && s.app.forPeople(s.send.logFormat) {
		return // the log would say the same to the same people
	}
	message := "stopping: waiting for the requests in flight"
	if d.Requests == 0 {
		message = "stopping: no request is in flight"
	}
	logger.Warn().Int("requests", d.Requests).Int("contacts", d.Contacts).Stringer("timeout", d.Timeout).Msg(message)
}

// stoppingText is what a person at the terminal is told.
func stoppingText(d dialer.Drain) string {
	if d.Requests == 0 {
		return "stopping: no request is in flight"
	}
	return fmt.Sprintf("stopping: waiting for %s, up to %s; press Ctrl-C again to leave now: they become unknown",
		outstanding(d.Requests, d.Contacts), inWords(d.Timeout))
}

// outstanding says how many requests are not answered yet, and how many people are in them.
func outstanding(requests, contacts int) string {
	people := fmt.Sprint(contacts, " people")
	if contacts == 1 {
		people = "1 person"
	}
	return some(requests, "request") + " (" + people + ")"
}

// inWords writes a time as people give it to a flag: in seconds up to two minutes, without zeros at its end.
func inWords(d time.Duration) string {
	if d <= 2*time.Minute {
		return fmt.Sprint(d.Seconds(), "s")
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if rest, ok := strings.CutSuffix(text, zero); ok {
			text = rest + zero[:1]
		}
	}
	return text
}
