package dialer

import "fmt"

// Order says who is called first by a run that calls contacts again.
type Order string

// The orders. In FileOrder and DueFirst a contact that becomes due during the run is called when it is due, amid the others.
const (
	// FileOrder: as in the file.
	FileOrder Order = "file"
	// FreshFirst: contacts without a placed call first.
	FreshFirst Order = "fresh"
	// DueFirst: contacts that are called again first.
	DueFirst Order = "due"
)

// ParseOrder reads an order.
func ParseOrder(s string) (Order, error) {
	switch o := Order(s); o {
	case FileOrder, FreshFirst, DueFirst:
		return o, nil
	}
	return "", fmt.Errorf("%q is not one of fresh, due, file", s)
}
