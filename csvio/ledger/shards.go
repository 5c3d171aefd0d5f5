package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkdial/dialer"
)

// ResultsFile is one of the results files of a campaign.
type ResultsFile struct {
	Path string
	// Shard is the shard of the file; the zero value for the file of the whole campaign.
	Shard dialer.Shard
}

// ShardResults returns the results file of a shard of the campaign with the file results: the name is as in
// leads.results.2-of-8.csv beside leads.results.csv.
func ShardResults(results string, s dialer.Shard) string {
	if !s.Divided() {
		return results
	}
	ext := filepath.Ext(results)
	return fmt.Sprintf("%s.%d-of-%d%s", strings.TrimSuffix(results, ext), s.Index, s.Count, ext)
}

// WholeResults returns the results file of the campaign as a whole that the file of a shard belongs to: the reverse of
// ShardResults. Another name is that of a whole campaign.
func WholeResults(path string) string {
	whole, _ := splitShard(path)
	return whole
}

// splitShard undoes ShardResults: it returns the name of the whole, and the shard.
func splitShard(path string) (whole string, s dialer.Shard) {
	ext := filepath.Ext(path)
	name := strings.TrimSuffix(path, ext)
	for _, whole := range []string{strings.TrimSuffix(name, filepath.Ext(name)) + ext, name} { // with an extension, and without one
		if s, ok := shardOf(path, whole); ok && s.Divided() {
			return whole, s
		}
	}
	return path, dialer.Shard{}
}

// pathsBeside returns the paths of all that is in the folder of a file; none if there is no such folder.
func pathsBeside(path string) ([]string, error) {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // the caller says what it was doing
	}
	paths := make([]string, len(entries))
	for i, entry := range entries {
		paths[i] = filepath.Join(dir, entry.Name())
	}
	return paths, nil
}

// ResultsFiles returns the existing results files of a campaign, of all divisions into shards; the file of the whole campaign is
// at results, a path of ResolveResults. A missing file whose intents file exists counts too. Paths are without links, and the
// error is that of ResolveResults if one of them cannot be a results file.
func ResultsFiles(results string) ([]ResultsFile, error) {
	files, err := resultsFiles(results)
	for i := range files {
		if err == nil {
			files[i].Path, err = ResolveResults(files[i].Path)
		}
	}
	return files, err
}

// resultsFiles finds the files by their names in the folder of results.
func resultsFiles(results string) ([]ResultsFile, error) {
	paths, err := pathsBeside(results)
	if err != nil {
		return nil, fmt.Errorf("looking for results: %w", err)
	}
	var files []ResultsFile
	for _, path := range paths {
		path = strings.TrimSuffix(path, intentsPath(""))
		shard, ok := shardOf(path, filepath.Clean(results))
		known := slices.ContainsFunc(files, func(f ResultsFile) bool { return f.Path == path })
		if ok && !known {
			files = append(files, ResultsFile{Path: path, Shard: shard})
		}
	}
	return files, nil
}

// shardOf reads the shard from the name of a file; ok is false if the file is not of the campaign.
func shardOf(path, results string) (s dialer.Shard, ok bool) {
	if path == results {
		return dialer.Shard{}, true
	}
	ext := filepath.Ext(results)
	name, ok := strings.CutPrefix(path, strings.TrimSuffix(results, ext)+".")
	if !ok || !strings.HasSuffix(name, ext) {
		return dialer.Shard{}, false
	}
	s, err := dialer.ParseShard(strings.Replace(strings.TrimSuffix(name, ext), "-of-", "/", 1))
	return s, err == nil && s.Divided() && ShardResults(results, s) == path
}
