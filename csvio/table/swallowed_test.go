package table_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio/table"
	"bulkdial/dialer"
)

// TestSwallowed: a cell with a line break and then something like a number is reported, and a text with line breaks is not.
func TestSwallowed(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []int
	}{
		"a backslash before the quote":  {"phone,size\n+14155550101,\"5\\\"\"\n+14155550102,5\"\n+14155550103,6\n", []int{2}},
		"the number is in the middle":   {"name,phone,size\nAnn,+14155550101,\"5\\\"\"\nBob,+14155550102,5\"\nCy,+14155550103,6\n", []int{2}},
		"the number is the last":        {"size,phone\n7,+14155550100\n\"5\\\"\",+14155550101\n5\",+14155550102\n", []int{3}},
		"a national number":             {"phone;size\n020 7946 0018;\"5\\\"\"\n020 7946 0019;5\"\n", []int{2}},
		"a short national number":       {"phone\tsize\n22345678\t\"5\\\"\"\n22345679\t5\"\n", []int{2}},
		"several rows, CRLF":            {"phone,size\r\n+14155550101,\"5\\\"\"\r\n+14155550102,7\r\n+14155550103,5\"\r\n", []int{2}},
		"a number alone on its line":    {"phone,note\n+14155550101,\"call\n+14155550102\"\n", []int{2}},
		"two rows":                      {"phone,size\n+14155550101,\"5\\\"\"\n+14155550102,5\"\n+14155550103,\"5\\\"\"\n+14155550104,5\"\n", []int{2, 3}},
		"an address":                    {"phone,address\n+14155550101,\"12 Main St\nOakland, CA 94601\"\n", nil},
		"a date":                        {"phone,note\n+14155550101,\"called\n2026-11-26, again\"\n", nil},
		"an order":                      {"phone,note\n+14155550101,\"order\n1234567\"\n", nil},
		"no line break, doubled quotes": {"phone,size\n+14155550101,\"5\"\"\"\n+14155550102,\"5\"\"\"\n", nil},
		"a line break before the text":  {"phone,note\n+14155550101,\"\nhello\"\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := table.OpenInput("-", strings.NewReader(tt.text), table.InputConfig{})
			if err != nil {
				t.Fatal(err)
			}
			_, rows, err := rowsOf(in)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, r := range rows {
				if r.Fault != (dialer.Reason{}) {
					t.Fatal(r.Fault)
				}
				if r.Swallows {
					got = append(got, r.SheetRow)
				}
			}
			if !cmp.Equal(tt.want, got) {
				t.Errorf("rows %v, want %v", got, tt.want)
			}
		})
	}
	err := headerOf(strings.NewReader("phone,\"size\n+14155550101,5\"\n+14155550102,5\n"), table.InputConfig{})
	if e, ok := errors.AsType[*table.HeaderError](err); !ok || !strings.Contains(e.Reason, "swallowed rows") {
		t.Errorf("a header that has swallowed a row gives %v", err)
	}
}
