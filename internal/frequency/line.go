package frequency

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"bulkdial/dialer"
)

// header is the first line of each file.
const header = "at,batch,attempt,to_number,state\n"

// The states of a call.
const (
	called    = "called"
	notCalled = "not_called"
)

// timeFormat is RFC 3339 with milliseconds; times are UTC.
const timeFormat = "2006-01-02T15:04:05.000Z"

// lineOf encodes a call. No field has a comma. The time is rounded up, so that no cap counts the call for too short a time.
func lineOf(c *dialer.SharedCall) string {
	state := called
	if c.Back {
		state = notCalled
	}
	return strings.Join([]string{c.At.Add(time.Millisecond - 1).UTC().Format(timeFormat), string(c.Batch), strconv.Itoa(c.Attempt), c.Number, state}, ",") + "\n"
}

// parseLine decodes a line of lineOf. The error goes on after "the line".
func parseLine(line string) (dialer.SharedCall, error) {
	fields := strings.Split(strings.TrimSuffix(line, "\n"), ",")
	if len(fields) != strings.Count(header, ",")+1 {
		return dialer.SharedCall{}, errors.New("has another number of fields")
	}
	c := dialer.SharedCall{Batch: dialer.BatchName(fields[1]), Number: fields[3], Back: fields[4] == notCalled}
	var badTime, badAttempt error
	c.At, badTime = time.Parse(timeFormat, fields[0])
	c.Attempt, badAttempt = strconv.Atoi(fields[2])
	if badTime != nil || badAttempt != nil || lineOf(&c) != line || c.Batch.Run() == "" || !dialer.IsE164(c.Number) {
		return dialer.SharedCall{}, errors.New("is none of a call")
	}
	return c, nil
}
