package csvio_test

import (
	"strings"
	"testing"

	"bulkdial/csvio"
)

// TestPlaceColumns: columns that say where a contact is are found by their usual names, remain metadata, and give way to one that is named.
func TestPlaceColumns(t *testing.T) {
	for name, test := range map[string]struct {
		text, zone, postal, state string
		cfg                       csvio.ContactsConfig
	}{
		"none":                       {text: "phone,name\n+14155550123,Ann\n"},
		"usual names":                {text: "phone,Time Zone,ZIP,State\n+14155550123,America/Chicago,60601,IL\n", zone: "America/Chicago", postal: "60601", state: "IL"},
		"other usual names":          {text: "phone,tz,Postal-Code,province\n+14155550123,-05:00,K1A 0B1,ON\n", zone: "-05:00", postal: "K1A 0B1", state: "ON"},
		"a region":                   {text: "phone,region\n+14155550123,EMEA\n", state: "EMEA"},
		"a state before a region":    {text: "phone,region,state\n+14155550123,South,TX\n", state: "TX"},
		"a region for an empty cell": {text: "phone,region,state\n+14155550123,Ontario,\n", state: "Ontario"},
		"a region of numbers":        {text: "phone,region\n+14155550123,US\n", cfg: csvio.ContactsConfig{RegionColumn: "region"}},
		"named":                      {text: "phone,state,home\n+14155550123,TX,FL\n", state: "FL", cfg: csvio.ContactsConfig{StateColumn: "home"}},
		"named and empty":            {text: "phone,state,home\n+14155550123,TX,\n", cfg: csvio.ContactsConfig{StateColumn: "home"}},
		"columns of a later row":     {text: `{"phone":"+14155550000"}` + "\n" + `{"phone":"+14155550123","timezone":"Asia/Tokyo"}` + "\n", zone: "Asia/Tokyo"},
	} {
		t.Run(name, func(t *testing.T) {
			found := false
			for c, err := range newContacts(t, strings.NewReader(test.text), test.cfg).All() {
				if err != nil {
					t.Fatal(err)
				}
				if c.Number != "+14155550123" {
					continue
				}
				found = true
				if c.TimeZone != test.zone || c.PostalCode != test.postal || c.State != test.state {
					t.Errorf("time zone %q, postal code %q, state %q", c.TimeZone, c.PostalCode, c.State)
				}
				for _, cell := range []string{test.zone, test.postal, test.state} {
					if test.cfg.StateColumn == "" && !strings.Contains(string(c.Metadata), cell) {
						t.Errorf("the metadata lacks %q: %s", cell, c.Metadata)
					}
				}
			}
			if !found {
				t.Error("there is no contact")
			}
		})
	}
}
