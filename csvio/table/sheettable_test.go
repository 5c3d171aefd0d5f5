package table_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

// sheet is a workbook of one sheet: what follows the magic of a zip, cells set apart by commas and rows by line feeds.
// It must be whole: it ends in a line feed. A row that begins with - is hidden, and so is a column whose name ends with it.
type sheet struct {
	rows   []string
	row    int
	failed error
	closed *int
}

// Next returns the next row that is not blank.
func (s *sheet) Next() ([]string, int, error) {
	for s.row < len(s.rows) {
		s.row++
		if text := s.rows[s.row-1]; text != "" {
			return strings.Split(strings.TrimPrefix(text, "-"), ","), s.row, nil
		}
	}
	return nil, 0, s.failed
}

func (s *sheet) HiddenRow() bool { return strings.HasPrefix(s.rows[s.row-1], "-") }

func (s *sheet) HiddenColumn(column int) bool {
	names := strings.Split(s.rows[0], ",")
	return column <= len(names) && strings.HasSuffix(names[column-1], "-")
}

func (s *sheet) Close() error {
	*s.closed++
	return nil
}

// workbooks opens sheets, and counts those that were closed.
func workbooks(closed *int, failed error) table.InputConfig {
	return table.InputConfig{Workbook: func(r io.ReaderAt, size int64, name string) (table.Workbook, error) {
		text, err := io.ReadAll(io.NewSectionReader(r, 0, size))
		switch {
		case err != nil:
			return nil, err
		case name != "" && name != "People":
			return nil, errors.New("no sheet has that name:\nname another")
		case !strings.HasSuffix(string(text), "\n"):
			return nil, errors.New("the workbook is cut off: copy it again")
		}
		rows := strings.Split(strings.TrimPrefix(string(text), "PK\x03\x04"), "\n")
		return &sheet{rows: rows, closed: closed, failed: failed}, nil
	}}
}

const peopleSheet = "PK\x03\x04\nphone,name,city\n+14155550123,Ann,Oakland\n\n\n+14155550124,Bob,,,\n+14155550125, ,Reno\n"

// TestWorkbook reads one workbook as a file, through a pipe and compressed, and looks for what it leaves behind.
func TestWorkbook(t *testing.T) {
	want := []row{
		{SheetRow: 3, Cells: []string{"+14155550123", "Ann", "Oakland"}},
		{SheetRow: 6, Cells: []string{"+14155550124", "Bob"}},
		{SheetRow: 7, Cells: []string{"+14155550125", " ", "Reno"}},
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, tt := range map[string]struct {
		path  string
		stdin io.Reader
	}{
		"file":              {file("people.csv", []byte(peopleSheet)), nil},
		"compressed file":   {file("people.gz", tabletest.Gzipped(t, []byte(peopleSheet))), nil},
		"stdin":             {"-", strings.NewReader(peopleSheet)},
		"stdin in bytes":    {"-", iotest.OneByteReader(strings.NewReader(peopleSheet))},
		"compressed, stdin": {"-", strings.NewReader(string(tabletest.Zstandard(t, []byte(peopleSheet))))},
	} {
		t.Run(name, func(t *testing.T) {
			closed := 0
			cfg := workbooks(&closed, io.EOF)
			cfg.Sheet = "People"
			in, err := table.OpenInput(tt.path, tt.stdin, cfg)
			if err != nil {
				t.Fatal(err)
			}
			names, rows, err := rowsOf(in)
			if diff := cmp.Diff([]string{"phone", "name", "city"}, names); diff != "" || err != nil {
				t.Errorf("columns, %v (-want +got):\n%s", err, diff)
			}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if err := in.Close(); err != nil || closed != 1 {
				t.Errorf("Close = %v, and the workbook was closed %d times, want once", err, closed)
			}
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestSheetRows(t *testing.T) {
	closed := 0
	text := "PK\x03\x04phone,name\n+1,Ann\n+2,Bob,,x\n+3,Cy, ,\n"
	got, err := endOf(strings.NewReader(text), workbooks(&closed, io.EOF))
	want := []string{
		`1@2 [+1] {"name":"Ann"}`,
		`2@3 ragged_row [+2] the row has a cell beyond the last column of the header: name its column in the header, or clear the cell`,
		`3@4 [+3] {"name":"Cy"}`,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("rows, %v (-want +got):\n%s", err, diff)
	}
}

func TestWorkbookErrors(t *testing.T) {
	broken := errors.New("the sheet is torn")
	closed := 0
	named := func(cfg table.InputConfig, name string) table.InputConfig {
		cfg.Sheet = name
		return cfg
	}
	for name, tt := range map[string]struct {
		input string
		cfg   table.InputConfig
		want  string
	}{
		"no such sheet":       {peopleSheet, named(workbooks(&closed, io.EOF), "Folks"), "no sheet has that name: name another"},
		"cut off":             {strings.TrimSuffix(peopleSheet, "\n"), workbooks(&closed, io.EOF), "the workbook is cut off: copy it again"},
		"torn archive":        {string(tabletest.Gzipped(t, []byte(peopleSheet))[:60]), workbooks(&closed, io.EOF), "row 1: the compressed input is cut off: copy or compress the file again"},
		"empty":               {"PK\x03\x04\n", workbooks(&closed, io.EOF), "the sheet is empty: it needs a row with the names of the columns"},
		"torn sheet":          {"PK\x03\x04phone\n+1\n", workbooks(&closed, broken), "row 3: the workbook cannot be read further: save it again, or as CSV UTF-8 (the sheet is torn)"},
		"torn in the header":  {"PK\x03\x04\n", workbooks(&closed, broken), "row 1: the workbook cannot be read further: save it again, or as CSV UTF-8 (the sheet is torn)"},
		"no workbooks at all": {peopleSheet, table.InputConfig{}, "the file is a workbook or a zip archive, not CSV: save it as CSV UTF-8 (comma delimited)"},
		"a sheet of CSV":      {"phone\n1\n", named(workbooks(&closed, io.EOF), "People"), "a sheet is named, but the file is not a workbook: name no sheet"},
		"a sheet of JSON":     {"{\"phone\":\"1\"}", named(workbooks(&closed, io.EOF), "People"), "a sheet is named, but the file is not a workbook: name no sheet"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := endOf(strings.NewReader(tt.input), tt.cfg)
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			_, header := errors.AsType[*table.HeaderError](err)
			if _, input := errors.AsType[*table.InputError](err); !header && !input {
				t.Errorf("error %T, want a HeaderError or an InputError", err)
			}
		})
	}
}

func TestSpool(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	broken := errors.New("disk on fire")
	if size, err := table.Spool(strings.NewReader("1234"), 4); size != 4 || err != nil {
		t.Errorf("Spool of 4 bytes = %d, %v", size, err)
	}
	if _, err := table.Spool(strings.NewReader("12345"), 4); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("Spool of more than is allowed = %v, want an error", err)
	}
	_, err := table.Spool(io.MultiReader(strings.NewReader("1"), iotest.ErrReader(broken)), 4)
	if e, ok := errors.AsType[*table.InputError](err); !ok || e.Row == 0 || !errors.Is(err, broken) {
		t.Errorf("Spool of what cannot be read = %v, want an InputError of the row", err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Setenv("TMPDIR", filepath.Join(temporary, "none"))
	if _, err := table.Spool(strings.NewReader("1"), 4); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "TMPDIR") {
		t.Errorf("Spool without a directory for temporary files = %v, want an error that says what to do", err)
	}
}
