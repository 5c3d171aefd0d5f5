package cartesia

import "fmt"

const redacted = "[secret]"

// Secret is an API key. However it is printed or encoded, it does not show; Reveal alone gives it away.
type Secret string

// Reveal returns the key itself.
func (s Secret) Reveal() string { return string(s) }

// String implements fmt.Stringer.
func (Secret) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (Secret) GoString() string { return redacted }

// Format implements fmt.Formatter, so that no verb shows the key.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText implements encoding.TextMarshaler.
//
//nolint:unparam // the interface has an error
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
