package dialer_test

import (
	"errors"
	"testing"

	"bulkdial/dialer"
)

// TestWhatAnswersSay: an answer is told on one line with its status, a code of the API's own, and its words; one that refuses every
// request wraps ErrDenied and, for a key, names its field.
func TestWhatAnswersSay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status                 int
		code, message          string
		said, refusal, errorOf string
	}{
		{0, "timeout", "", "timeout", "timeout", ""},
		{0, "proxy", "the proxy says no", "the proxy says no", "the proxy says no", ""},
		{403, "http_403", "", "HTTP 403", "the API refuses the request: HTTP 403", ""},
		{403, "", "no", "HTTP 403: no", "the API refuses the request: HTTP 403: no", ""},
		{402, "quota", "", "HTTP 402 quota", "the API refuses the request: HTTP 402 quota", ""},
		{401, "bad_key", "who?", "HTTP 401 bad_key: who?", "the API refuses the key (HTTP 401 bad_key: who?): check it", "APIKey"},
	} {
		answer := dialer.Answer{Kind: dialer.Denied, HTTPStatus: tt.status, Code: tt.code, Message: tt.message}
		read := dialer.APIError{HTTPStatus: tt.status, Code: tt.code, Message: tt.message}
		if answer.Summary() != tt.said || read.Error() != tt.said {
			t.Errorf("%d %q %q: an answer says %q, and an error %q, want %q", tt.status, tt.code, tt.message, answer.Summary(), read.Error(), tt.said)
		}
		for _, err := range []error{answer.Refusal(), read.Refusal()} {
			field, _ := errors.AsType[*dialer.FieldError](err)
			if err.Error() != tt.refusal || !errors.Is(err, dialer.ErrDenied) || (field != nil) != (tt.errorOf != "") {
				t.Errorf("%d %q %q: refused with %q, want %q", tt.status, tt.code, tt.message, err, tt.refusal)
			}
			if field != nil && field.FieldName() != tt.errorOf {
				t.Errorf("the error is about %s, want %s", field.FieldName(), tt.errorOf)
			}
		}
		if read.NotFound() || read.Denied() != (tt.status != 0) {
			t.Errorf("%d: NotFound() = %v, Denied() = %v", tt.status, read.NotFound(), read.Denied())
		}
	}
	masked := dialer.Answer{Kind: dialer.Lost, HTTPStatus: 500, Message: "no room for +14155550100"}
	if want := "HTTP 500: no room for +1415•••0100"; masked.Summary() != want {
		t.Errorf("Summary() = %q, want %q", masked.Summary(), want)
	}
	if gone := (&dialer.APIError{HTTPStatus: 404}); !gone.NotFound() || gone.Denied() {
		t.Errorf("404: NotFound() = %v, Denied() = %v", gone.NotFound(), gone.Denied())
	}
}

// TestReasons: a reason is one sentence, with its remedy where it has one.
func TestReasons(t *testing.T) {
	t.Parallel()
	for want, reason := range map[string]dialer.Reason{
		"too short":                {Code: "number_too_short", Cause: "too short"},
		"too short: add its start": {Code: "number_too_short", Cause: "too short", Remedy: "add its start"},
	} {
		row, number, route := dialer.RowError{Reason: reason}, dialer.NumberError{Reason: reason}, dialer.RouteError{Reason: reason}
		for _, got := range []string{reason.String(), row.Error(), number.Error(), route.Error()} {
			if got != want {
				t.Errorf("%+v is told as %q, want %q", reason, got, want)
			}
		}
	}
}
