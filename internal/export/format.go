package export

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Format is the format of a table.
type Format string

// The formats.
const (
	CSV       Format = "csv"
	Workbook  Format = "xlsx"
	JSONLines Format = "jsonl"
)

// FormatOf returns the format that the name of a file says.
func FormatOf(path string) (Format, error) {
	switch f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))); f {
	case CSV, Workbook, JSONLines:
		return f, nil
	default:
		return "", fmt.Errorf("%s has no name that says its format: end it with .%s, .%s or .%s", path, CSV, Workbook, JSONLines)
	}
}
