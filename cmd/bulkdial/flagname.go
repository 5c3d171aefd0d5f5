package main

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

// errorText is the text of an error for people, with the flag of the field that it is about; empty for an error that was
// explained before.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	text, field := plainText(err), ""
	if plan, ok := errors.AsType[*campaign.PlanError](err); ok {
		return withFlag(text+": "+causesText(plan.Causes), plan.Field)
	}
	if of, ok := errors.AsType[interface {
		error
		FieldName() string
	}](err); ok {
		field = of.FieldName()
	}
	return withFlag(text, field)
}

// withFlag adds the flag of a configuration field to a text that is about it. An empty field adds none.
func withFlag(text, field string) string {
	if field == "" {
		return text
	}
	return text + " (" + whereSet(field) + ")"
}

// remedyText is the remedy of a reason, with the flag of the field that it is about.
func remedyText(r dialer.Reason) string { return withFlag(r.Remedy, r.Field) }

// flagged returns causes whose remedies name flags, for machines.
func flagged(causes []engine.Cause) []engine.Cause {
	named := slices.Clone(causes)
	for i := range named {
		named[i].Remedy, named[i].Field = withFlag(named[i].Remedy, named[i].Field), ""
	}
	return named
}

// whereSet names what sets a field, and the value if it has one, as in NumberCheck=possible. The API key has no flag, because a flag's value is visible to other users.
func whereSet(field string) string {
	if field == "APIKey" {
		return "CARTESIA_API_KEY or --api-key-file"
	}
	name, value, _ := strings.Cut(field, "=")
	return strings.TrimSpace("--" + flagName(name) + " " + value)
}

// causesText lists the causes of a *campaign.PlanError.
func causesText(causes []engine.Cause) string {
	list := make([]string, len(causes))
	for i, c := range causes {
		if c.Disposition == dialer.Duplicate {
			list[i] = rowsOf(c) + ": " + c.Cause
		} else {
			list[i] = fmt.Sprintf("%d × %s", c.Count, sentence(c))
		}
	}
	return strings.Join(list, "; ")
}

// flagName returns the flag that sets a field of a library's configuration: the words of the field's name, as in
// `max-failures` for MaxFailures and `base-url` for BaseURL.
func flagName(field string) string {
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
