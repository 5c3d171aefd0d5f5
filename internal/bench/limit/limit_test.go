package limit_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"bulkdial/internal/bench/limit"
)

// noted is a test that keeps its errors to itself.
type noted struct {
	testing.TB
	errors []string
}

func (n *noted) Helper() {}
func (n *noted) Errorf(format string, args ...any) {
	n.errors = append(n.errors, fmt.Sprintf(format, args...))
}

// TestHold: a bit more passes, and a tenth more fails.
func TestHold(t *testing.T) {
	if os.Getenv("UPDATE_LIMITS") != "" {
		t.Skip("the limits are being written")
	}
	text, err := os.ReadFile("limits.json")
	if err != nil {
		t.Fatal(err)
	}
	limits := map[string]limit.Cost{}
	if err := json.Unmarshal(text, &limits); err != nil {
		t.Fatal(err)
	}
	const what = "encoding"
	at := limits[what][limit.Bytes]
	for name, test := range map[string]struct {
		what string
		cost limit.Cost
		want string
	}{
		"less":        {what, limit.Cost{limit.Bytes: at / 2}, ""},
		"a bit more":  {what, limit.Cost{limit.Bytes: at * 1.08}, ""},
		"a tenth":     {what, limit.Cost{limit.Bytes: at * 1.1}, "the limit is"},
		"a new stage": {"juggling", limit.Cost{limit.Bytes: 1}, "there is no limit"},
		"a new count": {what, limit.Cost{"tears per row": 1}, "there is no limit"},
	} {
		t.Run(name, func(t *testing.T) {
			n := &noted{TB: t}
			limit.Hold(n, test.what, test.cost)
			got := strings.Join(n.errors, "\n")
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("Hold() says %q, want %q", got, test.want)
			}
		})
	}
}

// TestMemory counts what is known.
func TestMemory(t *testing.T) {
	const rows = 1000
	var kept []*[64]byte
	got := limit.Memory(t, rows, func() {
		kept = kept[:0]
		for range rows {
			kept = append(kept, new([64]byte))
		}
	})
	if a := got[limit.Allocations]; a < 1 || a > 1.05 {
		t.Errorf("%v allocations per row, want 1", a)
	}
	if b := got[limit.Bytes]; b < 64 || b > 70 {
		t.Errorf("%v bytes per row, want 64", b)
	}
}
