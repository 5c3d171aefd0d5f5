package options

import (
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/internal/cartesia"
)

// API are the flags that say how the API is reached; the commands that talk to it have them.
type API struct {
	// Config is that of the API's client, once prepare has completed it.
	Config  cartesia.Config
	keyFile string
	sandbox Sandbox
}

// Add adds the flags, with those of the sandbox.
func (f *API) Add(flags *pflag.FlagSet) {
	flags.StringVar(&f.Config.BaseURL, "base-url", cartesia.DefaultBaseURL, "address of the API")
	flags.StringVar(&f.keyFile, "api-key-file", "", "file of the API key (default: CARTESIA_API_KEY)")
	f.sandbox.Add(flags)
}

// prepare completes the configuration of the API's client and checks it.
func (f *API) prepare(l *flags.Line, contacts *Contacts) error {
	f.Config.APIVersion, f.Config.RefKey, f.Config.UserAgent = contacts.APIVersion, contacts.RefKey, "bulkdial/"+l.Version
	if contacts.Sandbox {
		if err := f.sandbox.Parse(); err != nil {
			return err
		}
		f.Config.APIKey = sandboxKey
	} else {
		key, err := apiKey(l, f.keyFile)
		if err != nil {
			return err
		}
		f.Config.APIKey = key
	}
	if _, err := cartesia.New(f.Config); err != nil {
		return fault.Usage(err)
	}
	return nil
}

// Speed is how many times faster than the clock calls live: 1, but for those of the built-in sandbox.
func (f *API) Speed(sandboxed bool) float64 {
	if !sandboxed {
		return 1
	}
	return f.sandbox.Config.Script.Speed
}
