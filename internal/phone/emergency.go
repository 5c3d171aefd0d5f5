package phone

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// emergencyNumbers matches the emergency numbers of all regions.
func emergencyNumbers() (*regexp.Regexp, error) {
	metadata, err := phonenumbers.ShortNumberMetadataCollection()
	if err != nil {
		return nil, fmt.Errorf("reading the emergency numbers: %w", err)
	}
	var patterns []string
	for _, region := range metadata.GetMetadata() {
		if pattern := region.GetEmergency().GetNationalNumberPattern(); pattern != "" {
			patterns = append(patterns, pattern)
		}
	}
	all, err := regexp.Compile("^(?:" + strings.Join(patterns, "|") + ")$")
	if err != nil {
		return nil, fmt.Errorf("reading the emergency numbers: %w", err)
	}
	return all, nil
}

// isEmergency reports whether digits are an emergency number of a region, or of any when it is not known.
func (n *Normalizer) isEmergency(digits, region string) bool {
	switch {
	case len(digits) >= minDigits:
		return false
	case region == "":
		return n.emergency.MatchString(digits)
	default:
		return phonenumbers.IsEmergencyNumber(digits, region)
	}
}
