package csvio_test

import (
	"runtime"
	"strings"
	"testing"

	"bulkdial/csvio"
)

// TestKeptCells: a contact that is kept, and an error that is, take no more memory than what they say, however long their rows are.
func TestKeptCells(t *testing.T) {
	const rows, length = 200, 100_000
	for name, row := range map[string]string{
		"contact":   "a7,+14155550101,agent_1,ap_1,Europe/Paris,US," + strings.Repeat("x", length),
		"row error": "a7,+14155550101,agent_1,ap_1,Europe/Paris,US,," + strings.Repeat("x", length),
		"empty":     "a7,+14155550101,agent_1,ap_1,Europe/Paris,US" + strings.Repeat(",", length),
		"quoted":    `a7,+14155550101,agent_1,ap_1,Europe/Paris,US,"` + strings.Repeat("x", length) + `"`,
	} {
		t.Run(name, func(t *testing.T) {
			file := "id,phone,agent,from,timezone,region,note\n" + strings.Repeat(row+"\n", rows)
			contacts := newContacts(t, strings.NewReader(file), csvio.ContactsConfig{
				IDColumn: "id", AgentColumn: "agent", FromNumberColumn: "from", RegionColumn: "region", Metadata: []string{},
			})
			var kept []any
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for c, err := range contacts.All() {
				kept = append(kept, c, err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			if len(kept) != 2*rows {
				t.Fatalf("%d rows", len(kept)/2)
			}
			if more := int(after.HeapAlloc) - int(before.HeapAlloc); more > rows*length/10 {
				t.Errorf("%d rows of %d bytes keep %d bytes", rows, length, more)
			}
			runtime.KeepAlive(kept)
			runtime.KeepAlive(file)
		})
	}
}
