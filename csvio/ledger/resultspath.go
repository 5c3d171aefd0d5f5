package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"bulkdial/csvio/ledger/ownfile"
)

// ResolveResults returns the name of a results file without links. The names of its other files derive from it, so that two
// names of one file share intents and lock. The file need not exist; a link to a missing file gives the name of that file. All
// functions of this package need such a name.
//
// The error is an *ownfile.RecordError if the object there is no regular file or has several names, if links form a circle, if another
// object has the name of a file beside the results, or if an earlier version, which did not resolve links, has left such a file
// beside a link. It opens no file.
func ResolveResults(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, syscall.ELOOP):
		return "", linkLoop(path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("looking for results: %w", err)
	case err == nil:
		if err := checkResults(path, info); err != nil {
			return "", err
		}
	}
	resolved, links, err := follow(path)
	if err != nil {
		return "", err
	}
	if info != nil {
		if named, err := os.Lstat(resolved); err != nil || !os.SameFile(info, named) {
			return "", &ownfile.RecordError{Path: path, Reason: "this leads to a file that has no name: put the results back under a name, and name that", Field: fieldResults}
		}
	}
	for _, link := range links {
		if err := checkBeside(link, resolved); err != nil {
			return "", err
		}
	}
	for _, own := range []string{intentsPath(resolved), intentsPath(resolved) + ".new", settingsPath(resolved), earlierHeaderPath(resolved)} {
		if err := ownfile.Check(own); err != nil {
			return "", err
		}
	}
	return resolved, nil
}

// mostLinks is the maximum number of links that are followed, as on most systems.
const mostLinks = 40

// follow resolves the folder of a file, and then the file itself while it is a link. It returns those links. If there is no such
// folder, there is nothing to resolve.
func follow(path string) (resolved string, links []string, err error) {
	for range mostLinks {
		dir, name := filepath.Split(path) // filepath.Dir would read a/link/.. as a
		folder, err := filepath.EvalSymlinks(cmp.Or(dir, "."))
		if errors.Is(err, fs.ErrNotExist) {
			return path, links, nil
		}
		if err != nil {
			return "", nil, fmt.Errorf("looking for results: %w", err)
		}
		path = filepath.Join(folder, name)
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, links, nil
		}
		if err != nil {
			return "", nil, fmt.Errorf("looking for results: %w", err)
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return path, links, nil
		}
		target, err := os.Readlink(path)
		if err != nil {
			return "", nil, fmt.Errorf("looking for results: %w", err)
		}
		links = append(links, path)
		if path = target; !filepath.IsAbs(target) {
			path = folder + string(filepath.Separator) + target
		}
	}
	return "", nil, linkLoop(path)
}

func linkLoop(path string) error {
	return &ownfile.RecordError{Path: path, Reason: "this link leads in a circle: name the results file itself", Field: fieldResults}
}

// checkBeside returns an *ownfile.RecordError if a ledger has files under the name of a link to the results file: the calls in them must
// not be ignored.
func checkBeside(link, resolved string) error {
	beside := map[string]string{}
	for _, of := range []func(string) string{intentsPath, settingsPath, earlierHeaderPath} {
		beside[of(link)] = of(resolved)
	}
	files, err := resultsFiles(link)
	if err != nil {
		return err
	}
	for _, file := range files {
		if !file.Shard.Divided() {
			continue
		}
		shard := ShardResults(resolved, file.Shard)
		beside[file.Path] = shard
		beside[intentsPath(file.Path)] = intentsPath(shard)
		beside[settingsPath(file.Path)] = settingsPath(shard)
	}
	for from, to := range beside {
		was, err := os.Stat(from)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if is, errIs := os.Stat(to); err == nil && errIs == nil && os.SameFile(was, is) {
			continue
		}
		return &ownfile.RecordError{Path: from, Reason: fmt.Sprintf("an earlier version of bulkdial has left this file beside the link %s, and it is looked for "+
			"beside the file itself now: move it to %s", link, to)}
	}
	return nil
}
