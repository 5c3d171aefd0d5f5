package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting connects a key of a text, such as that of faults or outcomes, with a field.
type setting struct {
	key string
	// allowed completes "must be".
	allowed string
	// set sets the field and reports true, unless the value is not allowed.
	set func(value string) bool
	// text returns the field as set reads it; empty for the zero value.
	text func() string
}

// parseSettings reads key=value, separated by commas. What names a setting in errors.
func parseSettings(what, text string, settings []setting) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	given := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key })
		switch {
		case i < 0:
			return fmt.Errorf("%s %q is unknown: write key=value; %s", what, key, keyList(settings))
		case given[key]:
			return fmt.Errorf("%s %s is given twice: give it once; %s", what, key, keyList(settings))
		case !settings[i].set(value):
			return fmt.Errorf("%s %s=%s: %s must be %s; %s", what, key, value, key, settings[i].allowed, keyList(settings))
		}
		given[key] = true
	}
	return nil
}

// settingsText returns the text that parseSettings reads.
func settingsText(settings []setting) string {
	var parts []string
	for _, s := range settings {
		if text := s.text(); text != "" {
			parts = append(parts, s.key+"="+text)
		}
	}
	return strings.Join(parts, ",")
}

// keyList names all keys, for errors.
func keyList(settings []setting) string {
	keys := make([]string, len(settings))
	for i, s := range settings {
		keys[i] = s.key
	}
	return "the keys are " + strings.Join(keys, ", ")
}

func probability(key string, field *float64) setting {
	return setting{
		key: key, allowed: "a number from 0 to 1",
		set: func(value string) bool {
			p, err := strconv.ParseFloat(value, 64)
			if err != nil || !(p >= 0 && p <= 1) { // also refuses NaN
				return false
			}
			*field = p
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return strconv.FormatFloat(*field, 'g', -1, 64)
		},
	}
}

func duration(key string, field *time.Duration, allowed string) setting {
	return setting{
		key: key, allowed: allowed,
		set: func(value string) bool {
			d, err := time.ParseDuration(value)
			if err != nil || d < 0 {
				return false
			}
			*field = d
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return field.String()
		},
	}
}

func listOrder(key string, field *Order) setting {
	return setting{
		key: key, allowed: "newest, oldest or any",
		set: func(value string) bool {
			o := Order(value)
			if o != Newest && o != Oldest && o != AnyOrder {
				return false
			}
			*field = o
			return true
		},
		text: func() string { return string(*field) },
	}
}

func seed(key string, field *uint64) setting {
	return setting{
		key: key, allowed: "a whole number from 0",
		set: func(value string) bool {
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return false
			}
			*field = n
			return true
		},
		text: func() string {
			if *field == 0 {
				return ""
			}
			return strconv.FormatUint(*field, 10)
		},
	}
}
