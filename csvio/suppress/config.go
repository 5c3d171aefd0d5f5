package suppress

import (
	"fmt"
	"time"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// Subscribers reads the entries of suppression lists and knows all numbers of a subscriber.
type Subscribers interface {
	// Numbers reads each cell that the Numbers of contacts can read, to the same number, and may read more.
	dialer.Numbers
	// Readings returns all numbers in E.164 that a cell may mean. It is the number of Read alone where Read returns one. The error is
	// that of Read, for a cell that can be no number.
	Readings(cell, region string) ([]string, error)
	// Others returns the other numbers, in E.164, of the subscriber of a number in E.164; nil for most. The relation is
	// symmetric.
	Others(number string) []string
	// Plausible reports whether a cell is a number although its column is not one of numbers.
	Plausible(cell string) bool
}

// Config says how suppression lists are read.
type Config struct {
	Input   table.InputConfig
	Numbers Subscribers
	// RegionColumn names the column with the region of a row's number, as in the contacts file. Then a list without the column must
	// not have numbers without a country code. Empty: there is none.
	RegionColumn string
	// SuppressFormat are the official forms that lists may have.
	SuppressFormat []Form
	// SuppressHeader decides whether the first row of a list is a header where that is in doubt.
	SuppressHeader Header
	// SuppressColumn names columns that hold entries, besides those that are named like phones. In a list that has all of them, the
	// other columns are not looked at.
	SuppressColumn []string
	// SuppressMaxAge is the greatest age of a list; 0: any. SuppressDate declares of which day lists are; the others are of the time of
	// their file.
	SuppressMaxAge time.Duration
	SuppressDate   Dates
	// SuppressRejects is the path of a file, which must not exist, for all entries that cannot be read; empty: none.
	SuppressRejects string
}

// Form is the form of an official list.
type Form string

// FTC is the form of the national do-not-call registry of the United States: an area code and a number in each row, or XML.
const FTC Form = "ftc"

// ParseForm parses a Form. The error is a *dialer.FieldError.
func ParseForm(s string) (Form, error) {
	if Form(s) != FTC {
		return "", fieldErrorf("SuppressFormat", "%q is not known: the form is ftc", s)
	}
	return FTC, nil
}

// Header says whether a list has a header.
type Header string

// The values of Header.
const (
	// HeaderDetected: doubt is an error.
	HeaderDetected Header = ""
	HeaderYes      Header = "yes"
	HeaderNo       Header = "no"
)

// ParseHeader parses a Header. The error is a *dialer.FieldError.
func ParseHeader(s string) (Header, error) {
	switch h := Header(s); h {
	case HeaderDetected, HeaderYes, HeaderNo:
		return h, nil
	default:
		return "", fieldErrorf("SuppressHeader", "%q is not one of yes, no", s)
	}
}

func fieldErrorf(field, format string, args ...any) error {
	return &dialer.FieldError{Field: field, Err: fmt.Errorf(format, args...)}
}
