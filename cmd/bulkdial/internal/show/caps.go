package show

import (
	"time"

	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign/forecast"
)

// capsText writes the caps of the campaign as a plan sees them.
func (w *Writer) capsText(f *forecast.Forecast) {
	w.capped("over a cap of calls to a number", f.Capped)
	w.capped("too soon after a conversation", f.Talked)
	if f.Caps == nil {
		return
	}
	if c := f.Caps; c.CallsPerDay > 0 {
		w.Printf("calls of today: %d of %d\n", c.Today, c.CallsPerDay)
	}
	if c := f.Caps; c.MostMinutes > 0 {
		w.Printf("cost so far: at most %d of %d minutes", c.Minutes, c.MostMinutes)
		if c.Open > 0 {
			w.Printf(", with the maximum duration of %s whose end is not known", dialer.Plural(c.Open, "call"))
		}
		w.Printf("\n")
	}
}

// capped writes when the contacts may be called that are held because of earlier calls.
func (w *Writer) capped(why string, c *engine.Capped) {
	if c == nil {
		return
	}
	w.Printf("%s: %d, to be called from %s on, the last one from %s on", why, c.Contacts, soon(c.First), soon(c.Last))
	if c.Later > 0 {
		w.Printf("; %d of them in a later run (--redial-wait)", c.Later)
	}
	w.Printf("\n")
}

// soon is a moment for people, rounded up to a second.
func soon(at time.Time) string {
	return at.Add(time.Second - 1).Truncate(time.Second).Local().Format(clockFormat)
}
