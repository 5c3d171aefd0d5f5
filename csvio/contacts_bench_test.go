package csvio_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/csvio/table/tabletest"
)

func BenchmarkContacts(b *testing.B) {
	for _, bb := range []struct {
		name, header, row string
		cfg               csvio.ContactsConfig
		encoding          string
	}{
		{"plain", "phone,name,plan,city,note", "+14155550123,Ada Lovelace,gold,Oakland,call after noon", csvio.ContactsConfig{}, ""},
		{"id and constants", "id,phone,name,plan,city", "A-10001,+14155550123,Ada Lovelace,gold,Oakland", csvio.ContactsConfig{
			IDColumn: "id", Set: []csvio.Pair{{Key: "campaign", Value: "spring"}},
		}, ""},
		{"quoted", "phone,name,plan,city,note", `+14155550123,"Lovelace, Ada",gold,"Oakland, CA","said ""hello"""`, csvio.ContactsConfig{}, ""},
		{"typed and nested", "phone,metadata.first name,address.city,balance,vip", "+14155550123,Ada,Oakland,1250.50,yes", csvio.ContactsConfig{
			Metadata: []string{"name=first name", "address.city", "balance:number", "vip:bool"}, Require: []string{"first name"},
		}, ""},
		{"routes", "phone,name,agent,from,ring", "+14155550123,Ada Lovelace,agent_2,ap_2,30", csvio.ContactsConfig{
			AgentColumn: "agent", FromNumberColumn: "from", RingingTimeoutColumn: "ring",
		}, ""},
		{"wide", "phone" + manyNames(50), "+14155550123" + strings.Repeat(",value", 50), csvio.ContactsConfig{}, ""},
		{"UTF-16", "phone,name,plan,city,note", "+14155550123,Ada Lovelace,gold,Oakland,call after noon", csvio.ContactsConfig{}, "utf-16le"},
		{"JSON Lines", "", `{"phone":"+14155550123","name":"Ada Lovelace","plan":"gold","city":"Oakland","note":"call after noon"}`, csvio.ContactsConfig{}, ""},
	} {
		b.Run(bb.name, func(b *testing.B) {
			const rows = 10_000
			file := tabletest.Encoded(b, bb.header+"\n"+strings.Repeat(bb.row+"\n", rows), bb.encoding)
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			count := 0
			for b.Loop() {
				contacts, err := readInput(bytes.NewReader(file), table.InputConfig{Encoding: bb.encoding}, bb.cfg)
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range contacts.All() {
					if err != nil {
						b.Fatal(err)
					}
					count++
				}
			}
			b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",column%d", i)
	}
	return b.String()
}
