package main

import (
	"fmt"
	"strings"

	"bulkdial/cmd/bulkdial/internal/fault"
)

// missing returns what a run needs that no layer gives, all of it at once. A sandbox run needs nothing.
func (a *app) missing(contacts *contactsFlags, send *sendFlags) (needs []string) {
	if contacts.sandbox {
		return nil
	}
	if send.api.keyFile == "" && strings.TrimSpace(a.Getenv(keyVariable)) == "" {
		needs = append(needs, "an API key ("+fault.WhereSet("APIKey")+")")
	}
	if send.route.AgentID == "" && contacts.reading.AgentColumn == "" {
		needs = append(needs, "an agent (--agent-id agent_…)")
	}
	if send.route.FromNumberID == "" && len(send.callers) == 0 && contacts.reading.FromNumberColumn == "" {
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

// lacks says what keeps a run with these flags from its first call, whatever the contacts are; empty: nothing.
func (a *app) lacks(contacts *contactsFlags, send *sendFlags) string {
	if needs := a.missing(contacts, send); len(needs) > 0 {
		return needsText(needs)
	}
	if err := a.checkSending(contacts, send); err != nil {
		return "a run would stop: " + fault.Text(err)
	}
	return ""
}

// checkSending checks the key, the address and the route of a run.
func (a *app) checkSending(contacts *contactsFlags, send *sendFlags) error {
	api := send.api // a plan keeps no key
	if err := api.prepare(a, contacts); err != nil {
		return err
	}
	return send.checkRoute(contacts)
}
