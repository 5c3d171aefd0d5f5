package calls

import (
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
)

// EachCDR passes the CDRs in all calls files of a campaign but one to each, in the order of the files; an empty but is no file. The error names
// a file.
func EachCDR(f *fileset.Files, but string, each func(*dialer.CDR)) error {
	return EachCDRAt(f, but, func(_ string, c *dialer.CDR, _ ledger.Place) { each(c) })
}

// EachCDRAt is EachCDR with the calls file and the place in it.
func EachCDRAt(f *fileset.Files, but string, each func(path string, c *dialer.CDR, at ledger.Place)) error {
	paths, err := ledger.CallsFiles(f.Results)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	for _, path := range paths {
		if path == but {
			continue
		}
		if err := ledger.ReadCallPlaces(path, func(c *dialer.CDR, at ledger.Place) { each(path, c, at) }); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	return nil
}
