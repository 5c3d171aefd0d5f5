package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
)

// TestSuppressLive: people who ask not to be called while a run calls are not called later than a second after suppress has returned.
// The list is that of suppress, or one of an operator, whose file keeps its time.
func TestSuppressLive(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"the list of suppress": "", "a list of an operator": "name;Phone\r\nBo;+14155559999"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFaultCampaign(t, 400)
			list := filepath.Join(filepath.Dir(c.path), "dnc.csv")
			if text == "" {
				suppressNow(t, list, "+14155559999")
			} else {
				writeQuiet(t, list, []byte(text))
			}
			var mu sync.Mutex
			arrived := map[string]time.Time{}
			api := newFaultServer(t, func(e *exchange) {
				mu.Lock()
				for _, number := range e.numbers {
					arrived[number] = time.Now()
				}
				mu.Unlock()
				accepting(e)
			})
			run := startFault(t, c.runArgs(api.url(), "--suppress", list, "--cps", "40", "--batch-size", "2"), nil)
			returned := map[string]time.Time{}
			for range 10 {
				mu.Lock()
				soon := c.numbers[min(len(arrived)+len(returned)+20, len(c.numbers)-2)] // to be called in half a second
				mu.Unlock()
				suppressNow(t, list, soon)
				returned[soon] = time.Now()
				time.Sleep(200 * time.Millisecond)
			}
			last := c.numbers[len(c.numbers)-1] // to be called long after
			suppressNow(t, list, last)
			returned[last] = time.Now()
			run.wait().want(t, exit.OK)
			mu.Lock()
			defer mu.Unlock()
			for number, at := range returned {
				if came, called := arrived[number]; called && came.After(at.Add(time.Second)) {
					t.Errorf("the request to %s arrived %v after it was suppressed", number, came.Sub(at))
				}
			}
			if _, called := arrived[last]; called || len(arrived) < len(c.numbers)-len(returned) {
				t.Errorf("%d people were called, the last one who asked not to be among them: %v", len(arrived), called)
			}
		})
	}
}

func suppressNow(t *testing.T, list string, numbers ...string) {
	t.Helper()
	startFault(t, append([]string{"suppress", "--list", list}, numbers...), nil).wait().want(t, exit.OK)
}

// TestSuppressTogether: several processes add to a list while some of them are killed. The list can be read afterwards, and has each
// number once whose process has returned.
func TestSuppressTogether(t *testing.T) {
	t.Parallel()
	list := filepath.Join(t.TempDir(), "dnc.csv")
	const processes, kills = 24, 8
	var group sync.WaitGroup
	var mu sync.Mutex
	var added []string
	for i := range processes {
		p := startFault(t, []string{"suppress", fmt.Sprintf("+1415555%04d", i), "--list", list, "--reason", "asked"}, nil)
		if i < kills {
			time.AfterFunc(time.Duration(10+20*i)*time.Millisecond, func() { _ = p.cmd.Process.Kill() })
		}
		group.Go(func() {
			<-p.exited
			mu.Lock()
			defer mu.Unlock()
			switch code := p.cmd.ProcessState.ExitCode(); {
			case code == exit.OK:
				added = append(added, fmt.Sprintf("+1415555%04d", i))
			case i >= kills:
				t.Errorf("process %d ends with %d: %s", i, code, p.stderr.String())
			}
		})
	}
	group.Wait()
	suppressNow(t, list, "+14155559999") // it reads the whole list
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range append(added, "+14155559999", "phone,reason,at") {
		if n := strings.Count(string(text), number); n != 1 {
			t.Errorf("%s is on the list %d times", number, n)
		}
	}
	if len(added) < processes-kills {
		t.Errorf("%d processes have added a number, want %d or more", len(added), processes-kills)
	}
}
