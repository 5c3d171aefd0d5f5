package content

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"bulkdial/dialer"
)

// ReadPage reads a page of the list of calls; false when there is no list in it.
func ReadPage(o Object, text Texts) (dialer.CallPage, bool) {
	data, ok := readList(o.get("data"), dialer.MaxListed)
	if !ok {
		return dialer.CallPage{}, false
	}
	page := dialer.CallPage{Calls: make([]dialer.CallRecord, 0, len(data))}
	for _, raw := range data {
		entry, err := readObject(raw)
		record, ok := ReadCallRecord(entry, text)
		if err != nil || !ok {
			page.Unreadable++
			continue
		}
		page.Calls = append(page.Calls, record)
		page.Next = record.ID
	}
	next := o.scalar("next_page")
	page.Next = cmp.Or(page.Next, text.ID(next))
	switch string(o.get("has_more")) {
	case "true":
		page.More = true
	case "false":
	default: // it is not told
		page.More = next != ""
	}
	if !page.More {
		page.Next = ""
	}
	return page, true
}

// ReadCallRecord reads a call; false when it has no id.
func ReadCallRecord(o Object, text Texts) (dialer.CallRecord, bool) {
	word := func(name string) string { return text.line(o.scalar(name), maxCode) }
	r := dialer.CallRecord{
		ID: dialer.OneLine(text.ID(o.scalar("id"))), AgentID: dialer.OneLine(text.ID(o.scalar("agent_id"))),
		Status: word("status"), EndReason: word("end_reason"),
		Started: o.time("start_time"), Ended: o.time("end_time"),
		Error: text.line(o.say("error_message"), maxError), Summary: text.line(o.say("summary"), maxError),
	}
	if telephony, err := readObject(o.get("telephony_params")); err == nil {
		r.To, r.From = text.line(telephony.scalar("to"), maxCode), text.line(telephony.scalar("from"), maxCode)
	}
	for _, name := range []string{"metadata", "dynamic_variables"} {
		variables, err := readObject(o.get(name))
		if err != nil {
			continue
		}
		if r.Variables == nil {
			r.Variables = make(map[string]string, len(variables))
		}
		for _, m := range variables {
			r.Variables[string(m.name)] = valueText(m.value)
		}
	}
	return r, strings.TrimSpace(r.ID) != ""
}

// valueText is a text as it is, and any other value as JSON.
func valueText(raw json.RawMessage) string {
	if s, ok := textOf(raw); ok {
		return s
	}
	return plainJSON(raw)
}

// say returns what a member says: a text as it is, and any other value but null as JSON.
func (o Object) say(name string) string {
	if raw := o.get(name); raw != nil && string(raw) != "null" {
		return valueText(raw)
	}
	return ""
}

// time returns a moment; zero when the value is none. One without a zone is in UTC.
func (o Object) time(name string) time.Time {
	s := o.scalar(name)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// ReadNumber reads the number to call from of an id.
func ReadNumber(o Object, id string, text Texts) dialer.NumberRecord {
	n := dialer.NumberRecord{ID: id, Label: text.line(o.scalar("label"), maxCode), Number: text.line(o.scalar("number"), maxCode)}
	if provider, err := readObject(o.get("provider")); err == nil {
		n.Provider = text.line(provider.scalar("type"), maxCode)
	}
	return n
}

// ReadAgent reads the agent of an id. Its first message has had several names.
func ReadAgent(o Object, id string, text Texts) dialer.AgentRecord {
	a := dialer.AgentRecord{ID: id, Name: text.line(o.scalar("name"), maxError)}
	config, err := readObject(o.get("config"))
	if err != nil {
		config = o
	}
	for _, name := range []string{"initial_message", "welcome_message", "introduction"} {
		a.Welcome = cmp.Or(a.Welcome, config.scalar(name), o.scalar(name))
	}
	a.Variables = variablesOf(a.Welcome)
	a.Welcome = text.line(a.Welcome, maxError)
	return a
}

// variable matches a variable in a message.
var variable = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

// variablesOf returns the variables of a message that the service does not know by itself.
func variablesOf(message string) []string {
	var names []string
	for _, match := range variable.FindAllStringSubmatch(message, -1) {
		name := match[1]
		if !strings.HasPrefix(name, "system__") && !strings.HasPrefix(name, "secret__") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
