package phone_test

import (
	"slices"
	"testing"

	"bulkdial/internal/phone"
)

// TestChoices: what can be chosen is taken.
func TestChoices(t *testing.T) {
	t.Parallel()
	regions := phone.Regions()
	if !slices.IsSorted(regions) || !slices.Contains(regions, "US") {
		t.Errorf("Regions = %v", regions)
	}
	for _, region := range regions {
		if _, err := phone.New(phone.Config{Region: region, NumberCheck: phone.Valid}); err != nil {
			t.Error(err)
		}
	}
	if _, err := phone.New(phone.Config{NumberCheck: phone.Valid, AllowNumberTypes: phone.NumberTypes()}); err != nil {
		t.Error(err)
	}
}
