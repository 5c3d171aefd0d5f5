package report

// The statistics, to compare them with values from elsewhere.
var (
	Wilson     = wilson
	Difference = difference
	Fisher     = fisher
	Holm       = holm
	Needed     = needed
)

// The texts of numbers and times.
var (
	Count   = count
	Share   = share
	Short   = short
	Clock   = clock
	Lasting = lasting
)
