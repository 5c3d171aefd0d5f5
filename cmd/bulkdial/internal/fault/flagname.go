package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
)

// Text is the text of an error for people, with the flag of the field that it is about; empty for an error that was
// explained before.
func Text(err error) string {
	if err == nil {
		return ""
	}
	text, field := plainText(err), ""
	if plan, ok := errors.AsType[*campaign.PlanError](err); ok {
		return WithFlag(text+": "+causesText(plan.Causes), plan.Field)
	}
	if of, ok := errors.AsType[interface {
		error
		FieldName() string
	}](err); ok {
		field = of.FieldName()
	}
	return WithFlag(text, field)
}

// WithFlag adds the flag of a configuration field to a text that is about it. An empty field adds none.
func WithFlag(text, field string) string {
	if field == "" {
		return text
	}
	return text + " (" + WhereSet(field) + ")"
}

// Remedy is the remedy of a reason, with the flag of the field that it is about.
func Remedy(r dialer.Reason) string { return WithFlag(r.Remedy, r.Field) }

// Flagged returns causes whose remedies name flags, for machines.
func Flagged(causes []engine.Cause) []engine.Cause {
	named := slices.Clone(causes)
	for i := range named {
		named[i].Remedy, named[i].Field = WithFlag(named[i].Remedy, named[i].Field), ""
	}
	return named
}

// WhereSet names what sets a field, and the value if it has one, as in NumberCheck=possible. The API key has no flag, because a flag's value is visible to other users.
func WhereSet(field string) string {
	if field == "APIKey" {
		return "CARTESIA_API_KEY or --api-key-file"
	}
	name, value, _ := strings.Cut(field, "=")
	return strings.TrimSpace("--" + FlagName(name) + " " + value)
}

// causesText lists the causes of a *campaign.PlanError.
func causesText(causes []engine.Cause) string {
	list := make([]string, len(causes))
	for i, c := range causes {
		if c.Disposition == dialer.Duplicate {
			list[i] = rowsOf(c) + ": " + c.Cause
		} else {
			list[i] = fmt.Sprintf("%d × %s", c.Count, Sentence(c))
		}
	}
	return strings.Join(list, "; ")
}

// FlagName returns the flag that sets a field of a library's configuration: the words of the field's name, as in
// `max-failures` for MaxFailures and `base-url` for BaseURL.
func FlagName(field string) string {
	var name strings.Builder
	runes := []rune(field)
	for i, r := range runes {
		begins := i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins {
			name.WriteByte('-')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	return name.String()
}
