package cartesia

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"bulkdial/dialer"
)

// DefaultRefKey is the default key of an attempt's reference in its metadata.
const DefaultRefKey = "bulkdial_ref"

// The limits of dynamic variables.
const (
	maxVariables      = 64
	maxVariablesBytes = 16 << 10
	// maxKey is the longest name of a variable, in characters. In every version the key of the reference may be as long.
	maxKey = 64
)

// MetadataLimits returns the limits of a version of the API for the metadata of a contact. They leave room for the
// reference, which is added under refKey unless that is empty. The error is a *dialer.FieldError of Config.
func MetadataLimits(version, refKey string) (dialer.MetadataLimits, error) {
	if err := checkNames(version, refKey); err != nil {
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
		limits.MaxBytes -= len(`,"":""`) + len(refKey) + dialer.MaxRef // checkVariable allows no character that is escaped
	}
	return limits, nil
}

// checkNames checks the fields of Config that MetadataLimits needs too.
func checkNames(version, refKey string) error {
	if version != versionMetadata && version != versionVariables {
		return &dialer.FieldError{Field: "APIVersion", Err: fmt.Errorf("the API version %q is not known: use %s or %s", version, versionMetadata, versionVariables)}
	}
	if err := checkRefKey(version, refKey); err != nil {
		return &dialer.FieldError{Field: "RefKey", Err: err}
	}
	return nil
}

// checkVariable checks the name of a dynamic variable. The text of the error continues "the key …".
func checkVariable(name string) error {
	odd := func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}
	switch {
	case name == "":
		return errors.New("is empty")
	case strings.ContainsFunc(name, odd):
		return errors.New("has characters other than letters from a to z, digits and underscores, which this version of the API does not take")
	case name[0] >= '0' && name[0] <= '9':
		return errors.New("begins with a digit, which this version of the API does not take")
	case len(name) > maxKey:
		return fmt.Errorf("is longer than %d characters", maxKey)
	case strings.HasPrefix(name, "system__"), strings.HasPrefix(name, "secret__"):
		return fmt.Errorf("begins with %s, which the API reserves", name[:len("system__")])
	}
	return nil
}

// checkRefKey refuses a key that the reference cannot have in a version of the API. A dot would mean a nested key.
func checkRefKey(version, key string) error {
	switch {
	case key == "":
		return nil
	case !utf8.ValidString(key):
		return errors.New("the reference key is not UTF-8: choose a key like " + DefaultRefKey)
	case strings.Contains(key, "."):
		return fmt.Errorf("the reference key %q has a dot: choose a key like %s", key, DefaultRefKey)
	case utf8.RuneCountInString(key) > maxKey:
		return fmt.Errorf("the reference key is longer than %d characters: choose a key like %s", maxKey, DefaultRefKey)
	}
	if version != versionVariables {
		return nil
	}
	if err := checkVariable(key); err != nil {
		return fmt.Errorf("the reference key %q %w: choose a key like %s", key, err, DefaultRefKey)
	}
	return nil
}
