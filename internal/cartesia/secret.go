package cartesia

import (
	"fmt"
	"io"

	"bulkdial/internal/cartesia/content"
)

// Secret is a string that fmt and encoders show in a redacted form only.
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String returns the redacted form.
func (Secret) String() string { return content.Redacted }

// GoString returns the redacted form, which is what %#v prints.
func (Secret) GoString() string { return content.Redacted }

// MarshalText returns the redacted form for encoders.
func (Secret) MarshalText() ([]byte, error) { return []byte(content.Redacted), nil } //nolint:unparam // encoding.TextMarshaler wants the error

// Format prints the redacted form for every verb, %x and %q among them.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, content.Redacted) }
