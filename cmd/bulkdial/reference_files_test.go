package main

import (
	"strings"
)

const filesIntro = "The files of a campaign whose contacts are in `leads.csv`, and the columns of its tables. [The files of a campaign](../results.md) says what\n" +
	"the dispositions mean for the next run. All of them are readable by their owner alone. Later versions may add columns: find a column by its name."

// filesPage is the page of the files of a campaign.
func filesPage(src *sources) string {
	p := newPage("Files", filesIntro)
	p.heading("All files")
	p.table("file", "what it is", "keep it?")
	for _, f := range [][3]string{
		{"leads.csv", "the contacts, in any [format](../contacts.md); never written", "yes"},
		{"leads.results.csv", "[the results](#results); only appended to", "**yes: a run resumes from it**"},
		{"leads.results.3-of-8.csv", "the results of a shard (`--shard 3/8`), which has files of its own with the next two endings too", "as above"},
		{"leads.results.csv.campaign", "[what the campaign remembers](../settings.md#what-a-campaign-remembers), and how the results ended", "**yes: with the results**"},
		{"leads.results.csv.inflight", "the requests that have no answer yet; gone after a clean end", "**yes, where it is there**"},
		{"leads.results.csv.paused", "the campaign [is paused](../lines.md#pause) while it is there", "as you like"},
		{"leads.results.csv.absent", "what [`reconcile`](../redial-and-reconcile.md#what-became-of-the-unknown) has found to be absent from the list of calls", "saves a wait"},
		{"leads.calls.csv", "[how the placed calls ended](#calls); only appended to", "yes: `--redial`, caps and reports need it"},
		{"leads.calls.csv.tracker", "the process that follows the calls now", "no"},
		{"leads.runs.jsonl", "[who ran what, and when](json.md#run-begin)", "yes"},
		{"leads.sandbox.…", "the same files of a run with `--sandbox`, and its calls (`leads.sandbox.api.jsonl`)", "no"},
	} {
		p.row(code(f[0]), f[1], f[2])
	}
	p.printf("\nWhat you name yourself: [exports](#exports) and [rejects](#rejects), `--summary` ([JSON](json.md#run)), transcripts (`track --transcripts`, one\n" +
		"file for each call, as the API has it), and the folder of [`--frequency-dir`](../caps.md).\n")
	for _, table := range []struct{ title, intro, path, name string }{
		{"Results", "`leads.results.csv` has one line for each attempt, and for each row that is skipped.", "csvio/ledger", "resultRow"},
		{"Calls", "`leads.calls.csv` has one line for each placed call that has ended.", "csvio/ledger", "cdrRow"},
	} {
		p.heading(table.title)
		p.printf("%s\n\n", table.intro)
		p.csvColumns(src, table.path, table.name)
	}
	p.heading("Exports")
	p.printf("[`bulkdial export`](../export.md) writes all columns of the contacts, and then these. `--billing` writes those of the second table alone.\n\n")
	p.namedColumns(src, "csvio", "ExportedDisposition")
	p.printf("\n")
	p.namedColumns(src, "internal/export", "billingColumns")
	p.heading("Rejects")
	p.printf("`plan --rejects bad.csv` writes these columns, and then those of the row as it is.\n\n")
	p.namedColumns(src, "csvio", "RejectsReason")
	return p.String()
}

// csvColumns writes the columns of a table that is written from a struct.
func (p *page) csvColumns(src *sources, path, name string) {
	p.table("column", "holds")
	_, groups := src.structOf(path, name)
	names := map[string]string{}
	for _, group := range groups {
		for i, field := range group.names {
			names[field] = group.tags[i].Get("csv")
		}
	}
	for _, group := range groups {
		var columns []string
		for _, tag := range group.tags {
			columns = append(columns, code(tag.Get("csv")))
		}
		if group.text == "" {
			src.t.Errorf("no comment says what %s of %s.%s holds", strings.Join(group.names, ", "), path, name)
		}
		p.row(strings.Join(columns, ", "), outward(group.text, names, "empty"))
	}
}

// namedColumns writes columns that are named in a declaration.
func (p *page) namedColumns(src *sources, path, declared string) {
	p.table("column", "holds")
	names, texts := src.commented(path, declared)
	for i, name := range names {
		if texts[i] == "" {
			src.t.Errorf("no comment says what the column %s of %s.%s holds", name, path, declared)
		}
		p.row(code(name), texts[i])
	}
}
