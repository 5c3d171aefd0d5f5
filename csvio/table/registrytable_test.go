package table_test

import (
	"bytes"
	"strings"
	"testing"

	"bulkdial/csvio/table"
)

func FuzzRegistry(f *testing.F) {
	for _, text := range []string{
		"<list type='full' level='state' val='CA'>\n<ac val='415'><ph val='5550101'/></ac></list>", "<list val='415'><ph val='5550101'></ph></list>",
		"<?xml version='1.0'?><!DOCTYPE list><list><ac val='415'/>", "<!-- x --><LIST TYPE='FULL'/>", "<list><![CDATA[ ]]></list>",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		in, err := table.OpenInput("-", bytes.NewReader(text), table.InputConfig{Registry: true})
		if err != nil {
			return
		}
		if in.Container() != table.Registry {
			return
		}
		first, rows, err := rowsOf(in)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("error %q, want one line", err)
			}
			return
		}
		// Each number of a list that was read to its end is a row.
		plain := !bytes.ContainsAny(text, "!?:")
		if n := bytes.Count(bytes.ToLower(text), []byte("<ph")); len(first) != 2 || plain && n != 1+len(rows) {
			t.Fatalf("%d rows of %d numbers, the first %q", 1+len(rows), n, first)
		}
	})
}
