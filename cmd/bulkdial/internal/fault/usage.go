package fault

import (
	"fmt"

	"bulkdial/internal/campaign"
)

// Usage makes an error that only the operator can resolve: the command ends with exit.Usage.
func Usage(err error) error { return &campaign.UsageError{Err: err} }

// Usagef is Usage with a text as fmt.Errorf makes it.
func Usagef(format string, args ...any) error { return Usage(fmt.Errorf(format, args...)) }
