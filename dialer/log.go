package dialer

// Log is the durable record of a campaign; csvio implements it. Its methods may be called from several goroutines
// at once. After an error of any of them the record is lost for the rest of the run: each later call fails too.
type Log interface {
	// Intend returns nil once it is on disk that req is about to be sent: not before may its first byte leave.
	Intend(req Request) error
	// Settle ends what Intend began: it returns nil once the results are on disk, and takes the intent back.
	// There may be fewer results than attempts: whoever has none was certainly not dialed and stays pending.
	Settle(batch string, results []Result) error
	// Append takes the result of a contact that is in no request: one that is not called, or that is found to be
	// rejected after its request was settled. It is on disk when the run ends, at the latest.
	Append(result Result) error
}
