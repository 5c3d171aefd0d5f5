package campaign

import (
	"errors"
	"os"
	"path/filepath"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger"
	"bulkdial/csvio/table"
	"bulkdial/internal/campaign/fileset"
)

// Origin returns what an export in a folder says of the campaign that its contacts come from. The error is that of reading the runs
// file.
func Origin(f *fileset.Files, folder string, sandbox bool) (csvio.Origin, error) {
	run, err := firstRun(f)
	return csvio.Origin{Sandbox: sandbox, FirstRun: run, Results: fileset.Relative(folder, f.Results)}, err
}

// firstRun returns the name of the first run of the campaign, which never changes; empty before it.
func firstRun(f *fileset.Files) (name string, err error) {
	err = ledger.ReadRuns(ledger.RunsPath(f.Results), func(l ledger.RunLine) {
		if name == "" && l.Begin != nil {
			name = l.Begin.Run
		}
	})
	return name, err //nolint:wrapcheck // it names the file
}

// exportRemedy ends the errors about an export that is not run as part of its campaign.
const exportRemedy = "; or, if its contacts are to be another campaign, remove the columns " + csvio.ExportedDisposition + " to " + csvio.ExportedFrom + " from it"

// ResultsOfExport returns the results file of the campaign that the contacts of a file were exported from; empty where they were not, and
// where the file cannot be read, which is left to its later reading. The export of a real campaign is a list like any other for
// the built-in sandbox. The error is a *UsageError: no other results may be begun instead.
func ResultsOfExport(contacts string, input table.InputConfig, sandbox bool) (string, error) {
	if contacts == fileset.Stdin {
		return "", nil
	}
	if info, err := os.Stat(contacts); err != nil || !info.Mode().IsRegular() {
		return "", nil
	}
	in, err := table.OpenInput(contacts, nil, input)
	if err != nil {
		return "", nil
	}
	defer func() { _ = in.Close() }() // it was only read
	origin, exported, err := csvio.ExportedOrigin(in)
	switch {
	case err != nil || !exported || sandbox && !origin.Sandbox:
		return "", nil
	case origin.Sandbox && !sandbox:
		return "", Usagef("%s: %w", contacts, errSandboxExport())
	}
	results := origin.Results
	if !filepath.IsAbs(results) {
		results = filepath.Join(filepath.Dir(contacts), results)
	}
	if resolved, err := ledger.ResolveResults(results); err == nil {
		files, err := ledger.ResultsFiles(resolved)
		if err == nil && len(files) == 0 {
			return "", fieldError("Results", "%s is an export of the campaign with the results %s, which are not there: name the results of that campaign%s", contacts, results, exportRemedy)
		}
	}
	return results, nil
}

func errSandboxExport() error {
	return errors.New("this is an export of a campaign of the built-in sandbox, which called nobody: use the sandbox, or run the list itself")
}

// checkOrigin returns an error unless contacts that were exported from a campaign are those of this one: it does not know whom another
// campaign has called. In the sandbox nobody is called.
func (c *Campaign) checkOrigin(o csvio.Origin) error {
	switch {
	case c.cfg.Sandbox:
		return nil
	case o.Sandbox:
		return errSandboxExport()
	}
	run, err := firstRun(&c.Files)
	if err != nil {
		return err
	}
	same := o.FirstRun == run
	if o.FirstRun == "" || run == "" { // only the name tells
		same = filepath.Base(o.Results) == filepath.Base(c.Results)
	}
	if same {
		return nil
	}
	return Usagef("this row was exported from another campaign, which has the results %s, and its contacts could be called twice with %s: name the results of that campaign%s",
		o.Results, c.Results, exportRemedy)
}
