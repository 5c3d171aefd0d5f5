package main

import (
	"errors"
	"os"
	"testing"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestFaultRecordChanged: a file of the record that is emptied, cut, removed or replaced while a run is at work ends the run with exit 2
// before its next request; another run is refused until the file is back, and then goes on without a second call.
func TestFaultRecordChanged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(path string) error{
		"emptied": func(path string) error { return os.Truncate(path, 0) },
		"cut":     func(path string) error { return os.Truncate(path, 100) },
		"removed": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.WriteFile(path+".new", []byte("a letter\n"), 0o600), os.Rename(path+".new", path))
		},
	} {
		for _, file := range []string{"results", "intents"} {
			t.Run(file+" "+name, func(t *testing.T) {
				t.Parallel()
				c := newFaultCampaign(t, 6)
				path := map[string]string{"results": c.results(), "intents": c.inflight()}[file]
				var kept []byte
				api := newFaultServer(t, func(x *exchange) {
					if x.n == 3 {
						var err error
						kept, err = os.ReadFile(path)
						must(t, errors.Join(err, change(path)))
					}
					accepting(x)
				})
				flags := []string{"--batch-size", "1", "--concurrency", "1"}
				c.run(api.url(), flags...).want(t, exit.Usage, "during the run", "put back the file")
				if n := api.requestCount(); n != 3 {
					t.Errorf("%d requests, want none after the change", n)
				}
				c.run(api.url(), flags...).want(t, exit.Usage, path)
				must(t, os.WriteFile(path, kept, 0o600))
				if file == "results" { // the third answer found no results to be written to
					c.run(api.url(), flags...).want(t, exit.Look)
					c.wantTally(map[string]int{acceptedWord: 5, unknownWord: 1})
				} else {
					c.run(api.url(), flags...).want(t, exit.OK)
					c.wantTally(map[string]int{acceptedWord: 6})
				}
				c.wantOnce(api, 6)
			})
		}
	}
}
