package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// order is what a POST /agents/calls asks for.
type order struct {
	agentID, fromNumberID string
	// timeout is how long a call rings at most, and most how long it lasts at most; 0: not given.
	timeout, most time.Duration
	items         []item
}

// item is one call that an order asks for.
type item struct {
	number number
	// echo is the metadata or the dynamic_variables as they were sent; nil: none.
	echo json.RawMessage
}

// request reads the body of a POST /agents/calls.
type request struct {
	in      *strict
	version string
	given   map[string]bool
	order   order
	// numbered: the item that is read has its number.
	numbered bool
}

// parseRequest returns what a body asks for. The error names the field, and the index of the item.
func parseRequest(body []byte, version string) (*order, error) {
	in, err := newStrict(body)
	if err != nil {
		return nil, err
	}
	r := request{in: in, version: version, given: map[string]bool{}}
	if err := r.parse(); err != nil {
		return nil, within("body", err)
	}
	return &r.order, nil
}

func (r *request) parse() error {
	if err := r.in.object(r.field); err != nil {
		return err
	}
	for _, field := range [...]string{"from_number_id", "agent_id", "outbound_calls"} {
		if !r.given[field] {
			return within("."+field, errRequired)
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
		r.order.fromNumberID = id
		return err
	case "agent_id":
		id, err := r.id()
		r.order.agentID = id
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
	r.order.timeout = time.Duration(seconds) * time.Second
	return err
}

func (r *request) maxDuration() error {
	minutes, err := r.in.integer()
	if err == nil && minutes < 1 {
		return fmt.Errorf("must be 1 or more, not %d", minutes)
	}
	const beyond = 1 << 20 // two years: no call is so long, and no duration overflows
	r.order.most = time.Duration(min(minutes, beyond)) * time.Minute
	return err
}

func (r *request) calls() error {
	if err := r.in.array(r.call); err != nil {
		return err
	}
	if len(r.order.items) == 0 {
		return errors.New("must hold at least one call")
	}
	return nil
}

// call reads one item.
func (r *request) call(int) error {
	r.order.items, r.numbered = append(r.order.items, item{}), false
	if err := r.in.object(r.callField); err != nil {
		return err
	}
	if !r.numbered {
		return within(".to_number", errRequired)
	}
	return nil
}

// last is the item that is read.
func (r *request) last() *item { return &r.order.items[len(r.order.items)-1] }

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
	r.last().number, r.numbered = n, true
	return nil
}
