package request

// The API versions that the sandbox speaks.
const (
	Version202603 = "2026-03-01"
	Version202608 = "2026-08-14"
)
