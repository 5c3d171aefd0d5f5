package request_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/internal/sandbox/request"
)

func TestParseListQuery(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		query string
		want  request.ListQuery
	}{
		{"agent_id=a", request.ListQuery{AgentID: "a", Limit: 10}},
		{"agent_id=a&limit=1&starting_after=ac_1", request.ListQuery{AgentID: "a", Limit: 1, After: "ac_1"}},
		{"agent_id=a&limit=100&ending_before=ac_1", request.ListQuery{AgentID: "a", Limit: 100, Before: "ac_1"}},
		{
			"agent_id=a&start_time_gte=2026-03-04T12:00:00Z&start_time_lte=2026-03-04T13:00:00Z",
			request.ListQuery{AgentID: "a", Limit: 10, StartFrom: noon, StartUpTo: noon.Add(time.Hour)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			got, err := request.ParseListQuery(tt.query)
			if diff := cmp.Diff(&tt.want, got); diff != "" || err != nil {
				t.Errorf("ParseListQuery(%q): %v, -want +got:\n%s", tt.query, err, diff)
			}
		})
	}
}

func TestParseListQueryRefuses(t *testing.T) {
	tests := []struct {
		query string
		want  string // part of the error
	}{
		{"", "agent_id is required"},
		{"limit=1", "agent_id is required"},
		{"agent_id=", "agent_id must be given once, and not be empty"},
		{"agent_id=a&agent_id=b", "agent_id must be given once"},
		{"agent_id=a&limit=0", `limit must be 1 to 100, not "0"`},
		{"agent_id=a&limit=101", `limit must be 1 to 100, not "101"`},
		{"agent_id=a&limit=x", `limit must be 1 to 100, not "x"`},
		{"agent_id=a&status=completed", "status is unknown"},
		{"agent_id=a&start_time_gte=yesterday", `start_time_gte must be a time of RFC 3339, not "yesterday"`},
		{"agent_id=a&start_time_lte=2026-03-04", "start_time_lte must be a time of RFC 3339"},
		{"agent_id=a&starting_after=ac_1&ending_before=ac_1", "starting_after excludes ending_before"},
		{"agent_id=%zz", "cannot be read"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			got, err := request.ParseListQuery(tt.query)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ParseListQuery(%q) = %+v, %v, want an error with %q", tt.query, got, err, tt.want)
			}
		})
	}
}

func TestParseGetQuery(t *testing.T) {
	for query, want := range map[string]bool{"": false, "expand=transcript": true} {
		if got, err := request.ParseGetQuery(query); got != want || err != nil {
			t.Errorf("ParseGetQuery(%q) = %t, %v, want %t", query, got, err, want)
		}
	}
	for query, want := range map[string]string{
		"expand=":                             "parameter expand must be transcript, given once",
		"expand=recording":                    "parameter expand must be transcript, given once",
		"expand=transcript&expand=transcript": "parameter expand must be transcript, given once",
		"expand=transcript&limit=1":           "parameter limit is unknown",
		"Expand=transcript":                   "parameter Expand is unknown",
		"expand=%zz":                          "query cannot be read",
	} {
		if got, err := request.ParseGetQuery(query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseGetQuery(%q) = %t, %v, want an error with %q", query, got, err, want)
		}
	}
}
