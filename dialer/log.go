package dialer

// Log is the durable record of a campaign; csvio implements it. Its methods may be called from several goroutines
// at once. After an error of any of them the record is lost for the rest of the run: each later call fails too.
type Log interface {
	// Intend returns nil once it is on disk that req is about to be sent: not before may its first byte leave.
	Intend(req Request) error
	// Settle ends what Intend began. It does not wait for the disk: told is called once, with nil when the results are
	// on disk, so that the intent can be taken back, else with the reason why they are not recorded. It must not call
	// the log. Their room is used again once told was called: nobody keeps more of them than strings. There may be fewer
	// of them than attempts: whoever has none was certainly not dialed and stays pending.
	Settle(batch string, results []Result, told func(error))
	// Append takes the result of a contact that is in no request: one that is not called, or that is found to be
	// rejected after its request was settled. It is on disk after the next Flush.
	Append(result Result) error
	// Flush returns nil once all is on disk that was given to the log before. Every told was called then, also when
	// there is an error.
	Flush() error
}
