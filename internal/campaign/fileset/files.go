package fileset

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

// Name returns the files of the campaign of a contacts file. An empty results name is derived from the contacts:
// leads.csv and leads.csv.gz give leads.results.csv, and leads.sandbox.results.csv for a campaign of the built-in sandbox.
// The error is an *Error, a *dialer.FieldError about Results, or one of ledger.ResolveResults.
func Name(contacts, results string, sandbox bool, shard dialer.Shard) (Files, error) {
	f := Files{Contacts: contacts}
	if results == "" {
		if contacts == Stdin {
			return f, resultsError("contacts from standard input have no name: name a results file")
		}
		results = resultsBeside(contacts, sandbox)
	}
	if contacts != Stdin && ledger.IsResults(contacts) {
		return f, errorf("%s holds the results of a campaign and not contacts: name the list that was called", contacts)
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
	if Same(f.Contacts, results) {
		return "", resultsError("%s is the contacts file itself; it is never written to", results)
	}
	resolved, err := ledger.ResolveResults(results)
	for what, path := range map[string]string{"calls": ledger.CallsPath(resolved), "runs": ledger.RunsPath(resolved)} {
		if err == nil && Same(f.Contacts, path) {
			return "", resultsError("the %s of %s would be kept in %s, which is the contacts file itself; it is never written to", what, results, path)
		}
	}
	return resolved, err //nolint:wrapcheck // it names the file
}

// Piped reports whether the contacts come from standard input.
func (f *Files) Piped() bool { return f.Contacts == Stdin }

// CheckOutput returns an error, an *Error or one of the ledger, when a file that a command writes is one that the campaign needs, as one of
// more. An empty path and Stdin, which is standard output here, are no files.
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
		return errorf("%s: there is no folder %s: make it, or name another file", path, filepath.Dir(path))
	}
	for _, own := range needed {
		if Same(path, own) || sameWhenMade(path, own) {
			return errorf("%s is a file that this campaign needs as it is (%s): name another file", path, own)
		}
	}
	if ledger.IsResults(path) || ledger.IsCalls(path) {
		return errorf("%s is a record of another campaign: name another file", path)
	}
	return nil
}

// Same reports whether two names are of one file that exists, whatever links lead to it.
func Same(a, b string) bool {
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

// SameName reports whether two names are one, though spelled otherwise. An empty b is the name of no file.
func SameName(a, b string) bool { return b != "" && filepath.Clean(a) == filepath.Clean(b) }

// Relative returns a path as it is remembered beside the results: relative to a folder; an absolute one where there is none.
func Relative(dir, path string) string {
	absDir, err := filepath.Abs(dir)
	if err != nil {
		return path
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(absDir, abs); err == nil {
		return rel
	}
	return abs
}
