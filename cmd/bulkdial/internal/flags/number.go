package flags

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/spf13/pflag"
)

// AnyTime is the value of a flag that waits without an end.
const AnyTime time.Duration = math.MaxInt64

// intFlag is the value of a flag that is a whole number, in decimal. (The one of pflag takes 010 for 8.) It implements pflag.Value.
type intFlag int

// IntVar adds a flag that is a whole number.
func IntVar(flags *pflag.FlagSet, to *int, name string, value int, usage string) {
	*to = value
	flags.Var((*intFlag)(to), name, usage)
}

func (f *intFlag) String() string { return strconv.Itoa(int(*f)) }

// Set implements pflag.Value.
func (f *intFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(n) != text {
		return errors.New("give a whole number in decimal, without leading zeros")
	}
	*f = intFlag(n)
	return nil
}

// Type implements pflag.Value.
func (f *intFlag) Type() string { return "int" }
