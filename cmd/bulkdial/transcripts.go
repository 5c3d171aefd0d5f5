package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/progress"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer/track"
	"bulkdial/internal/campaign/calls"
	"bulkdial/internal/campaign/fileset"
)

// transcriptSaver saves the transcripts of calls once they were followed.
type transcriptSaver struct {
	app         *app
	files       *fileset.Files
	output      *options.Output
	form        progress.Form
	asJSON      bool
	transcripts *calls.Transcripts
	reading     track.TranscriptConfig
}

// save saves the transcripts in a folder, and prints how many.
func (s *transcriptSaver) save(ctx context.Context, dir string) error {
	b := progress.NewCountBar(s.app.Region, s.form, "transcripts", func() (done, total int) {
		state := s.transcripts.State()
		return state.Done(), state.Wanted
	})
	defer b.Close()
	var err error
	if s.reading.Logger, err = s.app.NewLogger(s.output.LogFormat, s.output.LogLevel, s.app.Region); err != nil {
		return err
	}
	b.Report(s.reading.Logger)
	err = s.transcripts.Save(ctx, s.files, s.reading)
	b.Close()
	w, state := &terminal.Text{Out: s.app.Stdout}, s.transcripts.State()
	if s.asJSON {
		return errors.Join(err, s.app.PrintJSON(savedJSON{dir, state.Saved, state.There, state.None, state.Failed, state.Wanted - state.Done()}))
	}
	w.Printf("transcripts: %s: %s\n", dir, transcriptsText(&state))
	if state.None > 0 {
		w.Printf("  the API has none of %s\n", namesText(state.Named, state.None))
	}
	return errors.Join(err, w.Err)
}

// savedJSON is how many transcripts were saved in a folder, for machines.
type savedJSON struct {
	// Folder is where they are.
	Folder string `json:"folder"`
	// Saved are new there, There were there before, and None are those that the API does not have, or not yet.
	Saved int `json:"saved"`
	There int `json:"there_before"`
	None  int `json:"not_available"`
	// Failed could not be read or written, and NotAsked were not asked for before the command ended.
	Failed   int `json:"failed"`
	NotAsked int `json:"not_asked_for"`
}

// transcriptsText says how many transcripts were saved, and the other counts that are not zero.
func transcriptsText(s *calls.TranscriptsState) string {
	return show.CountsText(show.CountOf(s.Saved, "saved"), show.CountOf(s.There, "there before"), show.CountOf(s.None, "not available, or not yet"),
		show.CountOf(s.Failed, "failed"), show.CountOf(s.Wanted-s.Done(), "not asked for"))
}

// namesText names the first of n things.
func namesText(first []string, n int) string {
	text := strings.Join(first, ", ")
	if n > len(first) {
		text += fmt.Sprintf(" … and %d others", n-len(first))
	}
	return text
}
