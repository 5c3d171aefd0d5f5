package csvio

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

// RecordFile is one of the results files of a campaign.
type RecordFile struct {
	Path string
	// Shard is whose it is; the zero value when it is that of the campaign as a whole.
	Shard dialer.Shard
}

// ShardResults returns where a shard keeps its results, when those of the whole campaign are at results: beside them, as
// leads.results.2-of-8.csv beside leads.results.csv.
func ShardResults(results string, s dialer.Shard) string {
	if !s.Divided() {
		return results
	}
	ext := filepath.Ext(results)
	return fmt.Sprintf("%s.%d-of-%d%s", strings.TrimSuffix(results, ext), s.Index, s.Count, ext)
}

// RecordFiles returns the results files of a campaign that are there, whatever the shards it was ever divided into; the
// file of the whole campaign is at results, which ResolveResults returned. A file that is not there, but whose in-flight
// record is, counts too. Paths are without links, and the error is that of ResolveResults where one of them cannot be a
// results file.
func RecordFiles(results string) ([]RecordFile, error) {
	files, err := recordFiles(results)
	for i := range files {
		if err == nil {
			files[i].Path, err = ResolveResults(files[i].Path)
		}
	}
	return files, err
}

// recordFiles finds the files by their names in the folder of results.
func recordFiles(results string) ([]RecordFile, error) {
	dir := filepath.Dir(results)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for results: %w", err)
	}
	var files []RecordFile
	for _, entry := range entries {
		path := filepath.Join(dir, strings.TrimSuffix(entry.Name(), inflightPath("")))
		shard, ok := shardOf(path, filepath.Join(dir, filepath.Base(results)))
		known := slices.ContainsFunc(files, func(f RecordFile) bool { return f.Path == path })
		if ok && !known {
			files = append(files, RecordFile{Path: path, Shard: shard})
		}
	}
	return files, nil
}

// shardOf reads from the name of a file whose results it holds; ok is false when it is not of the campaign.
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
