package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// CallFile keeps the calls of sandboxes, so that a later process, and another one at the same time, knows them. It is a file
// of JSON lines that only grows; it holds whole phone numbers. A nil CallFile keeps nothing.
//
// Each line has an event: `placed` with a whole call, `canceled` with its id, or `cleared`, from which on none of the calls
// before are known. A line that is not whole is skipped: a process has died while it wrote it, and has not answered.
type CallFile struct {
	file *os.File
	// read is how much of the file follow has read. torn: what a write has left may be half a line.
	read int64
	torn bool
}

// The events of a CallFile.
const (
	eventPlaced   = "placed"
	eventCanceled = "canceled"
	eventCleared  = "cleared"
)

// keptEvent is one line of a CallFile.
type keptEvent struct {
	event string
	call  *call     // that was placed
	id    string    // of the call that was canceled
	at    time.Time // when it was
}

// eventStart begins each line.
const eventStart = `{"event":"`

// OpenCallFile opens the file at a path, or makes it, for its owner alone to read. The error is about the file, or says that
// it is something else.
func OpenCallFile(path string) (*CallFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the calls of the sandbox: %w", err)
	}
	f := &CallFile{file: file}
	if err := f.check(); err != nil {
		_ = file.Close() // Nothing was written.
		return nil, fmt.Errorf("opening the calls of the sandbox: %s %w", path, err)
	}
	return f, nil
}

// check refuses a file that holds something else, and notes whether the last line is whole.
func (f *CallFile) check() error {
	info, err := f.file.Stat()
	if err != nil {
		return fmt.Errorf("cannot be examined: %w", err)
	}
	if !info.Mode().IsRegular() {
		return errors.New("is not a regular file")
	}
	head := make([]byte, len(eventStart))
	n, err := f.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("cannot be read: %w", err)
	}
	if string(head[:n]) != eventStart[:n] {
		return errors.New("holds something else: give another name, or move it away")
	}
	if n == 0 {
		return nil
	}
	last := make([]byte, 1)
	if _, err := f.file.ReadAt(last, info.Size()-1); err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	f.torn = last[0] != '\n'
	return nil
}

// Close closes the file. It may be nil.
func (f *CallFile) Close() error {
	if f == nil {
		return nil
	}
	return f.file.Close() //nolint:wrapcheck // os names the file
}

// keep adds calls that are placed.
func (f *CallFile) keep(calls []*call) error {
	if f == nil {
		return nil
	}
	records := make([]any, len(calls))
	for i, c := range calls {
		records[i] = struct {
			Event string `json:"event"`
			*call
		}{eventPlaced, c}
	}
	return f.add(records...)
}

// keepCancel adds that a call was canceled.
func (f *CallFile) keepCancel(id string, at time.Time) error {
	return f.add(struct {
		Event string    `json:"event"`
		ID    string    `json:"id"`
		At    time.Time `json:"at"`
	}{eventCanceled, id, at})
}

// keepClear adds that all calls are forgotten.
func (f *CallFile) keepClear(at time.Time) error {
	return f.add(struct {
		Event string    `json:"event"`
		At    time.Time `json:"at"`
	}{eventCleared, at})
}

// add adds a line for each record in one write, so that those of several processes do not mix.
func (f *CallFile) add(records ...any) error {
	if f == nil || len(records) == 0 {
		return nil
	}
	var text bytes.Buffer
	if f.torn {
		text.WriteByte('\n')
	}
	encoder := json.NewEncoder(&text)
	for _, record := range records {
		if err := encoder.Encode(record); err != nil {
			return fmt.Errorf("encoding a call: %w", err)
		}
	}
	_, err := f.file.Write(text.Bytes())
	f.torn = err != nil
	return err //nolint:wrapcheck // os names the file
}

// follow reads the lines that have come since the last time, those of this process too. What cannot be read now is read the
// next time.
func (f *CallFile) follow(event func(keptEvent)) {
	if f == nil {
		return
	}
	text, err := io.ReadAll(io.NewSectionReader(f.file, f.read, 1<<62))
	if err != nil {
		return
	}
	for {
		record, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return
		}
		f.read += int64(len(record)) + 1
		text = rest
		if k, ok := parseEvent(record); ok {
			event(k)
		}
	}
}

// parseEvent reads a record; false when it is not whole.
func parseEvent(record []byte) (keptEvent, bool) {
	var head struct {
		Event string    `json:"event"`
		ID    string    `json:"id"`
		At    time.Time `json:"at"`
	}
	if json.Unmarshal(record, &head) != nil {
		return keptEvent{}, false
	}
	k := keptEvent{event: head.Event, id: head.ID, at: head.At}
	if k.event != eventPlaced {
		return k, true
	}
	k.call = new(call)
	if json.Unmarshal(record, k.call) != nil {
		return keptEvent{}, false
	}
	serial, ours := strings.CutPrefix(k.call.ID, IDPrefix)
	return k, ours && serial != ""
}
