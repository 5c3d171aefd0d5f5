package options

import (
	"time"

	"github.com/spf13/pflag"
)

// Metrics are the flags that say where the metrics of a run are served.
type Metrics struct {
	// Listen is the address; empty: they are not served. Linger is how long they are served after the end of the run.
	Listen string
	Linger time.Duration
	// ShowNumbers: the report shows whole numbers, where it is served to this machine alone.
	ShowNumbers bool
}

func (f *Metrics) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.Listen, "metrics-listen", "", "serve the report (/), /metrics, /healthz and /readyz here, as in :9090; port 0 picks a free one (default: off)")
	flags.DurationVar(&f.Linger, "metrics-linger", 0, "with --metrics-listen: serve so long after the end")
	flags.BoolVar(&f.ShowNumbers, "show-numbers", false, "show whole phone numbers (run: in the report that --metrics-listen serves on 127.0.0.1)")
}
