package flags

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// badValueText says in plain words why a flag cannot have a value, with the name under which the value was given, as in
// `--cps "fast" is not a number: …`. An error of another kind is returned as it is.
func badValueText(name string, err error) error {
	bad, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s %q %s", name, bad.GetValue(), valueFault(bad.GetFlag(), bad.GetValue(), bad.Unwrap()))
}

// valueFault says what is wrong with the value of a flag, and how to write it.
func valueFault(flag *pflag.Flag, value string, cause error) string {
	_, isNumber := strconv.ParseFloat(value, 64)
	switch flag.Value.Type() {
	case "float64":
		return "is not a number: " + numberRemedy(value)
	case "int":
		if n, err := strconv.Atoi(value); err == nil {
			return fmt.Sprintf("has more than its digits: write it as %d", n)
		}
		return "is not a whole number: write it in digits, as in 5"
	case "bool":
		return "is neither true nor false: leave it out for true"
	case "duration":
		if isNumber == nil {
			return fmt.Sprintf("has no unit: write %[1]ss for seconds, or %[1]sm for minutes", value)
		}
		return "is not a duration: write it as 30s, 5m or 1h30m"
	default:
		return "is not possible: " + cause.Error()
	}
}

// numberRemedy says how to write a number that people write otherwise.
func numberRemedy(text string) string {
	if percent, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64); err == nil && strings.HasSuffix(text, "%") {
		return fmt.Sprintf("write the share as %v", percent/100)
	}
	pointed := strings.Replace(text, ",", ".", 1)
	if _, err := strconv.ParseFloat(pointed, 64); err == nil {
		return "write it with a point, as " + pointed
	}
	return "write it in digits, as in 0.5"
}
