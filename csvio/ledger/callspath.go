package ledger

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
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

// trackerPath returns the path of the file that names the process that holds a calls file.
func trackerPath(calls string) string { return calls + ".tracker" }

// CallsFiles returns the existing calls files of a campaign, of all divisions into shards; the results file of the whole campaign
// is at results, a path of ResolveResults.
func CallsFiles(results string) ([]string, error) {
	paths, err := pathsBeside(results)
	if err != nil {
		return nil, fmt.Errorf("looking for calls: %w", err)
	}
	results = filepath.Clean(results)
	return slices.DeleteFunc(paths, func(path string) bool {
		_, ofShard := shardOf(path, callsOfWhole(results))
		return !ofShard && path != CallsPath(results)
	}), nil
}
