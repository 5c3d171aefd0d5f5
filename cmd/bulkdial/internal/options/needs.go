package options

import (
	"fmt"
	"strings"

	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
)

// missing returns what a run needs that no layer gives, all of it at once. A sandbox run needs nothing.
func (f *Send) missing(l *flags.Line, contacts *Contacts) (needs []string) {
	if contacts.Sandbox {
		return nil
	}
	if f.API.keyFile == "" && strings.TrimSpace(l.Getenv(flags.KeyVariable)) == "" {
		needs = append(needs, "an API key ("+fault.WhereSet("APIKey")+")")
	}
	if f.route.AgentID == "" && contacts.Reading.AgentColumn == "" {
		needs = append(needs, "an agent (--agent-id agent_…)")
	}
	if f.route.FromNumberID == "" && len(f.callers) == 0 && contacts.Reading.FromNumberColumn == "" {
		needs = append(needs, "a number to call from (--from-number-id ap_…)")
	}
	return needs
}

// needsText says what a run needs.
func needsText(needs []string) string {
	if last := len(needs) - 1; last > 0 {
		return fmt.Sprintf("a run needs more: %s and %s", strings.Join(needs[:last], ", "), needs[last])
	}
	return "a run needs more: " + strings.Join(needs, "")
}

// Lacks says what keeps a run with these flags from its first call, whatever the contacts are; empty: nothing.
func (f *Send) Lacks(l *flags.Line, contacts *Contacts) string {
	if needs := f.missing(l, contacts); len(needs) > 0 {
		return needsText(needs)
	}
	if err := f.checkSending(l, contacts); err != nil {
		return "a run would stop: " + fault.Text(err)
	}
	return ""
}

// checkSending checks the key, the address and the route of a run.
func (f *Send) checkSending(l *flags.Line, contacts *Contacts) error {
	api := f.API // a plan keeps no key
	if err := api.prepare(l, contacts); err != nil {
		return err
	}
	return f.checkRoute(contacts)
}
