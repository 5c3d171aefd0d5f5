package show

import (
	"fmt"
	"strings"
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
)

// redials writes which contacts are called again after their calls, and when.
func (w *Writer) redials(r *engine.Redials) {
	if r == nil {
		return
	}
	kinds := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		kinds[i] = fmt.Sprintf("%d %s (attempt %d)", k.Contacts, redialWord(k.Outcome), k.Attempt)
	}
	w.Printf("to call again after their calls: %s\n", strings.Join(kinds, ", "))
	w.Printf("  due: %d now", r.Now)
	if r.Waiting > 0 {
		w.Printf(", %d while the run waits", r.Waiting)
	}
	if r.Later > 0 {
		w.Printf(", %d later", r.Later)
	}
	if r.Next != nil {
		w.Printf("; the next at %s", r.Next.Truncate(time.Second).Add(time.Second).Local().Format(clockFormat))
	}
	w.Printf("\n")
}

// redialWord is the outcome of a call after which its contact is called again, for people.
func redialWord(o dialer.Outcome) string {
	if o == dialer.OutcomeAnswered {
		return "answered (short)"
	}
	return strings.ReplaceAll(string(o), "_", " ")
}

// nowOnly is added to a text about a run that leaves contacts for a later one.
func (*Writer) nowOnly(p *engine.Plan) string {
	if p.NotDue() != nil {
		return " now"
	}
	return ""
}
