package calls

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"bulkdial/csvio/ledger/ownfile"
	"bulkdial/dialer"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/fileset"
)

// TranscriptsConfig says where the transcripts of a campaign's calls are kept.
type TranscriptsConfig struct {
	// Dir is the folder. It is made, for its owner alone, if it is missing.
	Dir string
	// Since: calls whose end was recorded earlier are left out; zero: none.
	Since time.Time
	Disk  ownfile.Disk
}

// Transcripts are the files with the transcripts of a campaign's calls: one for each call. A file that is there is never replaced, so that
// each is read once, over any number of executions.
type Transcripts struct {
	cfg TranscriptsConfig
	// there counts the files that were there, and wanted the calls that have none.
	there, wanted atomic.Int64
	reader        atomic.Pointer[track.TranscriptReader]
}

// OpenTranscripts makes the folder, and tries whether files can be made in it.
func OpenTranscripts(cfg TranscriptsConfig) (*Transcripts, error) {
	err := os.MkdirAll(cfg.Dir, 0o700)
	if err == nil {
		err = probe(cfg.Disk, cfg.Dir)
	}
	if err != nil {
		return nil, fmt.Errorf("preparing the folder of transcripts: %w", err)
	}
	return &Transcripts{cfg: cfg}, nil
}

// probe makes an empty file in a folder, and removes it.
func probe(d ownfile.Disk, dir string) error {
	file, temp, err := makeTemp(d, dir)
	if err == nil {
		err = errors.Join(file.Close(), d.Remove(temp))
	}
	return err
}

// Save reads the transcripts of the calls whose ends are recorded and that have no file, by reading; its Save is set. Transcripts are
// exact also when there is an error, which is that of track.TranscriptReader, or one of the ledger.
func (t *Transcripts) Save(ctx context.Context, files *fileset.Files, reading track.TranscriptConfig) error {
	// Counting first tells how long it will take, and reads no transcript when a calls file is damaged.
	if err := t.eachCall(files, func(_ string, there bool) error {
		if there {
			t.there.Add(1)
		} else {
			t.wanted.Add(1)
		}
		return ctx.Err()
	}); err != nil {
		return interruptedBy(ctx, err)
	}
	if n := t.wanted.Load(); n > 0 {
		reading.Logger.Info().Int64("calls", n).Str("folder", t.cfg.Dir).Msg("reading transcripts")
	}
	reading.Save = t.keep
	reader := track.NewTranscriptReader(reading)
	t.reader.Store(reader)
	err := t.eachCall(files, func(callID string, there bool) error {
		if there {
			return nil
		}
		return reader.Read(ctx, callID)
	})
	if waiting := reader.Wait(); err == nil {
		err = waiting
	}
	if syncing := t.cfg.Disk.SyncDir(filepath.Join(t.cfg.Dir, "x")); err == nil && syncing != nil {
		err = fmt.Errorf("syncing the folder of transcripts: %w", syncing)
	}
	return interruptedBy(ctx, err)
}

// interruptedBy returns the cause of ctx's end, if that is why there is an error.
func interruptedBy(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// eachCall calls f with each call that may have a transcript, and whether its file is there, until f returns an error. The records pass
// one by one: there may be millions.
func (t *Transcripts) eachCall(files *fileset.Files, f func(callID string, there bool) error) error {
	var stop error
	reading := EachCDR(files, "", func(c *dialer.CDR) {
		if stop != nil || !c.Outcome.MayHaveTranscript() || c.RecordedAt.Before(t.cfg.Since) {
			return
		}
		var there bool
		if there, stop = hasTranscript(t.path(c.CallID)); stop == nil {
			stop = f(c.CallID, there)
		}
	})
	return errors.Join(reading, stop)
}

// makeTemp makes a file under a unique name.
func makeTemp(d ownfile.Disk, dir string) (ownfile.File, string, error) {
	temp := filepath.Join(dir, ".transcript."+rand.Text()+".new")
	file, err := d.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY)
	return file, temp, err
}

// hasTranscript reports whether there is a file, or another object, with a name. An empty file is none: a process that was killed has
// left it.
func hasTranscript(path string) (bool, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for a transcript: %w", err)
	}
	return !info.Mode().IsRegular() || info.Size() > 0, nil
}

// keep writes the transcript of a call to its file, whole or not at all, unless there is one. The name is taken first, by an empty
// file, so that no file that appears meanwhile is replaced.
func (t *Transcripts) keep(callID string, transcript []byte) error {
	d, path := t.cfg.Disk, t.path(callID)
	file, temp, err := makeTemp(d, t.cfg.Dir)
	if err != nil {
		return err
	}
	_, err = file.Write(append(transcript, '\n'))
	if err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = place(d, temp, path)
	}
	if err != nil {
		return errors.Join(err, d.Remove(temp))
	}
	return nil
}

// place gives a whole file its name, unless that is taken; then it removes the file.
func place(d ownfile.Disk, temp, path string) error {
	reserved, err := d.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY)
	switch {
	case err == nil:
		err = reserved.Close()
	case errors.Is(err, fs.ErrExist):
		taken, looking := hasTranscript(path)
		if looking == nil && taken {
			return d.Remove(temp)
		}
		err = looking
	}
	if err != nil {
		return err
	}
	if err := d.Rename(temp, path); err != nil {
		return errors.Join(err, d.Remove(path))
	}
	return nil
}

// path returns the file of a call: its id where that is a plain name, else with its other bytes as %XX, else, where that is too long, with
// its beginning and its checksum. Two ids never share a file.
func (t *Transcripts) path(callID string) string {
	const mostName = 200 // file systems take 255 bytes
	var name strings.Builder
	for i, b := range []byte(callID) {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '_', b == '-', b == '.' && i > 0:
			name.WriteByte(b)
		default:
			fmt.Fprintf(&name, "%%%02X", b)
		}
	}
	text := name.String()
	if len(text) > mostName {
		sum := sha256.Sum256([]byte(callID))
		text = text[:100] + "~" + hex.EncodeToString(sum[:])
	}
	return filepath.Join(t.cfg.Dir, text+".json")
}

// TranscriptsState is how far saving transcripts has come.
type TranscriptsState struct {
	track.TranscriptTally

	// There had a file before, and Wanted had none.
	There, Wanted int
}

// State returns the present state.
func (t *Transcripts) State() TranscriptsState {
	s := TranscriptsState{There: int(t.there.Load()), Wanted: int(t.wanted.Load())}
	if reader := t.reader.Load(); reader != nil {
		s.TranscriptTally = reader.Tally()
	}
	return s
}
