package sandbox_test

import (
	"strings"
	"testing"

	"bulkdial/internal/sandbox"
)

func TestParseOutcomes(t *testing.T) {
	tests := []struct {
		text  string
		want  sandbox.Outcomes
		wrong string // part of the error
	}{
		{"", sandbox.DefaultOutcomes, ""},
		{"answered=1", sandbox.Outcomes{Answered: 1}, ""},
		{"answered=0.6, no_answer=0.25, busy=0.1, failed=0.05", sandbox.DefaultOutcomes, ""},
		{"busy=0.5,failed=0.5", sandbox.Outcomes{Busy: 0.5, Failed: 0.5}, ""},
		{"answered=0.6", sandbox.Outcomes{}, "add up to 0.6: they must add up to 1"},
		{"answered=0.6,busy=0.6", sandbox.Outcomes{}, "add up to 1.2"},
		{"answered=60", sandbox.Outcomes{}, "answered must be a number from 0 to 1"},
		{"answred=1", sandbox.Outcomes{}, "the keys are answered, no_answer, busy, failed"},
	}
	for _, tt := range tests {
		got, err := sandbox.ParseOutcomes(tt.text)
		if tt.wrong == "" && (err != nil || got != tt.want) || tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)) {
			t.Errorf("ParseOutcomes(%q) = %+v, %v, want %+v and an error with %q", tt.text, got, err, tt.want, tt.wrong)
		}
	}
}
