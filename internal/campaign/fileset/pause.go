package fileset

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer/admission"
)

// pausePath is the file whose existence pauses the run of a results file. It outlives the run, so that a pod that is started again
// stays paused.
func pausePath(results string) string { return results + ".paused" }

// pauseNote is the content of the file, for people.
type pauseNote struct {
	Paused time.Time `json:"paused"`
	By     string    `json:"by"`
}

// Pause pauses the runs of the campaign, those of all shards. By says who does, for people.
func (f *Files) Pause(by string) error { return writePause(f.Results, by) }

// PauseOwn pauses the run of this shard.
func (f *Files) PauseOwn(by string) error { return writePause(f.Own, by) }

func writePause(results, by string) error {
	text, err := json.Marshal(pauseNote{time.Now().UTC(), by})
	if err == nil {
		err = os.WriteFile(pausePath(results), append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("pausing: %w", err)
	}
	return nil
}

// Resume ends the pauses of the campaign and of all shards.
func (f *Files) Resume() error {
	paths := []string{f.Own, f.Results}
	files, err := ledger.ResultsFiles(f.Results)
	for _, file := range files {
		paths = append(paths, file.Path)
	}
	for _, path := range paths {
		if removing := os.Remove(pausePath(path)); removing != nil && !errors.Is(removing, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("going on: %w", removing))
		}
	}
	return err
}

// Paused reports whether the run of this shard is paused, by itself or with the campaign. What cannot be looked at counts as paused:
// the operator may have stopped the calls.
func (f *Files) Paused() bool { return isPaused(f.Own) || isPaused(f.Results) }

func isPaused(results string) bool {
	_, err := os.Stat(pausePath(results))
	return !errors.Is(err, fs.ErrNotExist)
}

// pauseEvery is how often a run looks for a pause.
const pauseEvery = 500 * time.Millisecond

// WatchPause pauses a run, and lets it go on, as the files say, until ctx ends. It reports each change to changed.
func (f *Files) WatchPause(ctx context.Context, pause *admission.Pause, changed func(paused bool)) {
	tick := time.NewTicker(pauseEvery)
	defer tick.Stop()
	for {
		if paused := f.Paused(); pause.Set(paused) {
			changed(paused)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Placing reports whether a run that is not paused is at work on the campaign, so that further calls are placed.
func (f *Files) Placing() bool {
	return !isPaused(f.Results) && slices.ContainsFunc(f.Running(), func(results string) bool { return !isPaused(results) })
}
