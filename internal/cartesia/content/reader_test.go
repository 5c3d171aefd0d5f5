package content_test

import (
	"fmt"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

// testKey is the API key of the tests.
const testKey = "sk_car_test"

// reader reads the whole body of a 2xx to a request for calls.
type reader func(body []byte, sent []dialer.Attempt) (entries []dialer.Entry, stray []string, err error)

// newReader returns a reader that looks for the API key as a client does in all its answers: with one pattern.
func newReader() reader {
	text := content.NewTexts(testKey)
	return func(body []byte, sent []dialer.Attempt) ([]dialer.Entry, []string, error) {
		return content.ReadCalls(body, nil, sent, text)
	}
}

// readCalls is a reader without the ids that no entry has.
func readCalls(body []byte, sent []dialer.Attempt) ([]dialer.Entry, error) {
	entries, _, err := newReader()(body, sent)
	return entries, err
}

// sentTo are attempts to numbers.
func sentTo(numbers ...string) []dialer.Attempt {
	var sent []dialer.Attempt
	for _, number := range numbers {
		sent = append(sent, dialer.Attempt{Contact: dialer.Contact{Number: number}})
	}
	return sent
}

// attempts are n attempts, to +14155550100 and the numbers after it.
func attempts(n int) []dialer.Attempt {
	var sent []dialer.Attempt
	for i := range n {
		sent = append(sent, sentTo(fmt.Sprintf("+1415555%04d", 100+i))...)
	}
	return sent
}
