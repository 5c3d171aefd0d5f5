package request

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// callsBody reads the body of a POST /agents/calls.
type callsBody struct {
	in      *strict
	version string
	given   map[string]bool
	calls   Calls
	// numbered: the last item has its number.
	numbered bool
}

// ParseCalls returns what the body of a POST /agents/calls asks for, in a version of the API. The error names the field, and
// the index of the item.
func ParseCalls(body []byte, version string) (*Calls, error) {
	in, err := newStrict(body)
	if err != nil {
		return nil, err
	}
	r := callsBody{in: in, version: version, given: map[string]bool{}}
	if err := r.parse(); err != nil {
		return nil, within("body", err)
	}
	return &r.calls, nil
}

// parse reads the whole body.
func (r *callsBody) parse() error {
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

// field reads a field of the request.
func (r *callsBody) field(name string) error {
	r.given[name] = true
	switch name {
	case "from_number_id":
		id, err := r.id()
		if err == nil && phoneLike(id) {
			return errors.New("must be the id of a phone number, not the number itself")
		}
		r.calls.FromNumberID = id
		return err
	case "agent_id":
		id, err := r.id()
		r.calls.AgentID = id
		return err
	case "outbound_calls":
		return r.outboundCalls()
	case "ringing_timeout_seconds":
		return r.ringingTimeout()
	case "max_call_duration_minutes":
		return r.maxDuration()
	default:
		return errUnknownField
	}
}

// id reads an identifier.
func (r *callsBody) id() (string, error) {
	id, err := r.in.text()
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(id) == "" {
		return "", errors.New("must not be empty")
	}
	return id, nil
}

func (r *callsBody) ringingTimeout() error {
	const least, most = 5, 80
	seconds, err := r.in.integer()
	if err == nil && (seconds < least || seconds > most) {
		return fmt.Errorf("must be %d to %d, not %d", least, most, seconds)
	}
	r.calls.RingingTimeout = time.Duration(seconds) * time.Second
	return err
}

func (r *callsBody) maxDuration() error {
	minutes, err := r.in.integer()
	if err == nil && minutes < 1 {
		return fmt.Errorf("must be 1 or more, not %d", minutes)
	}
	const beyond = 1 << 20 // two years: no call is so long, and no duration overflows
	r.calls.MaxDuration = time.Duration(min(minutes, beyond)) * time.Minute
	return err
}

func (r *callsBody) outboundCalls() error {
	if err := r.in.array(r.item); err != nil {
		return err
	}
	if len(r.calls.Items) == 0 {
		return errors.New("must hold at least one call")
	}
	return nil
}

// item reads one item.
func (r *callsBody) item(int) error {
	r.calls.Items, r.numbered = append(r.calls.Items, Item{}), false
	if err := r.in.object(r.itemField); err != nil {
		return err
	}
	if !r.numbered {
		return within(".to_number", errRequired)
	}
	return nil
}

// last is the item that is read.
func (r *callsBody) last() *Item { return &r.calls.Items[len(r.calls.Items)-1] }

// itemField reads a field of the last item.
func (r *callsBody) itemField(name string) error {
	switch {
	case name == "to_number":
		return r.toNumber()
	case name == "metadata" && r.version == Version202603:
		return r.metadata()
	case name == "dynamic_variables" && r.version == Version202608:
		return r.variables()
	case name == "metadata", name == "dynamic_variables":
		return fmt.Errorf("is unknown in version %s", r.version)
	default:
		return errUnknownField
	}
}

func (r *callsBody) toNumber() error {
	text, err := r.in.text()
	if err != nil {
		return err
	}
	n, ok := parseNumber(text)
	if !ok {
		return fmt.Errorf("must be E.164, + and 7 to 15 digits, not %q", text)
	}
	r.last().Number, r.numbered = n, true
	return nil
}
