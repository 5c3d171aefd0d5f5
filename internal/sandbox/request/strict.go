package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// maxDepth bounds how deep values may nest, so that no body can exhaust the stack.
const maxDepth = 1000

// strict reads one JSON text and refuses what encoding/json accepts: repeated keys, keys in another case, invalid UTF-8,
// trailing data.
type strict struct {
	body   []byte
	tokens *json.Decoder
}

// newStrict begins to read a text.
func newStrict(text []byte) (*strict, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("the body is not UTF-8")
	}
	tokens := json.NewDecoder(bytes.NewReader(text))
	tokens.UseNumber()
	return &strict{body: text, tokens: tokens}, nil
}

// object reads an object and calls field after each key; field reads the value.
func (s *strict) object(field func(key string) error) error {
	if err := s.open('{', "an object"); err != nil {
		return err
	}
	return s.fields(field)
}

// fields reads an object after its opening brace.
func (s *strict) fields(field func(key string) error) error {
	keys := map[string]struct{}{}
	for s.tokens.More() {
		token, err := s.token()
		if err != nil {
			return err
		}
		key, _ := token.(string) // The decoder takes nothing else for a key.
		if _, again := keys[key]; again {
			return within("."+key, errors.New("is given twice"))
		}
		keys[key] = struct{}{}
		if err := field(key); err != nil {
			return within("."+key, err)
		}
	}
	_, err := s.token()
	return err
}

// array reads an array and calls element before each value, which element reads.
func (s *strict) array(element func(i int) error) error {
	if err := s.open('[', "an array"); err != nil {
		return err
	}
	return s.elements(element)
}

// elements reads an array after its opening bracket.
func (s *strict) elements(element func(i int) error) error {
	for i := 0; s.tokens.More(); i++ {
		if err := element(i); err != nil {
			return within("["+strconv.Itoa(i)+"]", err)
		}
	}
	_, err := s.token()
	return err
}

// text reads a string.
func (s *strict) text() (string, error) {
	token, err := s.token()
	if err != nil {
		return "", err
	}
	text, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("must be a string, not %s", kind(token))
	}
	return text, nil
}

// integer reads a number that is written without a fraction or an exponent.
func (s *strict) integer() (int, error) {
	token, err := s.token()
	if err != nil {
		return 0, err
	}
	literal, ok := token.(json.Number)
	if !ok {
		return 0, fmt.Errorf("must be an integer, not %s", kind(token))
	}
	n, err := strconv.Atoi(literal.String())
	if err != nil {
		return 0, fmt.Errorf("must be an integer, not %s", literal)
	}
	return n, nil
}

// skip reads the rest of a value whose first token was read.
func (s *strict) skip(token json.Token, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nests deeper than %d", maxDepth)
	}
	next := func() error {
		token, err := s.token()
		if err != nil {
			return err
		}
		return s.skip(token, depth+1)
	}
	switch token {
	case json.Delim('{'):
		return s.fields(func(string) error { return next() })
	case json.Delim('['):
		return s.elements(func(int) error { return next() })
	}
	return nil
}

// opened is the offset of the brace or bracket that was read last.
func (s *strict) opened() int64 { return s.tokens.InputOffset() - 1 }

// since returns the text from an offset to the end of what was read.
func (s *strict) since(begin int64) []byte { return s.body[begin:s.tokens.InputOffset()] }

// end refuses trailing data.
func (s *strict) end() error {
	if _, err := s.tokens.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more follows after the object")
	}
	return nil
}

// open reads the brace or bracket with which a value begins. What names such values in errors.
func (s *strict) open(delim json.Delim, what string) error {
	token, err := s.token()
	if err != nil {
		return err
	}
	if token != delim {
		return fmt.Errorf("must be %s, not %s", what, kind(token))
	}
	return nil
}

// token reads a token. An end where one is due is a syntax error too.
func (s *strict) token() (json.Token, error) {
	token, err := s.tokens.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, &syntaxError{offset: s.tokens.InputOffset(), cause: err}
	}
	return token, nil
}

// kind names the kind of value that a token begins.
func kind(token json.Token) string {
	switch token {
	case nil:
		return "null"
	case json.Delim('{'):
		return "an object"
	case json.Delim('['):
		return "an array"
	}
	switch token.(type) {
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	default:
		return "a string"
	}
}
