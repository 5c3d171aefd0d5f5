package dialer

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Follower follows calls until they have ended. dialer/track implements it.
type Follower interface {
	// Follow takes the results of calls that were accepted, once they are recorded. It returns at once.
	Follow(agentID string, results []Result)
	// Run follows the calls until ctx ends and, once placed is closed and no call is added any more, for as long as it was told to.
	// The error says why no call can be followed any more, which stops the run, or wraps ErrInProgress.
	Run(ctx context.Context, placed <-chan struct{}) error
}

// ErrInProgress ends following calls that have not all ended.
var ErrInProgress = errors.New("calls are still in progress")

// follow has the calls of recorded results followed.
func (r *run) follow(agentID string, results []Result) {
	if r.Follower == nil {
		return
	}
	accepted := slices.DeleteFunc(slices.Clone(results), func(res Result) bool { return res.Disposition != Accepted })
	if len(accepted) > 0 {
		r.Follower.Follow(agentID, accepted)
	}
}

// followCalls follows the calls of the run. Calls that have not ended in the time for them are no reason to stop.
func (r *run) followCalls(ctx context.Context, placed <-chan struct{}) (open, err error) {
	if r.Follower == nil {
		return nil, nil
	}
	switch err = r.Follower.Run(ctx, placed); {
	case errors.Is(err, ErrInProgress):
		return fmt.Errorf("following calls: %w", err), nil
	case err != nil:
		return nil, fmt.Errorf("following calls: %w", err)
	}
	return nil, nil
}
