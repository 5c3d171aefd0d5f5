package campaign

import (
	"bulkdial/csvio/ledger"
	"bulkdial/dialer"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/calls"
)

// Cost is what the calls of a campaign cost, over all runs and shards, with its test calls, by the minutes of each that have begun.
type Cost struct {
	// Price is that of a minute, in any currency.
	Price float64 `json:"price_per_minute"`
	// Known calls have ended, and their CDRs say how long they have lasted: Minutes, which cost Spent.
	Known   int     `json:"known_calls"`
	Minutes int64   `json:"known_minutes"`
	Spent   float64 `json:"known_cost"`
	// Open is how many other calls there are, or may be: each lasts LongestCall minutes at most, and all together cost Most at most. Without
	// a maximum duration LongestCall is 0, and Most nil.
	Open        int      `json:"other_calls"`
	LongestCall int64    `json:"other_minutes_each,omitempty"`
	Most        *float64 `json:"other_cost_at_most,omitempty"`
}

// Cost reads the files of the campaign and returns what its calls have cost; nil: there are none. Speed is how many times faster than the
// clock they live. The error names a file. What was read before to call by is forgotten, so it comes after Finish.
func (c *Campaign) Cost(price, speed float64) (*Cost, error) {
	c.history = screen.NewHistory() // one of them at a time is in memory
	c.history.CountMinutes(speed)
	files, err := ledger.ResultsFiles(c.Results)
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	for _, file := range files {
		if _, err := ledger.Read(file.Path, c.history.Add); err != nil {
			return nil, err //nolint:wrapcheck // it names the file
		}
	}
	if err := calls.EachCDR(&c.Files, "", c.history.AddCDR); err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	count, known, minutes := c.history.CallMinutes()
	longest, err := c.longestCall()
	if err == nil {
		err = calls.EachTestCall(&c.Files, func(*dialer.Result, *dialer.CDR) error {
			count++
			return nil
		})
	}
	if err != nil || count == 0 {
		return nil, err //nolint:wrapcheck // it names the file
	}
	cost := &Cost{Price: price, Known: known, Minutes: minutes, Spent: float64(minutes) * price, Open: count - known, LongestCall: longest}
	if longest > 0 || cost.Open == 0 {
		cost.Most = new(float64(int64(cost.Open)*longest) * price)
	}
	return cost, nil
}

// longestCall is how many minutes a call of any run lasts at most, as the runs file says; 0: some have no maximum, or it is not known.
func (c *Campaign) longestCall() (minutes int64, err error) {
	runs := 0
	err = ledger.ReadRuns(ledger.RunsPath(c.Results), func(l ledger.RunLine) {
		if l.Begin != nil {
			runs++
			minutes = max(minutes, minutesIn(l.Begin.Flags))
		}
	})
	if known, _ := c.history.Runs(); known > runs || minutes >= longestCall {
		minutes = 0
	}
	return minutes, err //nolint:wrapcheck // it names the file
}
