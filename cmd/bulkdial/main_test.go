package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/internal/sandbox"
)

// waitingTests is how many tests run at a time for each processor, unless -parallel says otherwise. Most of them wait for other
// processes, for disks and for clocks: with one for each processor these tests take almost twice the time (63 and 37 seconds for 20 of them).
const waitingTests = 3

// testGCPercent is GOGC of the processes of the tests, thousands of which live for some milliseconds. They take a third less CPU without
// the collections of the first megabytes.
const testGCPercent = "400"

// TestMain lets the test binary stand for the program: wherever a test or a script executes `bulkdial`, the real main
// runs in a process of its own.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", strconv.Itoa(waitingTests*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	if os.Getenv("GOGC") == "" {
		if err := os.Setenv("GOGC", testGCPercent); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"bulkdial": func() {
		os.Exit(noteExit(start())) //nolint:forbidigo // this is main
	}})
}

// exitFile names the variable with the file in which each process of a block of documents notes its exit code.
const exitFile = "NOTE_EXIT_CODES"

// noteExit writes the exit code of this process to the file that the environment names, if it does. Code 3, which the invalid rows of
// the sample give, is then success, and so is 5, so that `sh -e` goes on.
func noteExit(code int) int {
	path := os.Getenv(exitFile)
	if path == "" {
		return code
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return exit.Machine
	}
	defer f.Close()
	fmt.Fprintf(f, "%d bulkdial %s\n", code, strings.Join(os.Args[1:], " "))
	if code == exit.Look || code == exit.Paused {
		return exit.OK
	}
	return code
}

// TestScripts runs the scripts of testdata/script, one for each subject.
func TestScripts(t *testing.T) { //nolint:tparallel // testscript runs the scripts in parallel
	t.Parallel()
	leads, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               runnableScripts(t),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("TESTDATA", leads)
			env.Setenv("LATER_DAY", strings.ToLower(time.Now().UTC().AddDate(0, 0, 3).Format("Mon"))) // neither today nor tomorrow anywhere
			env.Setenv("GORACE", os.Getenv("GORACE"))
			env.Setenv("GOGC", os.Getenv("GOGC"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sandbox":   serveSandbox,
			"ledger":    readLedger,
			"code":      exitCodeIs,
			"csvcut":    csvCut,
			"jsonlines": onlyJSON,
		},
	})
}

// serveSandbox starts a sandbox with the faults given and puts its address into $API.
func serveSandbox(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: sandbox [faults]")
	}
	faults, err := sandbox.ParseFaults(strings.Join(args, ""))
	ts.Check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	server := &http.Server{Handler: sandbox.New(sandbox.Config{Faults: faults})}
	go func() { _ = server.Serve(listener) }()
	ts.Defer(func() { _ = server.Close() })
	ts.Setenv("API", "http://"+listener.Addr().String())
}

// callLog is the sandbox's log of calls.
type callLog struct {
	Requests int            `json:"requests"`
	Placed   int            `json:"placed"`
	Most     int            `json:"most"`
	Calls    map[string]int `json:"calls"`
}

func fetchLedger(url string) (callLog, error) {
	var l callLog
	client := http.Client{Timeout: time.Minute}
	resp, err := client.Get(url + "/sandbox/calls")
	if err != nil {
		return l, err
	}
	defer resp.Body.Close()
	return l, json.NewDecoder(resp.Body).Decode(&l)
}

// readLedger checks how many calls the sandbox has placed and how often it called one number at most.
func readLedger(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ledger placed most")
	}
	l, err := fetchLedger(ts.Getenv("API"))
	ts.Check(err)
	if got := []string{jsonOf(l.Placed), jsonOf(l.Most)}; got[0] != args[0] || got[1] != args[1] {
		ts.Fatalf("ledger: %s placed, %s of one number; want %s and %s", got[0], got[1], args[0], args[1])
	}
}

func jsonOf(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// exitCodeIs runs a command and checks its exit code: code N bulkdial ….
func exitCodeIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command …")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("%s ended with %s, want exit code %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// onlyJSON checks that each line of an output is JSON, and that there is one: jsonlines stdout.
func onlyJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: jsonlines stdout")
	}
	lines := strings.SplitAfter(ts.ReadFile(args[0]), "\n")
	if len(lines) == 1 {
		ts.Fatalf("%s is empty", args[0])
	}
	for _, line := range lines[:len(lines)-1] {
		if !json.Valid([]byte(line)) {
			ts.Fatalf("no JSON: %s", line)
		}
	}
}

// csvCut writes the named lines (from 1) of a file to another: csvcut from to 1 3.
func csvCut(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: csvcut from to line …")
	}
	lines := strings.SplitAfter(ts.ReadFile(args[0]), "\n")
	var out strings.Builder
	for _, n := range args[2:] {
		var i int
		ts.Check(json.Unmarshal([]byte(n), &i))
		out.WriteString(lines[i-1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(out.String()), 0o600))
}
