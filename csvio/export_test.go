package csvio

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/gocarina/gocsv"

	"bulkdial/dialer"
)

// What the tests put in place of the disk, and see of the writer.

type (
	Disk     = disk
	DiskFile = diskFile
	OSDisk   = osDisk
)

// OpenRecordOn is OpenRecord on a disk of the test's own.
var OpenRecordOn = openRecord

// Waiting is how many pieces of work wait for the writer.
func (r *Record) Waiting() int {
	r.writer.mu.Lock()
	defer r.writer.mu.Unlock()
	return r.writer.next.joined
}

// BlockSize is how much of a File is compared at one time, in bytes.
const BlockSize = blockSize

// Pass is a pass over the bytes of a file as they stand.
func (f *File) Pass() io.Reader { return &filePass{file: f} }

// NewInput is OpenInput of what is not a file.
func NewInput(r io.Reader, cfg InputConfig) (*Input, error) {
	return newInput(io.NopCloser(r), cfg)
}

// TypedRow is a row of a container with types of its own.
type TypedRow struct {
	Cells  []string
	Values []json.RawMessage
	Added  []string
}

// NewTypedInput is an input of such rows.
func NewTypedInput(header []string, rows ...TypedRow) *Input {
	return &Input{table: &typedTable{names: header, rows: rows}}
}

type typedTable struct {
	names []string
	rows  []TypedRow
	read  int
}

func (t *typedTable) header() ([]string, int, error) { return t.names, 1, nil }

func (t *typedTable) next() (row, error) {
	if t.read == len(t.rows) {
		return row{}, io.EOF
	}
	r := t.rows[t.read]
	t.read++
	return row{cells: r.Cells, values: r.Values, added: r.Added, sheetRow: t.read + 1}, nil
}

// Row is a row as a table gives it.
type Row struct {
	Cells, Values, Added []string
	SheetRow             int
	Fault                dialer.Reason
}

// Rows returns the names of an input's columns, its rows, and the error that ended them.
func Rows(in *Input) ([]string, []Row, error) {
	names, _, err := in.table.header()
	if err != nil {
		return nil, nil, err
	}
	var rows []Row
	for {
		r, err := in.table.next()
		fault, faulty := errors.AsType[*rowFaultError](err)
		switch {
		case isEnd(err):
			return names, rows, nil
		case faulty:
			rows = append(rows, Row{Cells: slices.Clone(r.cells), SheetRow: r.sheetRow, Fault: fault.Reason})
			continue
		case err != nil:
			return names, rows, err
		}
		rows = append(rows, Row{Cells: slices.Clone(r.cells), Values: texts(r.values), Added: r.added, SheetRow: r.sheetRow})
	}
}

func texts(values []json.RawMessage) []string {
	var all []string
	for _, value := range values {
		all = append(all, string(value))
	}
	return all
}

// Spool copies an input of at most so many bytes to a temporary file, and removes it.
func Spool(r io.Reader, most int64) (int64, error) {
	s, err := spool(r, most)
	if err != nil {
		return 0, err
	}
	return s.size, s.Close()
}

// FindLayout returns how a CSV text is written.
func FindLayout(text []byte) (delimiter rune, hint, onlyCR bool) {
	l, err := findLayout(bufio.NewReaderSize(newSource(bytes.NewReader(text), DefaultMaxRowBytes), readAhead), 0)
	if err != nil {
		panic(err)
	}
	return l.delimiter, l.hint, l.onlyCR
}

// ResultLines returns the lines of a result, as a record writes them and as the tags of resultRow have them.
func ResultLines(r *dialer.Result) (written, tagged string, err error) {
	var e resultEncoder
	e.add(r)
	row := resultRow{
		Row: r.Row, ID: dialer.OneLine(r.ID), ToNumber: dialer.OneLine(r.Number),
		Disposition: dialer.OneLine(string(r.Disposition)), AgentCallID: dialer.OneLine(r.CallID),
		ErrorCode: dialer.OneLine(r.ErrorCode), Error: dialer.OneLine(r.Error),
		Attempt: r.Attempt, Batch: dialer.OneLine(r.Batch), RequestID: dialer.OneLine(r.RequestID),
		AtTime: r.At.UTC().Format(timeFormat),
	}
	if r.HTTPStatus != 0 {
		row.HTTPStatus = strconv.Itoa(r.HTTPStatus)
	}
	var buf bytes.Buffer
	err = gocsv.MarshalCSVWithoutHeaders([]resultRow{row}, csv.NewWriter(&buf))
	return string(e.lines), buf.String(), err
}

// LinesOf returns the lines of some results, as a record writes them together.
func LinesOf(results []dialer.Result) string {
	var e resultEncoder
	for i := range results {
		e.add(&results[i])
	}
	return string(e.lines)
}

// IntentLine returns the line of an intent as a record writes it, and what it stands for.
func IntentLine(req *dialer.Request, at time.Time) (line []byte, means any) {
	contacts := make([]intentContact, 0, len(req.Attempts))
	for i := range req.Attempts {
		c := &req.Attempts[i].Contact
		contacts = append(contacts, intentContact{Row: c.Row, ID: c.ID, ToNumber: c.Number, Attempt: req.Attempts[i].Number})
	}
	return appendIntent(nil, req, at), intent{Batch: req.Batch, At: at.UTC(), Contacts: contacts}
}

// RetiredLine returns the line that takes an intent back, and what it stands for.
func RetiredLine(batch string) (line []byte, means any) {
	return appendRetired(nil, batch), retired{Done: batch}
}

// LimitInflight makes the in-flight record be rewritten when it has so many bytes. It is to be called before Begin.
func (r *Record) LimitInflight(size int) {
	r.inflightSize = size
	if r.inflight != nil {
		r.inflight.most = size
	}
}

// ReadResultLines returns what the lines of a results file say, and where and how that ends.
func ReadResultLines(in io.Reader) (results []dialer.Result, line int, err error) {
	for rows := newResultReader(in); ; {
		r, line, err := rows.next()
		if err != nil {
			return results, line, err
		}
		results = append(results, *r)
	}
}

// ReadResultLinesPlainly is ReadResultLines by encoding/csv alone.
func ReadResultLinesPlainly(in io.Reader) (results []dialer.Result, line int, err error) {
	rows := csv.NewReader(in)
	rows.FieldsPerRecord = resultColumns
	for {
		cells, err := rows.Read()
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			return results, parse.StartLine, parse.Err
		}
		var r dialer.Result
		if err == nil {
			line, _ = rows.FieldPos(0)
			err = parseResult(&r, cells)
		}
		if err != nil {
			return results, line, err
		}
		results = append(results, r)
	}
}
