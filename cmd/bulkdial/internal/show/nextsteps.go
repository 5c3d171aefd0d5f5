package show

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
)

// NextStep is something to do after a run.
type NextStep struct {
	// What says it in words, and Commands are whole command lines for a shell; there may be none.
	What     string   `json:"what"`
	Commands []string `json:"commands,omitempty"`
}

// NextSteps says what there is to do after a run that has ended in a way, in the order in which it is to be done.
func NextSteps(s *campaign.State, end exit.Ending, again *Again) []NextStep {
	c := s.Contacts
	var steps []NextStep
	add := func(is bool, what string, commands ...string) {
		if is {
			steps = append(steps, NextStep{what, commands})
		}
	}
	lost := slices.ContainsFunc(s.Causes, func(c engine.Cause) bool { return c.Code == engine.NotRecorded })
	add(lost, "keep the log of this run; once the results can be written, add what only the log has", again.Command("import-log", "run.log"))
	add(c.Unknown > 0, fmt.Sprintf("find out what became of the %d unknown before anything else", c.Unknown), again.shardCommand("reconcile"))
	add(s.Paused && c.Pending > 0, "end the pause", again.Command("resume"))
	add(c.Pending > 0, fmt.Sprintf(end.Next, c.Pending, s.Files.Contacts)+again.input, again.run)
	steps = append(steps, invalidStep(s, again)...)
	steps = append(steps, rejectedStep(s, again)...)
	if c.Pending+c.Unknown > 0 {
		return steps
	}
	missed := c.Outcomes.Of(dialer.OutcomeNoAnswer) + c.Outcomes.Of(dialer.OutcomeBusy)
	switch {
	case c.InProgress() > 0:
		add(true, fmt.Sprintf("follow the %s to the end", dialer.Plural(c.InProgress(), "call")), again.apiCommand("track"))
	case missed > 0 && again.redial != "":
		add(true, fmt.Sprintf("call those again who were not reached: %d", missed), again.redial)
		fallthrough
	default:
		add(c.Accepted > 0 && !again.piped(), "hand on the contacts with what became of each", again.Command("export", "-o", beside(s.Files.Contacts, ".done.csv")))
	}
	return steps
}

// invalidStep says what to do about rows that are invalid.
func invalidStep(s *campaign.State, again *Again) []NextStep {
	rows := dialer.Plural(s.Contacts.Invalid, "invalid row")
	switch {
	case s.Contacts.Invalid == 0:
		return nil
	case again.piped():
		return []NextStep{{What: "correct the " + rows + " and run again"}}
	}
	name, rejects := s.Files.Contacts, unused(beside(s.Files.Contacts, ".rejects.csv"))
	return []NextStep{{
		"correct the " + rows + " in " + name + " and run again; or write them to a file, correct that, and run it with these results",
		[]string{
			fmt.Sprintf("bulkdial plan %s --rejects %s%s", flags.ShellWord(name), flags.ShellWord(rejects), again.flags),
			fmt.Sprintf("bulkdial run %s --results %s%s", flags.ShellWord(rejects), flags.ShellWord(s.Results), again.flags),
		},
	}}
}

// rejectedStep says what to do about contacts that the API has refused.
func rejectedStep(s *campaign.State, again *Again) []NextStep {
	n := s.Contacts.Rejected
	switch {
	case n == 0:
		return nil
	case again.piped():
		return []NextStep{{What: fmt.Sprintf("see error_code in the results for the %d rejected; a rerun calls them again, up to --max-attempts", n)}}
	}
	are, them, asTheyAre := "are", "them", "they are"
	if n == 1 {
		are, them, asTheyAre = "is", "it", "it is"
	}
	return []NextStep{{
		fmt.Sprintf("see why %d %s rejected, correct %s in this list, and run it; another run calls %[3]s again as %s, up to --max-attempts", n, are, them, asTheyAre),
		[]string{again.Command("export", "--only", string(dialer.Rejected), "-o", beside(s.Files.Contacts, ".rejected.csv"))},
	}}
}

// beside is the name of a file beside the contacts.
func beside(contacts, ending string) string {
	for _, packed := range []string{".gz", ".zst"} {
		contacts = strings.TrimSuffix(contacts, packed)
	}
	return strings.TrimSuffix(contacts, filepath.Ext(contacts)) + ending
}

// unused is a name of a file like this one that no file has: a file of rejects may hold corrections, and is never written over.
func unused(name string) string {
	ending := filepath.Ext(name)
	free := name
	for n := 2; ; n++ {
		if _, err := os.Lstat(free); err != nil {
			return free
		}
		free = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending)
	}
}

// Again makes the commands that follow a run: with the flags of its command line that they need and the campaign does not remember.
type Again struct {
	contacts string
	// run is the same run again, and redial one that calls those again who were not reached; empty where that is what the run does already.
	run, redial string
	// input is added to words about the same run, where it needs the same standard input.
	input string
	// flags are those that name the campaign and the API; config, results and api are some of them, shard is another.
	flags, config, results, api, shard string
}

// NewAgain returns the commands that follow the execution of a command line.
func NewAgain(l *flags.Line, contacts string) *Again {
	g := &Again{
		contacts: contacts, run: withoutPermits(l), flags: l.Typed("config", "sandbox", "base-url", "api-key-file"),
		config: l.Typed("config", "sandbox"), results: l.Typed("results"), api: l.Typed("base-url", "api-key-file"), shard: l.Typed("shard"),
	}
	if len(l.Given["redial"]) == 0 {
		g.redial = g.run + " --redial no_answer,busy"
	}
	if g.piped() {
		g.input, g.redial = ", with the same standard input", ""
	}
	return g
}

func (g *Again) piped() bool { return g.contacts == fileset.Stdin }

// Command is a command of the whole campaign, with more words.
func (g *Again) Command(name string, words ...string) string {
	line := []string{"bulkdial", name, flags.ShellWord(g.contacts)}
	for _, word := range words {
		line = append(line, flags.ShellWord(word))
	}
	return strings.Join(line, " ") + g.results + g.config
}

// apiCommand is a command of the whole campaign that asks the API, and shardCommand one of the shard.
func (g *Again) apiCommand(name string) string   { return g.Command(name) + g.api }
func (g *Again) shardCommand(name string) string { return g.apiCommand(name) + g.shard }

// withoutPermits is the command line of this process without what it permits once: a change since earlier runs, a campaign that looks like
// another one, and calling those again of whom it is unknown whether they were called.
func withoutPermits(l *flags.Line) string {
	words := []string{"bulkdial"}
	for i := 0; i < len(l.Args); i++ {
		name, value, joined := strings.Cut(l.Args[i], "=")
		if slices.Contains([]string{"--accept-header", "--new-campaign"}, name) {
			continue
		}
		if !slices.Contains([]string{"--accept-change", "--retry"}, name) {
			words = append(words, flags.ShellWord(l.Args[i]))
			continue
		}
		if !joined && i+1 < len(l.Args) {
			i++
			value = l.Args[i]
		}
		if name == "--retry" {
			words = append(words, name, flags.ShellWord(withoutUnknown(value)))
		}
	}
	return strings.Join(words, " ")
}

// withoutUnknown is a value of --retry without the unknown.
func withoutUnknown(retry string) string {
	kept := slices.DeleteFunc(strings.Split(retry, ","), func(word string) bool { return strings.TrimSpace(word) == string(dialer.Unknown) })
	if len(kept) == 0 {
		return "none"
	}
	return strings.Join(kept, ",")
}
