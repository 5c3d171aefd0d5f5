package hours

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"bulkdial/dialer"
)

// Caps are several caps; all of them hold.
type Caps []dialer.Cap

// ParseCaps reads caps: `3/24h`, or several with commas between them. None is of a calendar day, which begins at another time in each zone.
func ParseCaps(text string) (Caps, error) {
	var caps Caps
	for part := range strings.SplitSeq(text, ",") {
		one, err := dialer.ParseCap(part)
		if err != nil {
			return nil, err //nolint:wrapcheck // it quotes the text
		}
		if one.Window == 0 {
			return nil, fmt.Errorf("%q is of a calendar day, and a rule names no zone for it: write 24h", strings.TrimSpace(part))
		}
		caps = append(caps, one)
	}
	return caps, nil
}

// UnmarshalYAML reads caps.
func (c *Caps) UnmarshalYAML(node *yaml.Node) (err error) {
	if *c, err = ParseCaps(node.Value); err != nil {
		return fmt.Errorf("line %d: %w", node.Line, err)
	}
	return nil
}

// Period is a length of time that is written like 24h or 7d, where d is 24 hours.
type Period time.Duration

// UnmarshalYAML reads a period.
func (p *Period) UnmarshalYAML(node *yaml.Node) error {
	d, err := parsePeriod(node.Value)
	if err != nil {
		return fmt.Errorf("line %d: %w", node.Line, err)
	}
	*p = Period(d)
	return nil
}

// longestPeriod keeps a period within a time.Duration.
const longestPeriod = 10000 * 24 * time.Hour

func parsePeriod(text string) (time.Duration, error) {
	parts := regexp.MustCompile(`^([0-9]{1,5})(m|h|d)$`).FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is not a length of time: write it like 24h or 7d", text)
	}
	n, _ := strconv.Atoi(parts[1])
	unit := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[parts[2]]
	d := time.Duration(n) * unit
	if d < time.Minute || d > longestPeriod {
		return 0, fmt.Errorf("%q is not between 1m and 10000d", text)
	}
	return d, nil
}
