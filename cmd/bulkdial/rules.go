package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/fault"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/cmd/bulkdial/internal/terminal"
	"bulkdial/dialer"
	"bulkdial/internal/hours"
	"bulkdial/internal/place"
)

const rulesExample = "  bulkdial rules check rules.yaml"

func (a *app) rulesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rules",
		Short:   "Check a file of calling-hour rules",
		Long:    "Check a file of calling-hour rules.\n\n" + exit.SimpleHelp,
		Example: rulesExample,
		Args:    flags.CommandArg,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.rulesCheckCommand())
	return cmd
}

func (a *app) rulesCheckCommand() *cobra.Command {
	var zones string
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Show what a file of calling-hour rules means",
		Long: `Read a file of rules as run --hours-rules does, and show the hours of the next
seven days for each region, with the rules in force on each day. It also shows
what the rules ask for besides hours, and warns when they were not compared with
their sources for more than 180 days, or when their holidays end soon. Rules
that are not sure are listed.

Exit codes:
  0  the file can be used
  2  it cannot: the message says why
  3  it can be used, and there are warnings`,
		Example: rulesExample,
		Args:    rulesArg,
		RunE:    func(_ *cobra.Command, args []string) error { return a.checkRules(args[0], zones) },
	}
	cmd.Flags().StringVar(&zones, "zoneinfo", "", options.ZoneinfoHelp)
	return cmd
}

// rulesArg accepts exactly the name of a file of rules.
func rulesArg(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fault.Usagef("give one file of rules, not %d", len(args))
	}
	return nil
}

func (a *app) checkRules(path, zones string) error {
	now := time.Now()
	data, err := options.OpenZones(a.Process, zones)
	if err != nil {
		return err
	}
	places, err := place.New(place.Config{Zones: data, At: now})
	if err != nil {
		return err //nolint:wrapcheck // it says what the data lack
	}
	rules, err := hours.ReadRules(path, data, places.Known)
	if err != nil {
		return fault.Usage(err)
	}
	w := &terminal.Text{Out: a.Stdout}
	w.Printf("%s: %s of version %s, checked on %s; time zones %s\n\n", path, dialer.Plural(len(rules.Rules), "rule"), rules.Version, rules.Checked, data.Version)
	if w.Err == nil {
		w.Err = rules.WriteWeek(a.Stdout, hours.DateOf(now))
	}
	writeOtherRules(w, rules)
	writeNotSure(w, rules)
	warnings := rules.Warnings(now)
	if text := data.Warning(now); text != "" {
		warnings = append(warnings, text)
	}
	for _, text := range warnings {
		w.Printf("warning: %s\n", text)
	}
	if w.Err == nil && len(warnings) > 0 {
		return exit.ErrLook
	}
	return w.Err
}

// writeOtherRules writes what rules ask for besides hours, and the flags that a campaign needs for it.
func writeOtherRules(w *terminal.Text, rules *hours.Rules) {
	title := "\nbesides hours:\n"
	for _, rule := range rules.All() {
		for _, text := range otherThanHours(&rule) {
			w.Printf("%s  %s: %s\n", title, options.RuleName(&rule), text)
			title = ""
		}
	}
	if len(options.ConsentRules(rules)) > 0 {
		w.Printf("a campaign with these rules needs: %s\n", options.ConsentFlag)
	}
}

// writeNotSure writes which rules are not well known.
func writeNotSure(w *terminal.Text, rules *hours.Rules) {
	title := "\nnot sure; compare with the law:\n"
	for _, rule := range rules.All() {
		why := ""
		switch rule.Sure {
		case hours.Unverified:
			why = "not verified"
		case hours.Secondary:
			why = "by tables only, not by the law"
		case hours.Quoted, hours.Described:
		}
		if why == "" { // or the file does not say
			continue
		}
		if rule.Note != "" {
			why += ": " + rule.Note
		}
		w.Printf("%s  %s: %s\n", title, options.RuleName(&rule), why)
		title = ""
	}
}

// otherThanHours says what a rule asks for besides hours, and how it is kept.
func otherThanHours(rule *hours.Rule) []string {
	var texts []string
	for _, most := range rule.MaxCalls {
		texts = append(texts, fmt.Sprintf("at most %s calls to a number", most))
	}
	if d := time.Duration(rule.AfterConversation); d > 0 {
		texts = append(texts, fmt.Sprintf("no call within %s after a conversation; a call of which it is not known how it has ended counts as one", daysText(d)))
	}
	if rule.RequireConsent {
		texts = append(texts, "only with consent")
	}
	return texts
}

// daysText is a time in days, where it is that of whole ones.
func daysText(d time.Duration) string {
	const day = 24 * time.Hour
	if d%day == 0 {
		return dialer.Plural(int(d/day), "day")
	}
	return d.String()
}
