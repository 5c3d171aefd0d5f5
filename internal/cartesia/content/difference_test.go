package content_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var answersFor = flag.Duration("answers.for", 0, "how long TestAnswersDiffer compares random answers, instead of 4,000 of them")

// FuzzAnswer compares the client's reading of an answer with the oracle's.
func FuzzAnswer(f *testing.F) {
	a := newAnswers(1)
	for range 200 {
		f.Add([]byte(a.body()))
	}
	for _, seed := range []string{
		`{"calls":[{"number" "agent_call_id":"ac_1"},{"agent_call_id":"ac_1"},{"error":{"code":"x"}}]}`,
		`{"calls":[null,[],{"number":null,"error":"\u0000concurrency limit"}]}`, `{"calls":[]}`, `<html>`, ``,
		`{"calls":[{"agent_call_id":"a","error":{"code":0,"message":" "}},{"agent_call_id":"b","error":{"code":7}},{"error":[{"code":null}]}]}`,
	} {
		f.Add([]byte(seed))
	}
	read, sent := newReader(), attempts(3)
	f.Fuzz(func(t *testing.T, body []byte) {
		if d := difference(read, body, sent); d != "" {
			t.Errorf("%s: %s", body, d)
		}
	})
}

// TestAnswersDiffer compares the two readings on random answers.
func TestAnswersDiffer(t *testing.T) {
	t.Parallel()
	seed := uint64(2)
	if *answersFor > 0 {
		seed = rand.Uint64()
	}
	a, began := newAnswers(seed), time.Now()
	reader, sent := newReader(), attempts(3)
	n, read := 0, 0
	for ; n < 4000 && *answersFor == 0 || time.Since(began) < *answersFor; n++ {
		body := []byte(a.body())
		if d := difference(reader, body, sent); d != "" {
			t.Fatalf("seed %d, answer %d: %s: %s", seed, n, body, d)
		}
		if _, _, ok := oracle(body, sent); ok {
			read++
		}
	}
	t.Logf("seed %d: %d answers, of which %d can be read", seed, n, read)
	if read < n/3 || read > n-n/20 {
		t.Errorf("%d of %d answers can be read: they are too much alike", read, n)
	}
}

// answers draws answers to the request of three contacts, most of them with faults.
type answers struct {
	random *rand.Rand
	errors []string
}

func newAnswers(seed uint64) *answers {
	a := &answers{random: rand.New(rand.NewPCG(seed, 0))}
	for _, some := range []map[string]string{emptyErrors, oddErrors, clearErrors} {
		a.errors = append(a.errors, slices.Sorted(maps.Keys(some))...)
	}
	a.errors = append(a.errors, `null`, `{}`, ` { } `, `{"code":"concurrency_limited"}`, `"Concurrency limit reached"`)
	return a
}

// pick returns one of some texts.
func (a *answers) pick(from ...string) string { return from[a.random.IntN(len(from))] }

// chance reports true once in n times.
func (a *answers) chance(n int) bool { return a.random.IntN(n) == 0 }

// body draws an answer, and perhaps breaks its text.
func (a *answers) body() string {
	var calls []string
	for i := range 3 {
		calls = append(calls, a.call(i))
	}
	switch a.random.IntN(8) {
	case 0:
		a.random.Shuffle(3, func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
	case 1:
		calls = calls[:a.random.IntN(3)]
	case 2:
		calls = append(calls, a.call(a.random.IntN(5)))
	case 3:
		calls[a.random.IntN(3)] = calls[a.random.IntN(3)]
	case 4:
		calls[a.random.IntN(3)] = a.pick("null", "7", `"ac_1"`, "[]", "{}", "true")
	}
	list := "[" + a.space() + strings.Join(calls, ","+a.space()) + "]"
	if a.chance(20) {
		list = a.pick("null", "{}", `"[]"`, "7", "[[]]")
	}
	members := []string{a.name("calls") + ":" + a.space() + list}
	if a.chance(4) {
		members = append(members, a.pick(`"new":{"calls":[]}`, `"Calls":[]`, `"calls" : []`, `"":null`))
	}
	a.random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	body := a.space() + "{" + strings.Join(members, ",") + "}" + a.space()
	if a.chance(4) {
		body = a.broken(body)
	}
	return body
}

// call draws an entry for the i-th contact.
func (a *answers) call(i int) string {
	var members []string
	if !a.chance(6) {
		members = append(members, a.name("number")+":"+a.number(i))
	}
	if !a.chance(5) {
		id := a.text(fmt.Sprintf("ac_%d", i))
		if a.chance(6) {
			id = a.pick(`""`, `" "`, `null`, `7`, `"ac_0"`, `["ac_1"]`, `"\u0061c_1"`, `1e3`, `true`)
		}
		members = append(members, a.name("agent_call_id")+" :"+id)
	}
	if a.chance(2) {
		members = append(members, a.name("error")+":"+a.space()+a.pick(a.errors...))
	}
	if a.chance(5) {
		members = append(members, a.pick(`"new":[1,{"]":"}\""}]`, `"Number":"+1"`, `"number":null`, `"":{}`, `"error":"x"`))
	}
	a.random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + a.space() + strings.Join(members, a.space()+",") + "}"
}

// number draws a spelling of the number of the i-th contact, or of another.
func (a *answers) number(i int) string {
	number := fmt.Sprintf("+1415555%04d", 100+i)
	switch a.random.IntN(12) {
	case 0:
		return number[1:]
	case 1:
		return a.pick(number[1:]+".0", number[1:2]+"."+number[2:]+"e10", number[1:]+"e0", number[1:]+".5", "-"+number[1:], number[1:]+"0000", "1e400")
	case 2:
		return a.pick("null", `""`, `" "`, "[]", "{}", "true", `"+"`, `"tel:"`, `"\u00a0"`, `"00"`)
	case 3:
		return a.text(a.pick(number[1:], "00"+number[1:], "tel:"+number, "TEL: "+number, " "+number+" ", "++"+number[1:], "+00"+number[1:], number+";ext=1", "tel:tel:"+number))
	case 4:
		return a.text(number[:2] + a.pick(" ", "-", ".", " (", "/", "\u00a0", "\u2011", "\t", "x") + number[2:5] + a.pick(" ", ") ", "--") + number[5:])
	}
	return a.text(number)
}

// text writes a JSON string, perhaps with needless escapes.
func (a *answers) text(s string) string {
	quoted, _ := json.Marshal(s)
	if !a.chance(4) {
		return string(quoted)
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if a.chance(3) && r < 0x10000 {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			q, _ := json.Marshal(string(r))
			b.Write(q[1 : len(q)-1])
		}
	}
	b.WriteByte('"')
	return b.String()
}

func (a *answers) name(name string) string { return a.text(name) + a.space() }

func (a *answers) space() string {
	if a.chance(3) {
		return a.pick(" ", "\n", "\t", "\r\n", "  ")
	}
	return ""
}

// broken changes, removes, adds or repeats some bytes of a text, or cuts it.
func (a *answers) broken(text string) string {
	b := []byte(text)
	for range 1 + a.random.IntN(3) {
		if len(b) == 0 {
			break
		}
		at := a.random.IntN(len(b))
		odd := []byte(`{}[]",:\/ 0+-eEu` + "\x00\x7f\xff\xc3\n")
		switch a.random.IntN(6) {
		case 0:
			b[at] = odd[a.random.IntN(len(odd))]
		case 1:
			b = slices.Delete(b, at, at+1)
		case 2:
			b = slices.Insert(b, at, odd[a.random.IntN(len(odd))])
		case 3:
			b = b[:at]
		case 4:
			end := min(len(b), at+1+a.random.IntN(20))
			b = slices.Insert(b, at, slices.Clone(b[at:end])...)
		default:
			end := min(len(b), at+1+a.random.IntN(20))
			b = slices.Delete(b, at, end)
		}
	}
	return string(b)
}
