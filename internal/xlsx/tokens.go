package xlsx

import (
	"bufio"
	"encoding/xml"
	"io"
)

const (
	// maxToken is the maximum length of a tag or a piece of text in bytes, give or take readAhead. The longest cell has
	// about 0.4 MiB if each of its characters is escaped.
	maxToken = 1 << 20
	// maxDepth is the maximum nesting of elements. Sheets need six levels.
	maxDepth  = 64
	readAhead = 32 << 10
)

// tokens reads the XML of a part in bounded memory. An xml.Decoder alone would keep gigabytes of text that never ends or of
// tags that are never closed.
type tokens struct {
	decoder *xml.Decoder
	source  *bounded
	depth   int
}

func newTokens(r io.Reader) *tokens {
	source := &bounded{r: r}
	decoder := xml.NewDecoder(bufio.NewReaderSize(source, readAhead))
	decoder.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, damaged("a part of the workbook is in the encoding %.40q instead of UTF-8", charset)
	}
	return &tokens{decoder: decoder, source: source}
}

// next returns the next token, valid until the next call; io.EOF is returned only after all elements are closed.
func (t *tokens) next() (xml.Token, error) {
	t.source.allowance = maxToken
	token, err := t.decoder.Token()
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller knows the part and whether io.EOF is allowed
	}
	switch token.(type) {
	case xml.StartElement:
		t.depth++
		if t.depth > maxDepth {
			return nil, damaged("the workbook nests elements deeper than %d", maxDepth)
		}
	case xml.EndElement:
		t.depth--
	}
	return token, nil
}

// child returns the next element within the one that is open; ok is false after its end.
func (t *tokens) child() (start xml.StartElement, ok bool, err error) {
	for {
		token, err := t.next()
		if err != nil {
			return xml.StartElement{}, false, unexpected(err)
		}
		switch element := token.(type) {
		case xml.StartElement:
			return element, true, nil
		case xml.EndElement:
			return xml.StartElement{}, false, nil
		}
	}
}

// each calls take for each element within the one that is open. Take reads the element to its end.
func (t *tokens) each(take func(xml.StartElement) error) error {
	for {
		start, ok, err := t.child()
		if err != nil || !ok {
			return err
		}
		if err := take(start); err != nil {
			return err
		}
	}
}

// skip reads to the end of the element that was opened last.
func (t *tokens) skip() error {
	for outside := t.depth - 1; t.depth > outside; {
		if _, err := t.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

// text appends the text of the element that was opened last to b, without that of elements in it.
func (t *tokens) text(b []byte) ([]byte, error) {
	for outside := t.depth - 1; t.depth > outside; {
		token, err := t.next()
		if err != nil {
			return nil, unexpected(err)
		}
		if chars, ok := token.(xml.CharData); ok && t.depth == outside+1 {
			if len(b)+len(chars) > maxCellBytes {
				return nil, errCellTooLong()
			}
			b = append(b, chars...)
		}
	}
	return b, nil
}

// root opens the part's outermost element, which must have that name.
func (t *tokens) root(name string) error {
	start, ok, err := t.child()
	if err != nil {
		return err
	}
	if !ok || start.Name.Local != name {
		return damaged("a part of the workbook begins with <%.40s> instead of <%s>", start.Name.Local, name)
	}
	return nil
}

// end reads from the end of the outermost element to the end of the part, where its checksum is verified.
func (t *tokens) end() error {
	for {
		if token, err := t.next(); err == io.EOF { //nolint:errorlint // an error that wraps io.EOF is not the end
			return nil
		} else if err != nil {
			return err
		} else if start, ok := token.(xml.StartElement); ok {
			return damaged("a part of the workbook continues after its end with <%.40s>", start.Name.Local)
		}
	}
}

// unexpected is err, or io.ErrUnexpectedEOF in place of io.EOF.
func unexpected(err error) error {
	if err == io.EOF { //nolint:errorlint // see end
		return io.ErrUnexpectedEOF
	}
	return err
}

// attribute returns an attribute without a namespace, or "".
func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// bounded reads until its allowance is used up.
type bounded struct {
	r         io.Reader
	allowance int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.allowance <= 0 {
		return 0, damaged("a part of the workbook has a tag or text of more than %d bytes", maxToken)
	}
	n, err := b.r.Read(p)
	b.allowance -= n
	return n, err //nolint:wrapcheck // the caller names the part
}
