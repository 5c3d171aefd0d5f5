package campaign

import (
	"os"
	"path/filepath"
	"strings"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
)

// Stdin is the name of a contacts file that is standard input, which can be read only once.
const Stdin = "-"

// Files are the names of a campaign's files. No links lead to the results, so that each command, by any name, finds the same
// files beside them.
type Files struct {
	// Contacts is the contacts file, or Stdin.
	Contacts string
	// Results is the results file of the campaign as a whole, beside which those of its shards are. Own is that of the shard
	// that a run deals with; the same as Results for the whole.
	Results, Own string
}

// NameFiles returns the files of the campaign of a contacts file. An empty results name is derived from the contacts:
// leads.csv and leads.csv.gz give leads.results.csv, and leads.sandbox.results.csv for a campaign of the built-in sandbox.
// The error is a *dialer.FieldError or one of ledger.ResolveResults.
func NameFiles(contacts, results string, sandbox bool, shard dialer.Shard) (Files, error) {
	f := Files{Contacts: contacts}
	if results == "" {
		if contacts == Stdin {
			return f, fieldError("Results", "contacts from standard input have no name: name a results file")
		}
		results = resultsBeside(contacts, sandbox)
	}
	if contacts != Stdin && ledger.IsResults(contacts) {
		return f, Usagef("%s holds the results of a campaign and not contacts: name the list that was called", contacts)
	}
	var err error
	f.Results, err = f.resolve(results)
	f.Own = f.Results
	if err == nil && shard.Divided() {
		f.Own, err = f.resolve(ledger.ShardResults(f.Results, shard))
	}
	return f, err
}

func resultsBeside(contacts string, sandbox bool) string {
	base := strings.TrimSuffix(strings.TrimSuffix(contacts, ".gz"), ".zst")
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if sandbox {
		base += ".sandbox"
	}
	return base + ".results.csv"
}

// SandboxCalls is the file in which the built-in sandbox keeps the calls of a campaign, all shards together:
// leads.sandbox.api.jsonl for leads.sandbox.results.csv.
func (f *Files) SandboxCalls() string {
	base, ok := strings.CutSuffix(f.Results, ".results.csv")
	if !ok {
		base = strings.TrimSuffix(f.Results, filepath.Ext(f.Results))
	}
	return base + ".api.jsonl"
}

func (f *Files) resolve(results string) (string, error) {
	if sameFile(f.Contacts, results) {
		return "", fieldError("Results", "%s is the contacts file itself; it is never written to", results)
	}
	resolved, err := ledger.ResolveResults(results)
	for what, path := range map[string]string{"calls": ledger.CallsPath(resolved), "runs": ledger.RunsPath(resolved)} {
		if err == nil && sameFile(f.Contacts, path) {
			return "", fieldError("Results", "the %s of %s would be kept in %s, which is the contacts file itself; it is never written to", what, results, path)
		}
	}
	return resolved, err //nolint:wrapcheck // it names the file
}

// Piped reports whether the contacts come from standard input.
func (f *Files) Piped() bool { return f.Contacts == Stdin }

// eachCDR passes the CDRs in all calls files of the campaign but one to each.
func (f *Files) eachCDR(but string, each func(*dialer.CDR)) error {
	return f.eachCDRAt(but, func(_ string, c *dialer.CDR, _ ledger.Place) { each(c) })
}

// eachCDRAt is eachCDR with the calls file and the place in it.
func (f *Files) eachCDRAt(but string, each func(path string, c *dialer.CDR, at ledger.Place)) error {
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

// CheckOutput returns an error when a file that a command writes is one that the campaign needs, as one of more. An empty path and
// Stdin, which is standard output here, are no files.
func (f *Files) CheckOutput(path string, more ...string) error {
	if path == "" || path == Stdin {
		return nil
	}
	needed := append([]string{f.Contacts, ledger.RunsPath(f.Results), f.SandboxCalls(), pausePath(f.Results)}, more...)
	needed = append(needed, ledger.OwnFiles(f.Results)...)
	needed = append(needed, ledger.OwnFiles(f.Own)...)
	others, err := ledger.ResultsFiles(f.Results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	for _, other := range others {
		needed = append(needed, ledger.OwnFiles(other.Path)...)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return Usagef("%s: there is no folder %s: make it, or name another file", path, filepath.Dir(path))
	}
	for _, own := range needed {
		if sameFile(path, own) || sameWhenMade(path, own) {
			return Usagef("%s is a file that this campaign needs as it is (%s): name another file", path, own)
		}
	}
	if ledger.IsResults(path) || ledger.IsCalls(path) {
		return Usagef("%s is a record of another campaign: name another file", path)
	}
	return nil
}

// CheckOutput is that of the files, for the suppression lists too.
func (c *Campaign) CheckOutput(path string) error {
	return c.Files.CheckOutput(path, c.cfg.Suppress...)
}

// sameFile reports whether two names are of one file that exists.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// sameWhenMade reports whether two names would be of one file, which need not exist yet.
func sameWhenMade(a, b string) bool {
	x, err := ledger.ResolveResults(a)
	if err != nil {
		return false
	}
	x, errX := filepath.Abs(x)
	y, errY := filepath.Abs(b)
	return errX == nil && errY == nil && x == y
}

func sameName(a, b string) bool { return b != "" && filepath.Clean(a) == filepath.Clean(b) }
