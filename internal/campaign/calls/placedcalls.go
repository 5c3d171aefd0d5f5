package calls

import (
	"cmp"
	"hash/maphash"
	"slices"

	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
)

// EachPlaced passes each placed call of the campaign, of all shards, once to f: its result, in the order of the results files, and its
// CDR, nil where none is known. Then come the test calls, whose results say the number and the row only. It takes 32 bytes for each
// call. The error is one of the ledger, or that of f.
func EachPlaced(f *fileset.Files, each func(*dialer.Result, *dialer.CDR) error) error {
	p := placedCalls{seed: maphash.MakeSeed(), records: NewRecords()}
	defer p.records.Close()
	if err := p.read(f); err != nil {
		return err
	}
	for _, call := range p.results {
		result, err := p.records.Result(call.place)
		if err != nil {
			return err
		}
		cdr, err := p.cdr(call.key, result.CallID)
		if err == nil {
			err = each(result, cdr)
		}
		if err != nil {
			return err
		}
	}
	return EachTestCall(f, each)
}

// placedCalls are the calls of a campaign, by hashes of their ids.
type placedCalls struct {
	seed    maphash.Seed
	records *Records
	// results are sorted by place, and cdrs by key.
	results, cdrs []placedCall
}

// placedCall is a line about a call. Doubted: the line says unknown.
type placedCall struct {
	key, place uint64
	doubted    bool
}

// read reads the files, and sorts what they have.
func (p *placedCalls) read(f *fileset.Files) error {
	files, err := ledger.ResultsFiles(f.Results)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	for _, file := range files {
		if _, err := ledger.ReadPlaces(file.Path, func(r *dialer.Result, at ledger.Place) {
			placed := r.Disposition == dialer.Accepted || r.Disposition == dialer.Unknown
			if placed && r.CallID != "" {
				key := maphash.String(p.seed, r.CallID)
				p.results = append(p.results, placedCall{key, p.records.Place(file.Path, r, at), r.Disposition == dialer.Unknown})
			}
		}); err != nil {
			return err //nolint:wrapcheck // it names the file
		}
	}
	err = EachCDRAt(f, "", func(path string, c *dialer.CDR, at ledger.Place) {
		p.cdrs = append(p.cdrs, placedCall{key: maphash.String(p.seed, c.CallID), place: p.records.callPlace(path, at)})
	})
	byKey := func(a, b placedCall) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.place, b.place)) }
	slices.SortFunc(p.cdrs, byKey)
	slices.SortFunc(p.results, byKey)
	if err == nil {
		err = p.keepOne()
	}
	slices.SortFunc(p.results, func(a, b placedCall) int { return cmp.Compare(a.place, b.place) })
	return err
}

// keepOne keeps one line about each call: several files have it after a merge, and several lines after a correction. One that says
// accepted is kept before others.
func (p *placedCalls) keepOne() error {
	kept := p.results[:0]
	for begin := 0; begin < len(p.results); {
		end := begin + 1
		for end < len(p.results) && p.results[end].key == p.results[begin].key {
			end++
		}
		if end == begin+1 {
			kept = append(kept, p.results[begin])
			begin = end
			continue
		}
		best := map[string]placedCall{} // ids can share a hash
		for _, call := range p.results[begin:end] {
			result, err := p.records.Result(call.place)
			if err != nil {
				return err
			}
			if was, known := best[result.CallID]; !known || was.doubted && !call.doubted {
				best[result.CallID] = call
			}
		}
		for _, call := range best {
			kept = append(kept, call)
		}
		begin = end
	}
	p.results = kept
	return nil
}

// cdr returns the CDR of a call; nil where there is none.
func (p *placedCalls) cdr(key uint64, callID string) (*dialer.CDR, error) {
	i, _ := slices.BinarySearchFunc(p.cdrs, key, func(c placedCall, key uint64) int { return cmp.Compare(c.key, key) })
	for ; i < len(p.cdrs) && p.cdrs[i].key == key; i++ {
		if cdr, err := p.records.cdr(p.cdrs[i].place); err != nil || cdr.CallID == callID {
			return cdr, err
		}
	}
	return nil, nil //nolint:nilnil // as documented
}

// EachTestCall passes the placed test calls of a campaign, of which only the runs file knows, to each, without CDRs. The error is that of
// reading the runs file, or that of each.
func EachTestCall(f *fileset.Files, each func(*dialer.Result, *dialer.CDR) error) error {
	begun := map[string]*ledger.RunBegin{}
	var failed error
	err := ledger.ReadRuns(ledger.RunsPath(f.Results), func(l ledger.RunLine) {
		switch {
		case l.Begin != nil && l.Begin.TestCall != "":
			begun[l.Begin.Run] = l.Begin
		case l.End != nil && l.End.CallID != "" && begun[l.End.Run] != nil && failed == nil:
			b := begun[l.End.Run]
			failed = each(&dialer.Result{Row: b.Row, Number: b.TestCall, Disposition: dialer.Accepted, CallID: l.End.CallID, At: l.End.At}, nil)
		}
	})
	if err == nil {
		err = failed
	}
	return err
}
