package table

import (
	"bytes"
	"errors"

	"bulkdial/internal/jsonstring"
)

// Appender encodes rows that are added to the end of a text, in the form that the text has.
type Appender struct {
	dialect Dialect
	keyed   bool
}

// Appender returns the Appender of an input. The error says why rows cannot be added to it, and what to do instead.
func (i *Input) Appender() (Appender, error) {
	container := i.Container()
	switch {
	case container == Sheet:
		return Appender{}, errors.New("rows cannot be added to a workbook: save it as CSV UTF-8, or use a list of its own beside it")
	case i.packed:
		return Appender{}, errors.New("rows cannot be added to a compressed file: unpack it, or use a list of its own beside it")
	case container == Registry:
		return Appender{}, errors.New("rows cannot be added to XML: use a list of its own beside it")
	case i.dialect.encoding != nil:
		return Appender{}, errors.New("rows can be added to text in UTF-8 alone: " + saveAsUTF8)
	}
	return Appender{dialect: i.dialect, keyed: container == Keyed}, nil
}

// Row encodes a row, with its line end: one of cells, or an object of the cells that are not empty, whose keys are the names of the
// columns. No cell has a line break.
func (a Appender) Row(names, cells []string, end string) ([]byte, error) {
	if a.keyed {
		return append(encodeObject(names, cells), end...), nil
	}
	var text bytes.Buffer
	w := a.dialect.NewWriter(&text)
	w.begun = true // what comes before the header is there
	if err := w.Write(cells); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(text.Bytes(), "\n"), end...), nil
}

// encodeObject encodes an object whose keys are in the order of the names.
func encodeObject(names, cells []string) []byte {
	var text []byte
	mark := byte('{')
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		text = jsonstring.Append(append(text, mark), names[i])
		text = jsonstring.Append(append(text, ':'), cell)
		mark = ','
	}
	return append(text, '}')
}
