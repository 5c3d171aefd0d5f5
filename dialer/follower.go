package dialer

import (
	"context"
	"errors"
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
