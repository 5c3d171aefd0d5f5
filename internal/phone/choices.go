package phone

import (
	"maps"
	"slices"

	"github.com/nyaruka/phonenumbers"
)

// Regions returns the codes of the countries that a configuration can name, in their order. The command line completes them.
func Regions() []string { return slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions())) }

// NumberTypes returns the types that Config.AllowNumberTypes can name.
func NumberTypes() []string { return []string{"premium_rate", "shared_cost"} }
