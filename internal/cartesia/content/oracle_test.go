package content_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"bulkdial/dialer"
	"bulkdial/internal/cartesia/content"
)

// The oracle is a second reading of answers: it reads JSON with the tokens of encoding/json, and follows the package comment
// word for word. Only the words that an error is made of are the client's own.

// node is a JSON value. One of its fields is set, none for null.
type node struct {
	object  *[]property
	list    *[]node
	text    *string
	number  *json.Number
	boolean *bool
}

type property struct {
	name  string
	value node
}

// nodeOf reads JSON text that is valid.
func nodeOf(body []byte) node {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	return nextNode(dec)
}

func nextNode(dec *json.Decoder) node {
	token, err := dec.Token()
	if err != nil {
		panic(err)
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			list := []node{}
			for dec.More() {
				list = append(list, nextNode(dec))
			}
			_, _ = dec.Token()
			return node{list: &list}
		}
		object := []property{}
		for dec.More() {
			name, _ := dec.Token()
			object = append(object, property{name.(string), nextNode(dec)})
		}
		_, _ = dec.Token()
		return node{object: &object}
	case string:
		return node{text: &token}
	case json.Number:
		return node{number: &token}
	case bool:
		return node{boolean: &token}
	}
	return node{}
}

// fields returns an object as a map, unless it has a name twice.
func (n node) fields() (map[string]node, bool) {
	if n.object == nil {
		return nil, false
	}
	fields := map[string]node{}
	for _, p := range *n.object {
		if _, again := fields[p.name]; again {
			return nil, false
		}
		fields[p.name] = p.value
	}
	return fields, true
}

func (n node) isNull() bool { return n == node{} }

// scalar is a text or a number.
func (n node) scalar() string {
	switch {
	case n.text != nil:
		return *n.text
	case n.number != nil:
		return n.number.String()
	}
	return ""
}

// spelledNumber is the number that a call names, as digits: "?" for what is no number, empty for none.
func (n node) spelledNumber() string {
	var text string
	switch {
	case n.isNull():
		return ""
	case n.number != nil:
		exact, _, err := big.ParseFloat(n.number.String(), 10, 2000, big.ToNearestEven)
		if err != nil || !exact.IsInt() || exact.Sign() < 0 || exact.Cmp(big.NewFloat(1e15)) >= 0 {
			return "?"
		}
		return exact.Text('f', 0)
	case n.text == nil:
		return "?"
	default:
		if text = strings.TrimSpace(*n.text); text == "" {
			return ""
		}
	}
	if len(text) > 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	for _, mark := range "-.()/" {
		text = strings.ReplaceAll(text, string(mark), "")
	}
	text = strings.Join(strings.Fields(text), "")
	if strings.HasPrefix(text, "+") {
		text = text[1:]
	} else {
		text = strings.TrimPrefix(text, "00")
	}
	if text == "" || strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return "?"
	}
	return text
}

// The kinds of errors, in the package comment's words.
const (
	saysNone = iota
	saysNothing
	saysOddly
	saysClearly
)

// failure is what the error of an entry says.
func (n node) failure() int {
	if n.isNull() || n.object != nil && len(*n.object) == 0 {
		return saysNone
	}
	return n.statement(4)
}

func (n node) statement(deepest int) int {
	within := func(values []node) int {
		if slices.ContainsFunc(values, func(v node) bool { return v.statement(deepest-1) > saysNothing }) {
			return saysOddly
		}
		return saysNothing
	}
	fields, isObject := n.fields()
	switch {
	case deepest == 0:
		return saysNothing
	case n.list != nil:
		return within(*n.list)
	case n.text != nil && content.SaysText(*n.text):
		return saysClearly
	case n.number != nil && content.SaysNumber(*n.number):
		return saysOddly
	case !isObject:
		return saysNothing
	}
	says := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return content.SaysText(fields[name].scalar()) })
	}
	isText := func(name string) bool { return fields[name].text != nil }
	if says("error_code", "code") || isText("title") && says("title") || isText("message") && says("message") {
		return saysClearly
	}
	var own, others []node
	for name, value := range fields {
		switch name {
		case "error_code", "code", "title", "message":
			own = append(own, value)
		case "request_id", "doc_url", "number", "to_number", "agent_call_id", "metadata", "dynamic_variables":
		default:
			if value.number == nil {
				others = append(others, value)
			}
		}
	}
	if len(own) > 0 {
		return within(own)
	}
	return within(others)
}

// lineless reports whether an error says that no line is free.
func (n node) lineless() bool {
	fields, ok := n.fields()
	if !ok {
		text := ""
		if n.text != nil && content.SaysText(*n.text) {
			text = *n.text
		}
		return content.NoFreeLine("", text)
	}
	word := func(names ...string) string {
		for _, name := range names {
			if s := fields[name].scalar(); content.SaysText(s) {
				return s
			}
		}
		return ""
	}
	return content.NoFreeLine(word("error_code", "code"), strings.TrimSpace(word("title")+" "+word("message")))
}

// plainEntry is an entry without its texts: as the table of the package comment has it.
type plainEntry struct {
	disposition dialer.Disposition
	code        string // of an unknown entry
	id          string
	busy        bool
}

func plainEntries(entries []dialer.Entry) []plainEntry {
	plain := make([]plainEntry, len(entries))
	for i, e := range entries {
		plain[i] = plainEntry{disposition: e.Disposition, id: e.CallID, busy: e.Busy}
		if e.Disposition == dialer.Unknown {
			plain[i].code = e.Code
		}
	}
	return plain
}

// oracle reads an answer. It is not ok when the body as a whole proves nothing.
func oracle(body []byte, sent []dialer.Attempt) (entries []plainEntry, stray []string, ok bool) {
	if !json.Valid(body) {
		return nil, nil, false
	}
	top, isObject := nodeOf(body).fields()
	if !isObject || top["calls"].list == nil {
		return nil, nil, false
	}
	calls := *top["calls"].list
	ids, used := make([]string, len(calls)), make([]bool, len(calls))
	numbers, times := make([]string, len(calls)), map[string]int{}
	for at, c := range calls {
		fields, isObject := c.fields()
		if !isObject {
			continue
		}
		if ids[at] = fields["agent_call_id"].scalar(); strings.TrimSpace(ids[at]) == "" {
			ids[at] = ""
		}
		times[ids[at]]++
		numbers[at] = fields["number"].spelledNumber()
	}
	own := func(i int) string { return strings.TrimPrefix(sent[i].Contact.Number, "+") }
	inOrder := len(calls) == len(sent)
	for at := range calls {
		inOrder = inOrder && (numbers[at] == "" || numbers[at] == own(at))
	}
	for i := range sent {
		var mine []int
		for at := range calls {
			if numbers[at] == own(i) {
				mine = append(mine, at)
			}
		}
		foreign := i < len(calls) && !slices.ContainsFunc(sent, func(a dialer.Attempt) bool { return numbers[i] == strings.TrimPrefix(a.Contact.Number, "+") })
		e := plainEntry{disposition: dialer.Unknown, code: "answer_mismatch"}
		at := i
		switch {
		case len(mine) == 1:
			at = mine[0]
			e = calls[at].plain()
		case len(mine) > 1:
			at = mine[0]
			e.id = ids[at]
		case inOrder:
			e = calls[at].plain()
		case foreign:
			e.id = ids[at]
		default:
			entries = append(entries, e)
			continue
		}
		used[at] = true
		if e.id != "" && times[e.id] > 1 {
			e = plainEntry{disposition: dialer.Unknown, code: "answer_repeated_id", id: e.id}
		}
		entries = append(entries, e)
	}
	for at, id := range ids {
		if id != "" && !used[at] {
			stray = append(stray, id)
		}
	}
	return entries, stray, true
}

// plain is what a call says, once it is known whose it is.
func (n node) plain() plainEntry {
	fields, ok := n.fields()
	if !ok {
		return plainEntry{disposition: dialer.Unknown, code: "answer_unreadable"}
	}
	id := fields["agent_call_id"]
	e := plainEntry{disposition: dialer.Unknown, id: id.scalar()}
	if strings.TrimSpace(e.id) == "" {
		e.id = ""
	}
	documented := id.isNull() || id.text != nil
	said := fields["error"].failure()
	switch {
	case said == saysClearly || said == saysOddly && documented && e.id == "":
		e.disposition, e.busy = dialer.Rejected, fields["error"].lineless()
	case said != saysNone || !documented:
		e.code = "answer_unreadable"
	case e.id == "":
		e.code = "answer_empty"
	default:
		e.disposition = dialer.Accepted
	}
	return e
}

// difference says how the client, by its read, and the oracle read an answer differently; empty when they do not.
func difference(read reader, body []byte, sent []dialer.Attempt) string {
	entries, stray, err := read(body, sent)
	want, wantStray, ok := oracle(body, sent)
	switch {
	case (err == nil) != ok:
		return fmt.Sprintf("the answer is read: %v (%v), want %v", err == nil, err, ok)
	case err != nil:
		for _, e := range entries {
			if e != (dialer.Entry{Disposition: dialer.Unknown, CallID: e.CallID}) {
				return fmt.Sprintf("an answer that cannot be read has the entry %+v", e)
			}
		}
		return ""
	}
	if got := plainEntries(entries); !slices.Equal(got, want) {
		return fmt.Sprintf("entries\n got %+v\nwant %+v", got, want)
	}
	if !slices.Equal(stray, wantStray) {
		return fmt.Sprintf("stray ids %q, want %q", stray, wantStray)
	}
	return ""
}
