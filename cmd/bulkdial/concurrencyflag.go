package main

import (
	"fmt"
	"strconv"

	"bulkdial/dialer"
)

// autoWord is the value of --concurrency with which the run chooses.
const autoWord = "auto"

// concurrencyFlag is --concurrency: a number, or autoWord. It implements pflag.Value.
type concurrencyFlag int

func (f *concurrencyFlag) String() string {
	if *f == dialer.AutoConcurrency {
		return autoWord
	}
	return strconv.Itoa(int(*f))
}

// Set implements pflag.Value.
func (f *concurrencyFlag) Set(value string) error {
	if value == autoWord {
		*f = dialer.AutoConcurrency
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > dialer.MaxConcurrency {
		return fmt.Errorf("give %s, or a number from 1 to %d", autoWord, dialer.MaxConcurrency)
	}
	*f = concurrencyFlag(n)
	return nil
}

// Type implements pflag.Value.
func (f *concurrencyFlag) Type() string { return "requests" }
