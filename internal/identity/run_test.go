package identity_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"bulkdial/csvio"
	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/dialer/guards"
	play "bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/campaign/settings"
)

// runShards runs a contacts file, as a whole or in shards.
func (c *campaign) runShards(s *sheet, trouble bool) {
	c.newCampaign = false
	for _, r := range c.records {
		r.oracle.elsewhere = c.calledBeside(r)
	}
	for i := range c.shards {
		c.accepted = map[string]bool{maxAttempts: !trouble}
		if names := flagNames(); c.chance(20) {
			c.accepted[names[c.rng.IntN(len(names))]] = true
		}
		shard := dialer.Shard{}
		if c.shards > 1 {
			shard = dialer.Shard{Index: i + 1, Count: c.shards}
		}
		c.runShard(s, shard, trouble)
	}
}

// calledBeside returns the numbers that other campaigns than that of r have called, or perhaps; nil where that has sent a request,
// and so is not compared with others any more.
func (c *campaign) calledBeside(r *record) map[string]bool {
	if len(r.oracle.words) > 0 {
		return nil
	}
	called := map[string]bool{}
	for _, other := range c.records {
		for number := range other.oracle.owners {
			if other != r && other.oracle.placed[number]+other.oracle.doubtful[number] > 0 {
				called[number] = true
			}
		}
	}
	return called
}

// runShard gives the command for a shard, and changes it as refusals say until it runs.
func (c *campaign) runShard(s *sheet, shard dialer.Shard, trouble bool) {
	c.left = map[string]bool{}
	for range mostTries {
		if err := c.once(s, shard, trouble); !c.answer(s, err, !trouble) {
			return
		}
	}
	c.fault("run %d is still refused", c.run)
}

// once is one run, as the command does it. The error is one of a refusal.
func (c *campaign) once(s *sheet, shard dialer.Shard, trouble bool) error {
	c.run++
	files, err := c.filesOf(s, shard)
	if err != nil {
		c.must(err)
		return nil
	}
	cfg := engine.Config{
		Run: fmt.Sprintf("r%d", c.run), BatchSize: 1 + c.rng.IntN(3), Concurrency: 1, Shard: shard,
		MaxFailures: 5, MaxRejectRatio: 1, MaxWait: 5 * time.Millisecond, RequestTimeout: time.Second,
	}
	if trouble && c.chance(4) {
		cfg.Limit = 1 + c.rng.IntN(3)
	}
	caller := &caller{campaign: c, trouble: trouble, contacts: s, own: files.Own, crashAt: -1}
	if trouble && c.chance(4) {
		caller.crashAt = c.rng.IntN(4)
	}
	caller.rng = rand.New(rand.NewPCG(c.seed, uint64(c.run)+2))
	recalled, effect, err := c.recall(&files)
	if err != nil {
		c.must(err)
		return nil
	}
	ids := make([]string, len(s.rows))
	for i := range ids {
		ids[i] = s.id(i, c.column)
	}
	c.oracle.begins(&c.setting, s.rows, ids)
	opened, err := c.open(s, files, recalled, shard)
	if err == nil {
		err = c.dial(opened, cfg, caller, effect, recalled != nil)
	}
	caller.crash()
	c.trace("run %d of %s%s with %v, given %v, accepted %v, new %v: %s ends with %v", c.run, s.text(), s.results, effect, c.given, c.accepted, c.newCampaign, files.Own, err)
	c.compare(err)
	c.must(c.unexpected(err))
	return err
}

// filesOf names the files of a run. Contacts that can be read only once are not compared with those of other campaigns.
func (c *campaign) filesOf(s *sheet, shard dialer.Shard) (fileset.Files, error) {
	files, err := fileset.Name(s.path, s.results, false, shard)
	if err != nil {
		return files, err
	}
	c.enter(files.Results)
	if c.pipes && len(c.calledBeside(c.record)) == 0 {
		files.Contacts = fileset.Stdin
	}
	return files, nil
}

// compare compares whether a run was refused because of its ids with what the oracle says.
func (c *campaign) compare(err error) {
	_, changed := errors.AsType[*settings.ChangeError](err)
	_, refused := errors.AsType[*play.UnstableIDsError](err)
	if !c.piped && !changed && !c.oracle.unsure && refused != c.oracle.unstable {
		c.fault("run %d ends with %v; the ids are unstable: %v", c.run, err, c.oracle.unstable)
	}
}

// unexpected returns the error of a run unless it may end with it.
func (c *campaign) unexpected(err error) error {
	for _, expected := range []error{dialer.ErrDenied, dialer.ErrOutage, engine.ErrLimit, engine.ErrDuplicates, engine.ErrNoLine} {
		if errors.Is(err, expected) {
			return nil
		}
	}
	_, changed := errors.AsType[*settings.ChangeError](err)
	_, unstable := errors.AsType[*play.UnstableIDsError](err)
	_, overlap := errors.AsType[*play.OverlapError](err)
	if changed || unstable || overlap {
		return nil
	}
	return err
}

// dial runs all phases of a run. Remembers: the campaign keeps its settings.
func (c *campaign) dial(opened *play.Campaign, cfg engine.Config, caller *caller, effect map[string][]string, remembers bool) error {
	ctx, cancel := context.WithCancel(context.Background()) // ends the reading of standard input
	defer cancel()
	defer opened.Close()
	info, err := os.Stat(caller.own)
	kept := err == nil && info.Size() > 0
	run, err := opened.Open(play.RunConfig{Send: cfg, Holder: ownfile.Holder{Run: "run"}, Disk: ownfile.OSDisk{}})
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	err = errors.Join(run.Join(), run.CheckIDs())
	var work bool
	if err == nil {
		work, err = run.MakePlan(ctx)
	}
	if err == nil && work {
		err = c.checkOverlap(opened.Overlap())
	}
	if err == nil && work {
		err, kept = run.Begin(), true
	}
	begun := err == nil && kept
	if err == nil && work {
		err = run.Dial(ctx, engine.Deps{Caller: caller, Stats: &engine.Stats{}, Logger: zerolog.Nop(), Rescue: zerolog.Nop()})
	}
	if _, changed := errors.AsType[*settings.ChangeError](err); begun && !changed && remembers {
		c.agree(c, effect)
	}
	_, err = run.Finish(err)
	return err
}

// checkOverlap refuses a campaign that looks like another one under another name, as the command does. Where fewer contacts were
// called, the operator may stop it, or go on.
func (c *campaign) checkOverlap(overlap *play.Overlap) error {
	if overlap == nil {
		return nil
	}
	if !c.newCampaign && (overlap.Same() || c.chance(2)) {
		return &play.OverlapError{Overlap: *overlap}
	}
	c.oracle.elsewhere = nil
	return nil
}

// open opens the campaign of a contacts file as it is now.
func (c *campaign) open(s *sheet, files fileset.Files, recalled *settings.Recalled, shard dialer.Shard) (*play.Campaign, error) {
	if err := s.write(); err != nil {
		return nil, err
	}
	return play.New(play.Config{
		Files: files, Shard: shard, Rules: c.rules, Numbers: asWritten{},
		Calling: play.Calling{Guards: dialer.Guards{guards.Suppression{Lists: &c.setting}}},
		Reading: csvio.ContactsConfig{NumberColumn: "phone", IDColumn: c.column, Metadata: []string{}}, Recalled: recalled,
		Stdin: strings.NewReader(s.text()), SandboxID: func(string) bool { return false },
	})
}
