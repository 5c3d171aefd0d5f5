package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/csvio/suppress"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/guards"
	"bulkdial/dialer/screen"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/phone"
)

const (
	stageRows = 5_000
	batchSize = 100
)

// lab is the test or benchmark in which a stage runs.
type lab struct{ testing.TB }

// stage is one step of the flow of a contact. Its work handles stageRows contacts, and can be repeated.
type stage struct {
	name string
	// ready prepares the work, which is not measured.
	ready func(tb lab) (work func())
}

func stages() []stage {
	return []stage{
		{name: "reading", ready: reading},
		{name: "numbers in E.164", ready: func(tb lab) func() { return numbers(tb, "", e164) }},
		{name: "numbers with a region", ready: func(tb lab) func() { return numbers(tb, "US", national) }},
		{name: "screening new contacts", ready: func(tb lab) func() { return screening(tb, 0) }},
		{name: "screening settled contacts", ready: func(tb lab) func() { return screening(tb, stageRows) }},
		{name: "screening against 1,000,000 settled", ready: func(tb lab) func() { return screening(tb, 1_000_000) }},
		{name: "screening against 1,000,000 suppressed", ready: screeningSuppressed},
		{name: "batching", ready: batching},
		{name: "encoding", ready: encoding},
		{name: "calling over loopback", ready: calling},
		{name: "recording", ready: recording},
		{name: "recovering", ready: recovering},
		{name: "rerun", ready: rerun},
		{name: "whole pipeline in process", ready: func(tb lab) func() { return pipeline(tb, inProcess{}) }},
		{name: "whole pipeline over loopback", ready: func(tb lab) func() { return pipeline(tb, client(tb, startFast(tb))) }},
		{name: "whole pipeline with the sandbox", ready: func(tb lab) func() { return pipeline(tb, client(tb, startSandbox(tb))) }},
	}
}

func BenchmarkStage(b *testing.B) {
	for _, s := range stages() {
		b.Run(s.name, func(b *testing.B) {
			work := s.ready(lab{b})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for b.Loop() {
				work()
			}
			took := b.Elapsed()
			runtime.ReadMemStats(&after)
			rows := float64(b.N) * stageRows
			b.ReportMetric(rows/took.Seconds(), "rows/s")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/rows, "B/row")
			b.ReportMetric(float64(after.Mallocs-before.Mallocs)/rows, "allocs/row")
		})
	}
}

func e164(i int) string { return fmt.Sprintf("+1415%07d", 2_000_000+i) }

func national(i int) string { return fmt.Sprintf("(415) %03d-%04d", 200+i/10_000, i%10_000) }

// contactsFile is the text of a contacts file.
func contactsFile() []byte {
	var text bytes.Buffer
	text.WriteString("phone,first_name,plan\n")
	for i := range stageRows {
		fmt.Fprintf(&text, "%s,Ada,gold\n", e164(i))
	}
	return text.Bytes()
}

// read yields the contacts of a file.
func read(tb lab, file []byte) iter.Seq2[*dialer.Contact, error] {
	in, err := table.OpenInput("-", bytes.NewReader(file), table.InputConfig{})
	if err != nil {
		tb.Fatal(err)
	}
	limits, err := cartesia.MetadataLimits(cartesia.DefaultVersion, cartesia.DefaultRefKey)
	if err != nil {
		tb.Fatal(err)
	}
	contacts, err := csvio.NewContacts(in, csvio.ContactsConfig{Limits: limits, Route: route()})
	if err != nil {
		tb.Fatal(err)
	}
	return contacts.All()
}

func route() dialer.Route { return dialer.Route{AgentID: "agent_1", FromNumberID: "ap_1"} }

func reading(tb lab) func() {
	file := contactsFile()
	return func() {
		count := 0
		for _, err := range read(tb, file) {
			if err != nil {
				tb.Fatal(err)
			}
			count++
		}
		if count != stageRows {
			tb.Fatalf("%d contacts", count)
		}
	}
}

func normalizer(tb lab, region string) *phone.Normalizer {
	n, err := phone.New(phone.Config{Region: region})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func numbers(tb lab, region string, spell func(int) string) func() {
	n := normalizer(tb, region)
	cells := make([]string, stageRows)
	for i := range cells {
		cells[i] = spell(i)
	}
	return func() {
		for i := range cells {
			if _, err := n.Read(cells[i], ""); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func rules() screen.Rules {
	return screen.Rules{Duplicates: screen.SkipDuplicates, Retry: screen.RetrySet{dialer.Rejected: true, dialer.Invalid: true}, MaxAttempts: 3}
}

func newScreen(numbers dialer.Numbers, history *screen.History) *screen.Screen {
	return screen.New(screen.Config{Rules: rules(), Numbers: numbers, History: history})
}

// inMemory returns contacts as read from a file.
func inMemory() []dialer.Contact {
	contacts := make([]dialer.Contact, stageRows)
	for i := range contacts {
		contacts[i] = dialer.Contact{
			Row: i + 1, SheetRow: i + 2, Number: e164(i), Route: route(), Metadata: json.RawMessage(`{"first_name":"Ada","plan":"gold"}`),
		}
	}
	return contacts
}

// screening decides about contacts of a campaign in which settled contacts were called: others, or they themselves.
func screening(tb lab, settled int) func() {
	history := screen.NewHistory()
	for i := range settled {
		number := e164(i)
		if settled > stageRows {
			number = fmt.Sprintf("+1212%07d", 2_000_000+i)
		}
		history.Add(&dialer.Result{Row: i + 1, Number: number, Disposition: dialer.Accepted, CallID: "ac_1", Attempt: 1, Batch: "r0.1"})
	}
	contacts, n := inMemory(), normalizer(tb, "")
	return func() {
		s := newScreen(n, history)
		for i := range contacts {
			c := contacts[i]
			s.Decide(&c)
		}
	}
}

// screeningSuppressed decides about contacts of which none is on a list of a million.
func screeningSuppressed(tb lab) func() {
	path := filepath.Join(tb.TempDir(), "dnc.csv")
	var text bytes.Buffer
	text.WriteString("phone\n")
	for i := range 1_000_000 {
		fmt.Fprintf(&text, "+1212%07d\n", 2_000_000+i)
	}
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	contacts, n := inMemory(), normalizer(tb, "")
	lists, err := phone.NewLists("")
	if err != nil {
		tb.Fatal(err)
	}
	suppression, err := suppress.Open([]string{path}, suppress.Config{Numbers: lists})
	if err != nil {
		tb.Fatal(err)
	}
	by := screen.Config{Rules: rules(), Numbers: n, History: screen.NewHistory(), Guards: dialer.Guards{guards.Suppression{Lists: suppression}}}
	return func() {
		s := screen.New(by)
		for i := range contacts {
			c := contacts[i]
			if !s.Decide(&c).Call {
				tb.Fatal("a contact is suppressed")
			}
		}
	}
}

func batching(tb lab) func() {
	contacts, n := inMemory(), normalizer(tb, "")
	each := func(yield func(*dialer.Contact, error) bool) {
		var c dialer.Contact
		for i := range contacts {
			c = contacts[i]
			if !yield(&c, nil) {
				return
			}
		}
	}
	return func() {
		plan, err := engine.MakePlan(runConfig(), each, newScreen(n, screen.NewHistory()), nil)
		if err != nil || plan.ToCall != stageRows {
			tb.Fatalf("%d to call, %v", plan.ToCall, err)
		}
	}
}

// requests are the requests that call all contacts.
func requests() []dialer.Request {
	all := make([]dialer.Request, 0, stageRows/batchSize)
	for i, c := range inMemory() {
		if i%batchSize == 0 {
			all = append(all, dialer.Request{Batch: dialer.NewBatchName("r1", uint64(i/batchSize), 1), Route: route()})
		}
		last := &all[len(all)-1]
		last.Attempts = append(last.Attempts, dialer.Attempt{Contact: c, Number: 1, Ref: "0123456789abcdef0123"})
	}
	return all
}

func encoding(tb lab) func() {
	all := requests()
	return func() {
		for i := range all {
			if len(cartesia.Body(cartesia.DefaultVersion, cartesia.DefaultRefKey, all[i])) == 0 {
				tb.Fatal("no body")
			}
		}
	}
}

func calling(tb lab) func() {
	c, all := client(tb, startFast(tb)), requests()
	return func() {
		for i := range all {
			if answer := c.Call(context.Background(), all[i]); len(answer.Entries) != batchSize {
				tb.Fatalf("%+v", answer)
			}
		}
	}
}

// openLedger opens a new ledger. Its observer sees each sync.
func openLedger(tb lab, path string, observe func(time.Duration)) *ledger.Ledger {
	disk := ownfile.TimedDisk{Disk: ownfile.OSDisk{}, Observe: observe}
	l, err := ledger.OpenOn(disk, path, ownfile.Holder{Run: "r1"}, func(*dialer.Result) {})
	if err != nil {
		tb.Fatal(err)
	}
	if err := l.Begin(); err != nil {
		tb.Fatal(err)
	}
	return l
}

// recordAll records that the contacts of requests were called, one request after another.
func recordAll(tb lab, path string, all []dialer.Request, results [][]dialer.Result) {
	record := openLedger(tb, path, func(time.Duration) {})
	for i := range all {
		if err := record.Intend(all[i]); err != nil {
			tb.Fatal(err)
		}
		record.Settle(all[i].Batch, results[i], func(err error) {
			if err != nil {
				tb.Error(err)
			}
		})
	}
	if err := record.Close(); err != nil {
		tb.Fatal(err)
	}
}

// allAccepted are the results of requests.
func allAccepted(all []dialer.Request) [][]dialer.Result {
	results := make([][]dialer.Result, len(all))
	for i, req := range all {
		results[i] = accepted(req)
	}
	return results
}

// finished returns the results file of a campaign in which all contacts were called.
func finished(tb lab) string {
	path, all := filepath.Join(tb.TempDir(), "r.csv"), requests()
	recordAll(tb, path, all, allAccepted(all))
	return path
}

func accepted(req dialer.Request) []dialer.Result {
	results := make([]dialer.Result, len(req.Attempts))
	for i, a := range req.Attempts {
		results[i] = dialer.Result{
			Row: a.Contact.Row, Number: a.Contact.Number, Disposition: dialer.Accepted, CallID: fmt.Sprintf("ac_%024d", a.Contact.Row),
			Attempt: 1, Batch: req.Batch, HTTPStatus: 200, At: time.Unix(1_800_000_000, 0),
		}
	}
	return results
}

// recording is the ledger on a real disk, with its syncs.
func recording(tb lab) func() {
	path, all := filepath.Join(tb.TempDir(), "r.csv"), requests()
	results := allAccepted(all)
	return func() {
		remove(tb, path)
		recordAll(tb, path, all, results)
	}
}

func remove(tb lab, path string) {
	if err := os.RemoveAll(path); err != nil {
		tb.Fatal(err)
	}
}

func recovered(tb lab, path string) *screen.History {
	history := screen.NewHistory()
	if _, err := ledger.Read(path, history.Add); err != nil {
		tb.Fatal(err)
	}
	return history
}

func recovering(tb lab) func() {
	path := finished(tb)
	return func() { recovered(tb, path) }
}

// rerun plans a campaign that has no contacts left to call.
func rerun(tb lab) func() {
	path, file, n := finished(tb), contactsFile(), normalizer(tb, "")
	return func() {
		plan, err := engine.MakePlan(runConfig(), read(tb, file), newScreen(n, recovered(tb, path)), nil)
		if err != nil || plan.ToCall != 0 {
			tb.Fatalf("%d to call, %v", plan.ToCall, err)
		}
	}
}
