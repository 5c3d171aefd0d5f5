package request

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The limits of dynamic_variables.
const (
	maxVariables      = 64
	maxVariableName   = 64
	maxVariablesBytes = 16 << 10
)

// metadata reads an object of any depth, or null.
func (r *callsBody) metadata() error {
	token, err := r.in.token()
	if err != nil {
		return err
	}
	if token != nil && token != json.Delim('{') {
		return fmt.Errorf("must be an object or null, not %s", kind(token))
	}
	if token == nil {
		return nil
	}
	begin := r.in.opened()
	if err := r.in.skip(token, 1); err != nil {
		return err
	}
	r.last().Echo = r.in.since(begin)
	return nil
}

// variables reads a flat object of strings, numbers and booleans. Its size counts all bytes that were sent, white space
// and escapes included.
func (r *callsBody) variables() error {
	if err := r.in.open('{', "an object"); err != nil {
		return err
	}
	begin := r.in.opened()
	count := 0
	err := r.in.fields(func(name string) error {
		if count++; count > maxVariables {
			return fmt.Errorf("is one more than the %d variables that an item may have", maxVariables)
		}
		if err := checkVariableName(name); err != nil {
			return err
		}
		token, err := r.in.token()
		if err != nil {
			return err
		}
		if _, composite := token.(json.Delim); composite || token == nil {
			return fmt.Errorf("must be a string, a number or a boolean, not %s", kind(token))
		}
		return nil
	})
	if err != nil {
		return err
	}
	echo := r.in.since(begin)
	if len(echo) > maxVariablesBytes {
		return fmt.Errorf("is %d bytes long: at most %d are allowed", len(echo), maxVariablesBytes)
	}
	r.last().Echo = echo
	return nil
}

func checkVariableName(name string) error {
	if name == "" || len(name) > maxVariableName {
		return fmt.Errorf("the name must have 1 to %d characters", maxVariableName)
	}
	for i, c := range []byte(name) {
		letter := c == '_' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
		digit := '0' <= c && c <= '9'
		if !letter && (!digit || i == 0) {
			return errors.New("the name must consist of letters, digits and _, and not begin with a digit")
		}
	}
	for _, reserved := range []string{"system__", "secret__"} {
		if strings.HasPrefix(name, reserved) {
			return fmt.Errorf("the name must not begin with %s, which is reserved", reserved)
		}
	}
	return nil
}
