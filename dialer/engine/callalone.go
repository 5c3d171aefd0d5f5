package engine

import (
	"context"
	"fmt"
	"time"

	"bulkdial/dialer"
)

// CallAlone sends a request of one contact, once and outside of a run: nothing is recorded, paced or tried again. The result is Accepted,
// Rejected or Unknown, as that of a run would be. The error wraps ErrDenied or ErrOutage where the answer is not about the contact;
// then the contact was certainly not dialed, and the result is Rejected.
func CallAlone(ctx context.Context, caller dialer.Caller, req dialer.Request) (dialer.Result, error) {
	answer := caller.Call(ctx, req)
	now := time.Now()
	if results, _ := resultsOf(&answer, &req, now); len(results) > 0 {
		return results[0], nil
	}
	result := resultOf(&answer, &req, 0, now, &dialer.Entry{Disposition: dialer.Rejected, Code: answer.Code, Error: answer.Message})
	if effectOf(answer.Kind).failure == stopsRun {
		return result, answer.Refusal() //nolint:wrapcheck // it says all that there is to say
	}
	return result, fmt.Errorf("%w: %s", dialer.ErrOutage, answer.Summary())
}
