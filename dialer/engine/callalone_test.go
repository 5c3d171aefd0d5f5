package engine_test

import (
	"context"
	"errors"
	"testing"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// answerer gives one answer.
type answerer dialer.Answer

func (a answerer) Call(context.Context, dialer.Request) dialer.Answer { return dialer.Answer(a) }

func TestCallAlone(t *testing.T) {
	t.Parallel()
	entry := func(e dialer.Entry) dialer.Answer {
		return dialer.Answer{Kind: dialer.Answered, Entries: []dialer.Entry{e}}
	}
	failed := func(kind dialer.AnswerKind) dialer.Answer {
		return dialer.Answer{Kind: kind, Code: "code", Message: "message"}
	}
	for name, test := range map[string]struct {
		answer dialer.Answer
		want   dialer.Disposition
		err    error
	}{
		"accepted":       {entry(dialer.Entry{Disposition: dialer.Accepted, CallID: "ac_1"}), dialer.Accepted, nil},
		"rejected":       {entry(dialer.Entry{Disposition: dialer.Rejected, Code: "bad"}), dialer.Rejected, nil},
		"unknown":        {entry(dialer.Entry{Disposition: dialer.Unknown, Code: "odd"}), dialer.Unknown, nil},
		"no entry":       {dialer.Answer{Kind: dialer.Answered}, dialer.Unknown, nil},
		"lineless entry": {entry(dialer.Entry{Disposition: dialer.Rejected, Busy: true, Code: "busy"}), dialer.Rejected, dialer.ErrOutage},
		"lost":           {failed(dialer.Lost), dialer.Unknown, nil},
		"withheld":       {failed(dialer.Withheld), dialer.Rejected, dialer.ErrOutage},
		"unsent":         {failed(dialer.Unsent), dialer.Rejected, dialer.ErrOutage},
		"busy":           {failed(dialer.Busy), dialer.Rejected, dialer.ErrOutage},
		"refused":        {failed(dialer.Refused), dialer.Rejected, nil},
		"too large":      {failed(dialer.TooLarge), dialer.Rejected, nil},
		"denied":         {failed(dialer.Denied), dialer.Rejected, dialer.ErrDenied},
	} {
		req := dialer.Request{Batch: "r.1", Attempts: []dialer.Attempt{{Contact: dialer.Contact{Row: 7, Number: "+14155550100"}, Number: 1}}}
		got, err := engine.CallAlone(t.Context(), answerer(test.answer), req)
		if got.Disposition != test.want || got.Row != 7 || !errors.Is(err, test.err) || test.err == nil && err != nil {
			t.Errorf("%s: CallAlone() = %+v, %v, want %s, %v", name, got, err, test.want, test.err)
		}
	}
}
