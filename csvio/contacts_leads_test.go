package csvio_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/dialer"
	"bulkdial/internal/phone"
)

// TestLeads counts what is in the sample campaign that guides and other tests start from.
func TestLeads(t *testing.T) {
	type counts struct {
		Rows, Callable, Distinct int
		Refused                  map[string]int
	}
	refused := func(needRegion int) map[string]int {
		codes := map[string]int{
			"number_missing": 2, "number_too_short": 1, "number_too_long": 1, "number_letters": 1, "number_several": 1,
			"number_extension": 1, "number_premium_rate": 1, "number_scientific": 1,
			"number_unknown_country": 1, "ragged_row": 1,
		}
		if needRegion > 0 {
			codes["number_needs_region"] = needRegion
		}
		return codes
	}
	tests := []struct {
		region string
		want   counts
	}{
		{"", counts{Rows: 140, Callable: 124, Distinct: 120, Refused: refused(5)}},
		{"US", counts{Rows: 140, Callable: 129, Distinct: 124, Refused: refused(0)}},
	}
	for _, tt := range tests {
		t.Run("region "+tt.region, func(t *testing.T) {
			numbers, err := phone.New(phone.Config{Region: tt.region})
			if err != nil {
				t.Fatal(err)
			}
			contacts, err := readHeader(openFile(t, "../testdata/leads.csv"), csvio.ContactsConfig{})
			if err != nil {
				t.Fatal(err)
			}
			got := counts{Refused: map[string]int{}}
			distinct := map[string]bool{}
			for c, err := range contacts.All() {
				got.Rows++
				number := ""
				if err == nil {
					var read dialer.Number
					read, err = numbers.Read(c.Number, "")
					number = read.E164
				}
				switch e := refusalCode(err); e {
				case "":
					got.Callable++
					distinct[number] = true
				default:
					got.Refused[e]++
				}
			}
			got.Distinct = len(distinct)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("leads (-want +got):\n%s", diff)
			}
		})
	}
}

// refusalCode returns the code of an error about one contact.
func refusalCode(err error) string {
	if e, ok := errors.AsType[*dialer.RowError](err); ok {
		return e.Code
	}
	if e, ok := errors.AsType[*dialer.NumberError](err); ok {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
