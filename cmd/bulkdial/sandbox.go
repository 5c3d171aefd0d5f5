package main

import (
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/internal/sandbox"
)

func (a *app) sandboxCommand() *cobra.Command {
	var listen, logFormat, logLevel string
	var flags options.Sandbox
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a fake of the API that places no real calls",
		Long: `Serve a fake of the API. It checks every request strictly, answers as the API
does, injects the given faults, and keeps a call log of how often each number
was "called": GET /sandbox/calls shows it, DELETE clears it. Any API key that
begins with sk_car_ is valid. It serves until it is interrupted.

Its calls ring, are answered or not, last and end. They can be read, listed and
canceled as those of the API. How they end is drawn from the seed of
--sandbox-faults; --sandbox-outcomes gives the shares of answered, no_answer,
busy and failed, which add up to 1. The calls of one number to call from are
dialed one second apart; faster ones are queued. Agents and numbers whose id
ends in _missing do not exist.

` + sandbox.FaultsHelp + "\n" + exit.SimpleHelp,
		Example: `  bulkdial sandbox --listen 127.0.0.1:8080
  bulkdial sandbox --sandbox-faults drop=0.2,500=0.1,seed=7
  bulkdial sandbox --sandbox-outcomes answered=0.8,busy=0.2 --sandbox-speed 60
  CARTESIA_API_KEY=sk_car_test bulkdial run leads.csv --yes \
      --base-url http://127.0.0.1:8080 --agent-id agent_x --from-number-id ap_x`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			logger, err := a.NewLogger(logFormat, logLevel, a.Region)
			if err != nil {
				return err
			}
			if err := flags.Parse(); err != nil {
				return err
			}
			listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", listen)
			if err != nil {
				return fault.Usagef("--listen: %w", err)
			}
			logger.Info().Str("address", "http://"+listener.Addr().String()).Str("faults", flags.Config.Faults.String()).Msg("sandbox is listening")
			if err := sandbox.Serve(cmd.Context(), listener, sandbox.New(flags.Config)); err != nil {
				return fmt.Errorf("serving the sandbox: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	flags.Add(cmd.Flags())
	options.AddLogFlags(cmd.Flags(), &logFormat, &logLevel)
	return cmd
}
