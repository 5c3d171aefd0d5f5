package settings

import "slices"

// Class says how a campaign treats a setting in a later run.
type Class string

const (
	// Identity is fixed at the first run, because another value would make other contacts of the rows.
	Identity Class = "identity"
	// Restriction is remembered, because it keeps contacts from being called. A later run may only tighten it.
	Restriction Class = "restriction"
	// Content is what a call consists of. The last given value counts.
	Content Class = "content"
	// Forgotten is given again for each run: permits, pace, the API, names of files, output.
	Forgotten Class = "never remembered"
)

// FromSettings is the layer of a value that the settings of the campaign supply, and FromAnswer that of one that the operator has given in
// answer to a question.
const (
	FromSettings = "settings"
	FromAnswer   = "answer"
)

// Value is a value of a setting, and the layer that gives it; From is empty for a default.
type Value struct{ Text, From string }

// Setting is a setting of a command, with its values in effect.
type Setting struct {
	Name string
	Rule
	// Given: a layer or the settings of the campaign give it; else its values are the default.
	Given  bool
	Values []Value
}

// Rule is what a campaign does with a setting of one name.
type Rule struct {
	Class Class
	// Looser reports whether a change loosens a restriction. Nil for other classes, and for a union.
	Looser func(was, is []string) bool
	// Union: the values of all layers and runs count together.
	Union bool
	// Paths: the values are paths. They are remembered relative to the folder of the results.
	Paths bool
	// Detected: without a value it is detected in the contacts file, and the header shows whether another value was right.
	Detected bool
	// Canonical gives the values that mean the same one text; nil where each text means something else.
	Canonical func(string) string
}

// Texts are the values without their layers.
func (s *Setting) Texts() []string {
	texts := make([]string, len(s.Values))
	for i, v := range s.Values {
		texts[i] = v.Text
	}
	return texts
}

// from is the layer of the first value.
func (s *Setting) from() string {
	if len(s.Values) == 0 {
		return ""
	}
	return s.Values[0].From
}

// same reports whether values mean the same.
func (r *Rule) same(a, b []string) bool {
	return slices.EqualFunc(a, b, func(a, b string) bool {
		if r.Canonical != nil {
			a, b = r.Canonical(a), r.Canonical(b)
		}
		return a == b
	})
}
