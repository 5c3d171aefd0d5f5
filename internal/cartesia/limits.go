package cartesia

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"bulkdial/dialer"
)

// DefaultRefKey is the key under which the reference of an attempt travels, where nothing else is said.
const DefaultRefKey = "bulkdial_ref"

// What the API takes as the metadata of an item.
const (
	maxVariables      = 64
	maxVariablesBytes = 16 << 10
	// maxKey is the longest name of a variable. The key of the reference is held to it in every version.
	maxKey = 64
)

// MetadataLimits says what a version of the API takes as metadata beside the reference, which is added under refKey
// unless that is empty. The error names the flag to change.
func MetadataLimits(version, refKey string) (dialer.MetadataLimits, error) {
	if err := checkVersion(version); err != nil {
		return dialer.MetadataLimits{}, err
	}
	if err := checkRefKey(version, refKey); err != nil {
		return dialer.MetadataLimits{}, err
	}
	limits := dialer.MetadataLimits{RefKey: refKey} // no limit is documented
	if version != versionVariables {
		return limits, nil
	}
	limits.Flat, limits.CheckKey = true, checkVariable
	limits.MaxEntries, limits.MaxBytes = maxVariables, maxVariablesBytes
	if refKey != "" {
		limits.MaxEntries--
		limits.MaxBytes -= len(appendString([]byte(`,:""`), refKey)) + dialer.MaxRef
	}
	return limits, nil
}

// checkVariable says what is wrong with the name of a dynamic variable, in words that go on after "the key …".
func checkVariable(name string) error {
	odd := func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}
	switch {
	case name == "":
		return errors.New("is empty")
	case strings.ContainsFunc(name, odd):
		return errors.New("has more in it than letters from a to z, digits and underscores, which is all that this --api-version takes")
	case name[0] >= '0' && name[0] <= '9':
		return errors.New("begins with a digit, which this --api-version does not take")
	case len(name) > maxKey:
		return fmt.Errorf("is longer than %d characters", maxKey)
	case strings.HasPrefix(name, "system__"), strings.HasPrefix(name, "secret__"):
		return fmt.Errorf("begins with %s, which the API keeps for itself", name[:len("system__")])
	}
	return nil
}

// checkRefKey refuses a key that the reference cannot have in a version of the API. A dot would look like nesting.
func checkRefKey(version, key string) error {
	switch {
	case key == "":
		return nil
	case !utf8.ValidString(key):
		return errors.New("--ref-key is not UTF-8: choose a key like " + DefaultRefKey)
	case strings.Contains(key, "."):
		return fmt.Errorf("--ref-key %q has a dot in it: choose a key like %s", key, DefaultRefKey)
	case utf8.RuneCountInString(key) > maxKey:
		return fmt.Errorf("--ref-key is longer than %d characters: choose a key like %s", maxKey, DefaultRefKey)
	}
	if version != versionVariables {
		return nil
	}
	if err := checkVariable(key); err != nil {
		return fmt.Errorf("--ref-key %q %w: choose a key like %s", key, err, DefaultRefKey)
	}
	return nil
}
