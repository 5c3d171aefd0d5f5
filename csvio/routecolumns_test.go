package csvio_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bulkdial/csvio"
	"bulkdial/dialer"
)

func routesConfig() csvio.ContactsConfig {
	return csvio.ContactsConfig{
		AgentColumn: "agent", FromNumberColumn: "from", RingingTimeoutColumn: "ring", MaxDurationColumn: "max", RegionColumn: "region",
		Route: dialer.Route{AgentID: "agent_1", FromNumberID: "ap_1", RingingTimeoutSeconds: 20, MaxCallDurationMinutes: 5},
		CheckRoute: func(r dialer.Route) error {
			if r.RingingTimeoutSeconds > 80 {
				return &dialer.RouteError{Reason: dialer.Reason{Code: "x", Cause: "it rings too long", Remedy: "shorten it"}}
			}
			if r.AgentID == "agent_x" {
				return errors.New("no such agent")
			}
			return nil
		},
	}
}

func TestRouteColumns(t *testing.T) {
	const header = "phone,agent,from,ring,max,region,name\n"
	tests := []struct{ cells, want string }{
		{",,,,", "agent_1 ap_1 20 5 []"},
		{"agent_2,ap_2,30,10,us", "agent_2 ap_2 30 10 [us]"},
		{" agent_2 , ,\t, 10 , GB ", "agent_2 ap_1 20 10 [GB]"},
		{",,30.0,10.,", "route_max_duration: the cell of column \"max\" is not a whole number: write the minutes in digits alone, like 10"},
		{",,30.0,10.00,", "agent_1 ap_1 30 10 []"},
		{",,0,0,", "agent_1 ap_1 0 0 []"},
		{",,30.5,,", "route_ringing_timeout: the cell of column \"ring\" is not a whole number: write the seconds in digits alone, like 30"},
		{",,-30,,", "route_ringing_timeout: "},
		{",,+30,,", "route_ringing_timeout: "},
		{",,3e1,,", "route_ringing_timeout: "},
		{",,30s,,", "route_ringing_timeout: "},
		{",,.0,,", "route_ringing_timeout: "},
		{",,99999999999999999999,,", "route_ringing_timeout: "},
		{",,,1 0,", "route_max_duration: "},
		{",,81,,", "route_invalid: it rings too long: shorten it"},
		{"agent_x,,,,", "route_invalid: no such agent"},
	}
	var text strings.Builder
	text.WriteString(header)
	for range 2 { // the same again
		for _, tt := range tests {
			text.WriteString("+1," + tt.cells + ",Ann\n")
		}
	}
	contacts := newContacts(t, strings.NewReader(text.String()), routesConfig())
	rows := 0
	for c, err := range contacts.All() {
		tt := tests[rows%len(tests)]
		rows++
		var got string
		if err != nil {
			got = metadataOf(t, c, err)
		} else {
			r := c.Route
			got = fmt.Sprintf("%s %s %d %d [%s]", r.AgentID, r.FromNumberID, r.RingingTimeoutSeconds, r.MaxCallDurationMinutes, c.Region)
			if string(c.Metadata) != `{"name":"Ann"}` {
				t.Errorf("metadata %s, want the name alone", c.Metadata)
			}
		}
		if got != tt.want && (!strings.HasSuffix(tt.want, ": ") || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s gives %s, want %s", tt.cells, got, tt.want)
		}
	}
	if rows != 2*len(tests) {
		t.Errorf("%d rows, want %d", rows, 2*len(tests))
	}
}

func TestRouteIsNotAskedFor(t *testing.T) {
	cfg := csvio.ContactsConfig{CheckRoute: func(dialer.Route) error { return errors.New("asked") }}
	if got := oneRow(t, "phone,agent", "+1,x", cfg); got != `{"agent":"x"}` {
		t.Errorf("without columns of the route the row gives %s", got)
	}
	names := routesConfig()
	if diff := cmp.Diff("", oneRow(t, "Phone,Agent,From,Ring,Max,Region", "+1,,,,,", names)); diff != "" {
		t.Errorf("loose names (-want +got):\n%s", diff)
	}
}
