package request

import "bytes"

// CheckCancelBody refuses the body of a POST /agents/calls/{id}/cancel that is neither empty nor an empty object.
func CheckCancelBody(body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if err := checkEmptyObject(body); err != nil {
		return within("body", err)
	}
	return nil
}

func checkEmptyObject(body []byte) error {
	in, err := newStrict(body)
	if err != nil {
		return err
	}
	if err := in.object(func(string) error { return errUnknownField }); err != nil {
		return err
	}
	return in.end()
}
