package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
)

// RunBegin is the line of the runs file that a run writes before its first intent: who calls, when, and with what.
type RunBegin struct {
	// Run is the name of the run, which its batches begin with, and At when it began.
	Run string    `json:"run"`
	At  time.Time `json:"at"`
	// User, Host and PID name the process, and Version the program.
	User    string `json:"user"`
	Host    string `json:"host"`
	PID     int    `json:"pid"`
	Version string `json:"version"`
	// Contacts is the contacts file and Shard the part of it, as i/n; empty for the whole.
	Contacts string `json:"contacts"`
	Shard    string `json:"shard,omitempty"`
	Sandbox  bool   `json:"sandbox"`
	// ToCall is how many contacts the plan calls, now or later; nil where there is no plan, as for standard input.
	ToCall *int `json:"to_call,omitempty"`
	// Canary: the run calls the first few contacts only, and another run follows if its calls are approved.
	Canary bool `json:"canary,omitempty"`
	// TestCall is the number, in E.164, of a run that calls only this number, with the metadata of Row; the results have no line about it.
	TestCall string `json:"test_call,omitempty"`
	Row      int    `json:"row,omitempty"`
	// TimeZones is the version of the time-zone data that calling hours are kept by; empty where none are kept.
	TimeZones string `json:"time_zones,omitempty"`
	// Flags are the values of the flags that were given or remembered, by their names.
	Flags map[string][]string `json:"flags"`
}

// RunEnd is the line of the runs file that a run writes when it has ended. A run without one was killed, or still calls.
type RunEnd struct {
	// Run is the name of the run, and At when it ended.
	Run string    `json:"run"`
	At  time.Time `json:"at"`
	// EndedBy is the kind of the end in one word, Outcome says it for people, and ExitCode is that of the process.
	EndedBy  string `json:"ended_by"`
	Outcome  string `json:"outcome"`
	ExitCode int    `json:"exit_code"`
	// Sent contacts were in a request that was answered or lost, and Requests is how many requests there were.
	Sent     int `json:"sent"`
	Requests int `json:"requests"`
	Accepted int `json:"accepted"`
	Rejected int `json:"rejected"`
	Unknown  int `json:"unknown"`
	// CallID is the agent_call_id of a test call.
	CallID string `json:"agent_call_id,omitempty"`
	// Waits are the longest times of the run in which it sent nothing because it waited; runs of earlier versions have none.
	Waits []dialer.Wait `json:"waits,omitempty"`
}

// RunsPath returns the runs file of the campaign whose results file is at results, one for all of its shards: leads.runs.jsonl for
// leads.results.csv, and x.runs.jsonl for x.csv.
func RunsPath(results string) string {
	whole, _ := splitShard(results)
	ext := filepath.Ext(whole)
	return strings.TrimSuffix(strings.TrimSuffix(whole, ext), ".results") + ".runs.jsonl"
}

// AppendRunBegin adds a line to the runs file at path, and returns when it is on disk. Several processes may append: each waits for
// the lock of the file, at most 10 seconds. The error is an *ownfile.RecordError if the object there is not a file of bulkdial, and an *ownfile.LockedError if
// it does not become free.
func AppendRunBegin(d ownfile.Disk, path string, begin RunBegin) error {
	return appendRun(d, path, struct {
		Event string `json:"event"`
		RunBegin
	}{"begin", begin})
}

// AppendRunEnd is AppendRunBegin for the end of a run.
func AppendRunEnd(d ownfile.Disk, path string, end RunEnd) error {
	return appendRun(d, path, struct {
		Event string `json:"event"`
		RunEnd
	}{"end", end})
}

func appendRun(d ownfile.Disk, path string, note any) (err error) {
	text, err := json.Marshal(note)
	if err != nil {
		return fmt.Errorf("encoding a line of the runs file: %w", err)
	}
	file, err := ownfile.Lock(runsKind(), d, path)
	if err != nil {
		return err
	}
	defer file.Release()
	if err = completeRuns(path, file); isRecord(err) {
		return err // it names the file
	}
	if err == nil {
		_, err = file.Write(append(text, '\n'))
	}
	if err == nil {
		err = file.Sync()
	}
	if err == nil && file.Created {
		err = d.SyncDir(path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// completeRuns ends a last line that lacks only its line break, as an editor leaves it, and removes one that was cut off while it was
// written: its run had not begun, or its end stays unknown. The error is an *ownfile.RecordError if the file has no lines of JSON.
func completeRuns(path string, file *ownfile.Locked) error {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	tail := make([]byte, min(info.Size(), maxRunLine))
	if _, err := file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err //nolint:wrapcheck // appendRun says what it was doing
	}
	end := bytes.LastIndexByte(tail, '\n')
	torn := tail[end+1:]
	switch whole := int64(len(tail)) == info.Size(); {
	case len(torn) == 0 && isRunLine(tail[bytes.LastIndexByte(tail[:end], '\n')+1:end]):
		return nil
	case len(torn) > 0 && isRunLine(torn):
		_, err = file.Write([]byte{'\n'})
		return err //nolint:wrapcheck // as above
	case begunRunLine(torn) && (end >= 0 || whole):
		return file.Truncate(info.Size() - int64(len(torn)))
	}
	kind := runsKind()
	return &ownfile.RecordError{Path: path, Reason: "the last line of this file is none of a run: " + kind.Foreign}
}

func isRecord(err error) bool {
	_, is := errors.AsType[*ownfile.RecordError](err)
	return is
}

// maxRunLine bounds the line of a run, in bytes: it has the flags of a command line.
const maxRunLine = 8 << 20

// begunRunLine reports whether a text may be the first bytes of a line that appendRun writes.
func begunRunLine(text []byte) bool {
	const begun = `{"event":"`
	n := min(len(text), len(begun))
	return n > 0 && string(text[:n]) == begun[:n]
}

func isRunLine(text []byte) bool {
	var line struct {
		Event string `json:"event"`
		Run   string `json:"run"`
	}
	return json.Unmarshal(text, &line) == nil && line.Event != "" && line.Run != ""
}

// RunLine is a line of a runs file: a beginning or an end.
type RunLine struct {
	Begin *RunBegin
	End   *RunEnd
}

// ReadRuns passes the lines of the runs file at path to each, in order. A missing file has none, and neither counts a line that is being
// written or was cut off at the end of the file. The error is an *ownfile.RecordError for another line that is none of a run.
func ReadRuns(path string, each func(RunLine)) error {
	text, err := ownfile.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading runs: %w", err)
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if !bytes.HasSuffix(line, []byte{'\n'}) && !isRunLine(line) {
			return nil
		}
		parsed, err := parseRunLine(line)
		if err != nil {
			return &ownfile.RecordError{Path: path, Line: n, Reason: err.Error() + ": remove the line, or restore the file"}
		}
		each(parsed)
	}
	return nil
}

func parseRunLine(text []byte) (RunLine, error) {
	var line struct {
		Event string `json:"event"`
	}
	if err := json.Unmarshal(text, &line); err != nil {
		return RunLine{}, errors.New("this line is not JSON")
	}
	var parsed RunLine
	var err error
	switch line.Event {
	case "begin":
		err = json.Unmarshal(text, &parsed.Begin)
	case "end":
		err = json.Unmarshal(text, &parsed.End)
	default:
		return RunLine{}, fmt.Errorf("event %q is neither begin nor end", dialer.OneLine(line.Event))
	}
	if err != nil {
		return RunLine{}, errors.New("a value in this line has another type")
	}
	return parsed, nil
}
