package identity_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	play "bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
)

// rename gives the contacts another name, new or old, or their results. The operator may forget to name the old results.
func (c *campaign) rename() {
	s, results := c.leads, c.results
	c.names++
	switch c.rng.IntN(4) {
	case 0: // moved
		path := c.path(fmt.Sprintf("leads-%d.csv", c.names))
		if err := os.Rename(s.path, path); !errors.Is(err, fs.ErrNotExist) {
			c.must(err)
		}
		s.path = path
	case 1: // copied
		s.path, s.written = c.path(fmt.Sprintf("leads-%d.csv", c.names)), ""
	case 2: // as it was called at first
		s.path, s.written = c.path("leads.csv"), ""
	case 3:
		s.results = c.path(fmt.Sprintf("other-%d.csv", c.names))
		return
	}
	if s.results = results; c.chance(2) {
		s.results = ""
	}
}

func (c *campaign) path(name string) string { return filepath.Join(c.dir, name) }

// writeRejects lets the program write a file of the rows that cannot be called, and corrects some of them there, or in both files.
func (c *campaign) writeRejects() {
	c.names++
	path := c.path(fmt.Sprintf("rejects-%d.csv", c.names))
	if err := c.planTo(path); err != nil {
		c.must(c.unexpected(err))
		return
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	c.must(err)
	defer func() { _ = file.Close() }()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	records, err := reader.ReadAll()
	c.must(err)
	s := &sheet{path: path, places: []int{}, results: c.results, bare: c.leads.bare}
	for _, record := range records[1:] {
		place, err := strconv.Atoi(record[2])
		c.must(err)
		row := &c.leads.rows[place-1]
		if !row.invalid() || record[3] != row.number {
			c.fault("the rejects have row %d as %v", place, record)
		}
		corrected := *row
		if !c.chance(3) {
			corrected = person{key: row.key, number: number(c.rng)}
		}
		if c.chance(2) {
			*row = corrected
		}
		s.rows, s.places = append(s.rows, corrected), append(s.places, place)
	}
	if c.chance(4) { // the operator forgets to name the results
		s.results = ""
	}
	c.rejects = s
}

// planTo writes the rows that cannot be called to a file.
func (c *campaign) planTo(path string) error {
	files, err := fileset.Name(c.leads.path, c.leads.results, false, dialer.Shard{})
	if err != nil {
		return err
	}
	c.enter(files.Results)
	recalled, _, err := c.recall(&files)
	if err != nil {
		return err
	}
	opened, err := c.open(c.leads, files, recalled, dialer.Shard{})
	if err != nil {
		return err
	}
	defer opened.Close()
	look, err := opened.Look()
	if err != nil {
		return err
	}
	_, err = look.Plan(context.Background(), engine.Config{Run: "plan", BatchSize: 1}, play.Rejects{
		Path: path, Remedy: func(dialer.Reason) string { return "correct it" },
	})
	if err == nil && !c.byID() {
		err = c.allRejected(path)
	}
	return err
}

// allRejected returns an error unless a file has each row that cannot be called.
func (c *campaign) allRejected(path string) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for i := range c.leads.rows {
		if c.leads.rows[i].invalid() && !strings.Contains(string(text), fmt.Sprintf(",correct it,%d,", i+1)) {
			return fmt.Errorf("row %d is not among the rejects", i+1)
		}
	}
	return nil
}
