package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"bulkdial/dialer"
)

// CallsPath returns the calls file of a results file, which is never the results file itself: leads.calls.csv for
// leads.results.csv, and x.calls.csv for x.csv. That of a shard is leads.calls.2-of-8.csv for leads.results.2-of-8.csv.
func CallsPath(results string) string {
	whole, shard := splitShard(results)
	return ShardResults(callsOfWhole(whole), shard)
}

// callsOfWhole is CallsPath for the results of a whole campaign.
func callsOfWhole(results string) string {
	ext := filepath.Ext(results)
	return strings.TrimSuffix(strings.TrimSuffix(results, ext), ".results") + ".calls" + ext
}

// splitShard undoes ShardResults.
func splitShard(path string) (whole string, s dialer.Shard) {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	for _, whole := range []string{stem, strings.TrimSuffix(stem, filepath.Ext(stem)) + ext} {
		if s, ok := shardOf(path, whole); ok {
			return whole, s
		}
	}
	return path, dialer.Shard{}
}

// trackerPath returns the path of the file that names the process that holds a calls file.
func trackerPath(calls string) string { return calls + ".tracker" }

// CallsFiles returns the existing calls files of a campaign, of all divisions into shards; the results file of the whole campaign
// is at results, a path of ResolveResults.
func CallsFiles(results string) ([]string, error) {
	dir := filepath.Dir(results)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking for calls: %w", err)
	}
	results = filepath.Join(dir, filepath.Base(results))
	var files []string
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if _, ok := shardOf(path, callsOfWhole(results)); ok || path == CallsPath(results) {
			files = append(files, path)
		}
	}
	return files, nil
}
