package main

import (
	"github.com/spf13/pflag"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/internal/cartesia"
)

// apiFlags say how the API is reached; the commands that talk to it have them.
type apiFlags struct {
	config  cartesia.Config
	keyFile string
	sandbox sandboxFlags
}

func (f *apiFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.config.BaseURL, "base-url", cartesia.DefaultBaseURL, "address of the API")
	flags.StringVar(&f.keyFile, "api-key-file", "", "file of the API key (default: CARTESIA_API_KEY)")
	f.sandbox.add(flags)
}

// prepare completes the configuration of the API's client and checks it.
func (f *apiFlags) prepare(a *app, contacts *contactsFlags) error {
	f.config.APIVersion, f.config.RefKey, f.config.UserAgent = contacts.apiVersion, contacts.refKey, "bulkdial/"+version()
	if contacts.sandbox {
		if err := f.sandbox.parse(); err != nil {
			return err
		}
		f.config.APIKey = sandboxKey
	} else {
		key, err := a.apiKey(f.keyFile)
		if err != nil {
			return err
		}
		f.config.APIKey = key
	}
	if _, err := cartesia.New(f.config); err != nil {
		return fault.Usage(err)
	}
	return nil
}

// speed is how many times faster than the clock calls live.
func (f *apiFlags) speed(sandboxed bool) float64 {
	if !sandboxed {
		return 1
	}
	return f.sandbox.config.Script.Speed
}
