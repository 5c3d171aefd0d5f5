package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer"
	"bulkdial/dialer/admission"
	"bulkdial/internal/campaign/fileset"
)

// pauseSignal pauses a run, and lets a paused one go on.
const pauseSignal = syscall.SIGUSR1

// watchPause pauses the run as the files of the campaign say, and turns the signal into such a file. It returns a function that ends that.
func (s *session) watchPause(ctx context.Context, pause *admission.Pause, logger zerolog.Logger) (stop func()) {
	files := s.campaign.Files
	changed := func(paused bool) {
		if paused {
			logger.Warn().Str("go_on", s.app.resumption(files.Contacts)).Msg("paused: no contact is called until the campaign goes on; calls in progress are followed")
			return
		}
		logger.Info().Msg("the campaign goes on")
	}
	if paused := files.Paused(); pause.Set(paused) {
		changed(paused)
	}
	watching, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, pauseSignal)
	var group sync.WaitGroup
	group.Go(func() { files.WatchPause(watching, pause, changed) })
	group.Go(func() {
		for {
			select {
			case <-signals:
				if err := toggle(&files); err != nil {
					logger.Error().Err(err).Msg("the signal to pause or go on has no effect")
				}
			case <-watching.Done():
				return
			}
		}
	})
	return func() {
		signal.Stop(signals)
		cancel()
		group.Wait()
	}
}

// toggle pauses the run of these files, or lets it go on.
func toggle(files *fileset.Files) error {
	if files.Paused() {
		return files.Resume() //nolint:wrapcheck // it says what it was doing
	}
	return files.PauseOwn("SIGUSR1") //nolint:wrapcheck // as above
}

func (a *app) pauseCommand() *cobra.Command {
	return a.pauseOrResume(&cobra.Command{
		Use:   "pause CONTACTS",
		Short: "Pause the runs of a campaign",
		Long: `Pause the runs of a campaign, those of all shards: they place no further calls,
await their answers and follow their calls, until bulkdial resume. A run that
begins later is paused too. The signal SIGUSR1 pauses one run, and lets a paused
one go on.

` + exit.SimpleHelp,
		Example: "  bulkdial pause leads.csv && bulkdial status leads.csv",
	}, true, func(files *fileset.Files) (string, error) {
		return "paused: " + files.Contacts + "; go on with: " + a.resumption(files.Contacts), files.Pause("bulkdial pause")
	})
}

func (a *app) resumeCommand() *cobra.Command {
	return a.pauseOrResume(&cobra.Command{
		Use:     "resume CONTACTS",
		Short:   "Let the paused runs of a campaign go on",
		Long:    "Let the runs of a campaign go on that were paused, by bulkdial pause or\nby a signal.\n\n" + exit.SimpleHelp,
		Example: "  bulkdial resume leads.csv",
	}, false, func(files *fileset.Files) (string, error) { return files.Contacts + " goes on", files.Resume() })
}

// pausedJSON is what pause and resume have done, for machines.
type pausedJSON struct {
	// Contacts is the contacts file.
	Contacts string `json:"contacts"`
	// Paused: the runs of the campaign call nobody.
	Paused bool `json:"paused"`
}

// pauseOrResume completes a command that does something to the files of a campaign and says what. After that the campaign is paused, or not.
func (a *app) pauseOrResume(cmd *cobra.Command, pauses bool, do func(*fileset.Files) (done string, err error)) *cobra.Command {
	var contacts options.Contacts
	var asJSON bool
	cmd.Args = contactsArg
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		files, err := contacts.Files(args[0], dialer.Shard{})
		if err != nil {
			return err
		}
		done, err := do(&files)
		if err != nil {
			return err
		}
		if asJSON {
			return a.PrintJSON(pausedJSON{files.Contacts, pauses})
		}
		_, err = fmt.Fprintln(a.Stdout, done)
		return err //nolint:wrapcheck // nothing to add
	}
	contacts.AddResults(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print whether the campaign is paused as JSON")
	return cmd
}

// resumption is the command that ends a pause of the campaign that this command line names.
func (a *app) resumption(contacts string) string {
	return show.NewAgain(&a.Line, contacts).Command("resume")
}
