package main

import (
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"bulkdial/internal/sandbox"
)

func (a *app) sandboxCommand() *cobra.Command {
	var listen, faults, logFormat, logLevel string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a fake of the API that places no real calls",
		Long: `Serve a fake of POST /agents/calls. It checks every request strictly, answers as
the API does, injects the given faults, and keeps a call log of how often each
number was "called": GET /sandbox/calls shows it, DELETE clears it. Any API key
that begins with sk_car_ is valid. It serves until it is interrupted.

` + sandbox.FaultsHelp,
		Example: `  bulkdial sandbox --listen 127.0.0.1:8080
  bulkdial sandbox --sandbox-faults drop=0.2,500=0.1,seed=7
  CARTESIA_API_KEY=sk_car_test bulkdial run leads.csv --base-url http://127.0.0.1:8080 \
      --agent-id agent_x --from-number-id ap_x --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			logger, err := a.newLogger(logFormat, logLevel, a.stderr)
			if err != nil {
				return err
			}
			parsed, err := sandbox.ParseFaults(faults)
			if err != nil {
				return usagef("--sandbox-faults: %w", err)
			}
			listener, err := new(net.ListenConfig).Listen(cmd.Context(), "tcp", listen)
			if err != nil {
				return usagef("--listen: %w", err)
			}
			logger.Info().Str("address", "http://"+listener.Addr().String()).Str("faults", parsed.String()).Msg("sandbox is listening")
			if err := sandbox.Serve(cmd.Context(), listener, sandbox.New(sandbox.Config{Faults: parsed})); err != nil {
				return fmt.Errorf("serving the sandbox: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&faults, "sandbox-faults", "", "`faults` to inject, as in reject=0.02,drop=0.01,latency=80ms,seed=7")
	addLogFlags(cmd.Flags(), &logFormat, &logLevel)
	return cmd
}
