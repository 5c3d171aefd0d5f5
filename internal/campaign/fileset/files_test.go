package fileset_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"bulkdial/dialer"
	"bulkdial/internal/campaign/fileset"
)

const resultsHeader = "row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,from_number_id,at\n"

// folder is a folder with these files; one without a text is a link to leads.csv.
func folder(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range texts {
		path := filepath.Join(dir, name)
		if text == "" {
			err = os.Symlink("leads.csv", path)
		} else {
			err = os.WriteFile(path, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestName: the files have their names from the contacts, and none of them can be the contacts file.
func TestName(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"leads.csv": "phone\n+14155550101\n", "list.csv": "phone\n+14155550101\n", "called.csv": resultsHeader, "link.results.csv": "", "lists.calls.csv": "",
	})
	second := dialer.Shard{Index: 2, Count: 3}
	for name, tt := range map[string]struct {
		contacts, results string
		sandbox           bool
		shard             dialer.Shard
		want, own         string
		// field and isError say what the error is where there is one.
		field   string
		isError bool
	}{
		"from the contacts":     {contacts: "leads.csv", want: "leads.results.csv", own: "leads.results.csv"},
		"compressed":            {contacts: "leads.csv.gz", want: "leads.results.csv", own: "leads.results.csv"},
		"of the sandbox":        {contacts: "leads.xlsx", sandbox: true, want: "leads.sandbox.results.csv", own: "leads.sandbox.results.csv"},
		"given":                 {contacts: "leads.csv", results: "x.csv", want: "x.csv", own: "x.csv"},
		"of a shard":            {contacts: "leads.csv", shard: second, want: "leads.results.csv", own: "leads.results.2-of-3.csv"},
		"of standard input":     {contacts: fileset.Stdin, field: "Results"},
		"a link to the list":    {contacts: "leads.csv", results: "link.results.csv", field: "Results"},
		"calls in the contacts": {contacts: "leads.csv", results: "lists.results.csv", field: "Results"},
		"results as contacts":   {contacts: "called.csv", isError: true},
	} {
		contacts, results := tt.contacts, tt.results
		if contacts != fileset.Stdin {
			contacts = filepath.Join(dir, contacts)
		}
		if results != "" {
			results = filepath.Join(dir, results)
		}
		got, err := fileset.Name(contacts, results, tt.sandbox, tt.shard)
		field, named := errors.AsType[*dialer.FieldError](err)
		_, refused := errors.AsType[*fileset.Error](err)
		switch {
		case named != (tt.field != "") || named && field.Field != tt.field, refused != tt.isError:
			t.Errorf("%s: the error is %v", name, err)
		case err == nil && (got.Results != filepath.Join(dir, tt.want) || got.Own != filepath.Join(dir, tt.own) || got.Contacts != contacts):
			t.Errorf("%s: Name() = %+v", name, got)
		}
	}
}

// TestCheckOutput: a command writes to no file that a campaign needs, by whatever name, also where that is not made yet.
func TestCheckOutput(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"leads.csv": "phone\n+14155550101\n", "dnc.csv": "phone\n", "other.results.csv": resultsHeader, "link.csv": ""})
	files, err := fileset.Name(filepath.Join(dir, "leads.csv"), "", false, dialer.Shard{})
	if err != nil {
		t.Fatal(err)
	}
	for path, free := range map[string]bool{
		"leads.csv": false, "link.csv": false, "dnc.csv": false, "leads.results.csv": false, "leads.results.csv.inflight": false,
		"leads.results.csv.campaign": false, "leads.results.csv.paused": false, "leads.calls.csv": false, "leads.runs.jsonl": false, "./leads.runs.jsonl": false,
		"other.results.csv": false, "none/out.csv": false, "out.csv": true, "leads.report.html": true,
	} {
		err := files.CheckOutput(dir+"/"+path, filepath.Join(dir, "dnc.csv"))
		if _, refused := errors.AsType[*fileset.Error](err); refused == free || free && err != nil {
			t.Errorf("CheckOutput(%s) = %v", path, err)
		}
	}
	for _, path := range []string{"", fileset.Stdin} {
		if err := files.CheckOutput(path); err != nil {
			t.Errorf("CheckOutput(%q) = %v", path, err)
		}
	}
}
