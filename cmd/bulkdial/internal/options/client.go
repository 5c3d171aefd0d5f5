package options

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/cartesia"
	"bulkdial/internal/sandbox"
)

// The key, agent and number of a sandbox run.
const (
	sandboxKey    = "sk_car_sandbox"
	sandboxAgent  = "agent_sandbox"
	sandboxNumber = "ap_sandbox"
)

// useSandbox fills in what a sandbox run does not need from the operator.
func (f *Send) useSandbox() {
	if f.route.AgentID == "" {
		f.route.AgentID = sandboxAgent
	}
	if len(f.callers) == 0 && f.route.FromNumberID == "" {
		f.callers = []string{sandboxNumber}
	}
}

// apiKey returns the key: from the file of --api-key-file, else from CARTESIA_API_KEY.
func apiKey(l *flags.Line, file string) (cartesia.Secret, error) {
	if file == "" {
		key := strings.TrimSpace(l.Getenv(flags.KeyVariable))
		if key == "" {
			return "", fault.Usagef("there is no API key: set CARTESIA_API_KEY, or name a file that holds it (--api-key-file)")
		}
		return cartesia.Secret(key), nil
	}
	text, err := os.ReadFile(file)
	switch {
	case err != nil && cartesia.IsKey(file):
		return "", fault.Usagef("--api-key-file takes the name of a file that holds the key, and not the key itself, which others could read here")
	case err != nil:
		return "", &dialer.FieldError{Field: "APIKeyFile", Err: err}
	}
	key := strings.TrimSpace(string(text)) // a mounted secret ends with a line break
	if key == "" {
		return "", fault.Usagef("%s is empty: write the API key into it (--api-key-file)", file)
	}
	return cartesia.Secret(key), nil
}

// Client returns a client of the API, and a function that closes it. With --sandbox it starts the sandbox, which keeps its
// calls in a file; the name is empty for a command that reaches the API.
func (f *API) Client(ctx context.Context, sandboxCalls string) (*cartesia.Client, func(), error) {
	stopSandbox := func() {}
	if sandboxCalls != "" {
		var err error
		if f.Config.BaseURL, stopSandbox, err = startSandbox(ctx, f.sandbox.Config, sandboxCalls); err != nil {
			return nil, nil, err
		}
	}
	client, err := cartesia.New(f.Config)
	if err != nil {
		stopSandbox()
		return nil, nil, fault.Usage(err)
	}
	return client, func() {
		client.Close()
		stopSandbox()
	}, nil
}

// OpenAPI returns a client for a command that reads or ends the calls of a campaign, and a function that closes it. It supplies the flags
// that no layer gives from what the campaign remembers.
func (f *Send) OpenAPI(l *flags.Line, cmd *cobra.Command, files *fileset.Files, contacts *Contacts) (*cartesia.Client, func(), error) {
	if err := contacts.Recall(l, cmd.Flags(), *files); err != nil {
		return nil, nil, err
	}
	calls := "" // of the sandbox
	if contacts.Sandbox {
		f.useSandbox()
		calls = files.SandboxCalls()
	}
	f.API.Config.Concurrency = max(1, f.API.Config.Concurrency)
	if err := checkSandboxFlags(cmd.Flags(), contacts.Sandbox); err != nil {
		return nil, nil, err
	}
	if err := f.API.prepare(l, contacts); err != nil {
		return nil, nil, err
	}
	return f.API.Client(cmd.Context(), calls)
}

// startSandbox serves a sandbox on a free port of this machine, which keeps its calls in a file.
func startSandbox(ctx context.Context, config sandbox.Config, calls string) (baseURL string, stop func(), err error) {
	if config.CallFile, err = sandbox.OpenCallFile(calls); err != nil {
		return "", nil, fault.Usage(err)
	}
	config.APIKey = sandboxKey
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		_ = config.CallFile.Close() // nothing was written
		return "", nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	// The sandbox outlives the signal that drains the run.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = sandbox.Serve(ctx, listener, sandbox.New(config))
	}()
	return "http://" + listener.Addr().String(), func() {
		cancel()
		<-ended
		_ = config.CallFile.Close() // each write was checked
	}, nil
}
