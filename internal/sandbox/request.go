package sandbox

import (
	"errors"
	"fmt"
	"strings"
)

// request reads the body of a POST /agents/calls. Once the body is valid, only its numbers are used.
type request struct {
	in      *strict
	version string
	given   map[string]bool
	numbers []number
}

// parseRequest returns the numbers to call, in order. The error names the field, and the index of the item.
func parseRequest(body []byte, version string) ([]number, error) {
	in, err := newStrict(body)
	if err != nil {
		return nil, err
	}
	r := request{in: in, version: version, given: map[string]bool{}}
	if err := r.parse(); err != nil {
		return nil, within("body", err)
	}
	return r.numbers, nil
}

// errUnknownField is the error of a field that the API does not have.
var errUnknownField = errors.New("is unknown")

func (r *request) parse() error {
	if err := r.in.object(r.field); err != nil {
		return err
	}
	for _, field := range [...]string{"from_number_id", "agent_id", "outbound_calls"} {
		if !r.given[field] {
			return within("."+field, errors.New("is required"))
		}
	}
	return r.in.end()
}

func (r *request) field(name string) error {
	r.given[name] = true
	switch name {
	case "from_number_id":
		id, err := r.id()
		if err == nil && phoneLike(id) {
			return errors.New("must be the id of a phone number, not the number itself")
		}
		return err
	case "agent_id":
		_, err := r.id()
		return err
	case "outbound_calls":
		return r.calls()
	case "ringing_timeout_seconds":
		return r.ringingTimeout()
	case "max_call_duration_minutes":
		return r.maxDuration()
	default:
		return errUnknownField
	}
}

// id reads an identifier.
func (r *request) id() (string, error) {
	id, err := r.in.text()
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(id) == "" {
		return "", errors.New("must not be empty")
	}
	return id, nil
}

func (r *request) ringingTimeout() error {
	const least, most = 5, 80
	seconds, err := r.in.integer()
	if err == nil && (seconds < least || seconds > most) {
		return fmt.Errorf("must be %d to %d, not %d", least, most, seconds)
	}
	return err
}

func (r *request) maxDuration() error {
	minutes, err := r.in.integer()
	if err == nil && minutes < 1 {
		return fmt.Errorf("must be 1 or more, not %d", minutes)
	}
	return err
}

func (r *request) calls() error {
	if err := r.in.array(r.call); err != nil {
		return err
	}
	if len(r.numbers) == 0 {
		return errors.New("must hold at least one call")
	}
	return nil
}

// call reads one item.
func (r *request) call(i int) error {
	if err := r.in.object(r.callField); err != nil {
		return err
	}
	if len(r.numbers) == i { // No field has added this item's number.
		return within(".to_number", errors.New("is required"))
	}
	return nil
}

func (r *request) callField(name string) error {
	switch {
	case name == "to_number":
		return r.toNumber()
	case name == "metadata" && r.version == version202603:
		return r.metadata()
	case name == "dynamic_variables" && r.version == version202608:
		return r.variables()
	case name == "metadata", name == "dynamic_variables":
		return fmt.Errorf("is unknown in version %s", r.version)
	default:
		return errUnknownField
	}
}

func (r *request) toNumber() error {
	text, err := r.in.text()
	if err != nil {
		return err
	}
	n, ok := parseNumber(text)
	if !ok {
		return fmt.Errorf("must be E.164, + and 7 to 15 digits, not %q", text)
	}
	r.numbers = append(r.numbers, n)
	return nil
}
