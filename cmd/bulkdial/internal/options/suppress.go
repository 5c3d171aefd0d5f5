package options

import (
	"cmp"
	"strings"

	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/csvio/suppress"
	"bulkdial/internal/campaign/fileset"
)

// suppressFlags say which suppression lists count, and how they are read.
type suppressFlags struct {
	Files   []string
	formats []string
	Header  string
	Columns []string
	maxAge  string
	dates   []string
	rejects string
}

func (f *suppressFlags) add(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.Files, "suppress", nil, "never call the numbers in this file; repeatable")
	flags.StringSliceVar(&f.formats, "suppress-format", nil, "official form of lists: ftc, the US do-not-call registry")
	flags.StringVar(&f.Header, "suppress-header", "", "the first row of a list is a header, where in doubt")
	flags.StringSliceVar(&f.Columns, "suppress-column", nil, "columns of lists that hold numbers, besides phones")
	flags.StringVar(&f.maxAge, "suppress-max-age", "", "refuse lists that are older, as in 31d (default: warn above 31 days)")
	flags.StringSliceVar(&f.dates, "suppress-date", nil, "the day of a list, as in 2026-11-01 or dnc.csv=2026-11-01 (default: that of its file)")
	flags.StringVar(&f.rejects, "suppress-rejects", "", "write the list entries that cannot be read to this file")
}

// Lists returns the paths of the lists, and how they are read.
func (f *suppressFlags) Lists() ([]string, suppress.Config, error) {
	cfg := suppress.Config{SuppressRejects: f.rejects}
	for _, path := range f.Files {
		if path == "" || path == fileset.Stdin {
			return nil, cfg, fault.Usagef("--suppress %q is not the name of a file: a list is read more than once", path)
		}
	}
	for _, format := range f.formats {
		form, err := suppress.ParseForm(format)
		if err != nil {
			return nil, cfg, fault.Usage(err)
		}
		cfg.SuppressFormat = append(cfg.SuppressFormat, form)
	}
	for _, column := range f.Columns {
		if strings.TrimSpace(column) == "" {
			return nil, cfg, fault.Usagef("--suppress-column has an empty name")
		}
		cfg.SuppressColumn = append(cfg.SuppressColumn, column)
	}
	if f.rejects == fileset.Stdin {
		return nil, cfg, fault.Usagef("--suppress-rejects - is not the name of a file")
	}
	header, headerErr := suppress.ParseHeader(f.Header)
	maxAge, ageErr := suppress.ParseMaxAge(f.maxAge)
	dates, datesErr := suppress.ParseDates(f.dates)
	if err := cmp.Or(headerErr, ageErr, datesErr); err != nil {
		return nil, cfg, fault.Usage(err)
	}
	cfg.SuppressHeader, cfg.SuppressMaxAge, cfg.SuppressDate = header, maxAge, dates
	return f.Files, cfg, nil
}
