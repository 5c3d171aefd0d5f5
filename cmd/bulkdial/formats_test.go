package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/zstd"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/dialer/engine"
)

// shownPlan is what plan --json prints, but for the times.
type shownPlan struct {
	engine.Plan
	Warnings []show.WarningJSON `json:"warnings"`
	First    json.RawMessage    `json:"first_request"`
}

// planOf runs plan --json with the arguments and with stdin as standard input.
func planOf(t *testing.T, code int, stdin io.Reader, args ...string) shownPlan {
	t.Helper()
	out := startFault(t, append([]string{"plan", "--json"}, args...), func(cmd *exec.Cmd) { cmd.Stdin = stdin }).wait()
	out.want(t, code)
	var plan shownPlan
	if err := json.Unmarshal([]byte(out.stdout), &plan); err != nil {
		t.Fatalf("plan %v prints no plan: %v\n%s\n%s", args, err, show.Shorten(out.stdout, 2000), out.stderr)
	}
	return plan
}

// formatFiles returns the names of the files that hold the list, but for those that are set apart.
func formatFiles(t *testing.T, apart ...string) []string {
	t.Helper()
	entries, err := os.ReadDir(formatsFolder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); !slices.Contains(apart, name) {
			names = append(names, name)
		}
	}
	return names
}

const formatsFolder = "../../testdata/formats"

// formatFlags are those that a file needs so that it is read as it was written.
func formatFlags(name string) []string {
	if strings.Contains(name, "windows-1252") {
		return []string{"--encoding", "windows-1252"}
	}
	return nil
}

// shownOnly compares what a plan shows.
var shownOnly = cmpopts.IgnoreUnexported(engine.Plan{}, engine.DueCounts{})

// TestFormats: one list, in each encoding, delimiter and container, as a file, through a pipe, and compressed, gives one
// plan, whose first request holds all contacts.
func TestFormats(t *testing.T) {
	t.Parallel()
	// The second plan has bad rows: those whose note is empty.
	all, noted := []string{"--batch-size", "100"}, []string{"--batch-size", "100", "--require", "note"}
	plain := filepath.Join(formatsFolder, "contacts.csv")
	results := filepath.Join(t.TempDir(), "none.csv")
	want := planOf(t, exit.OK, nil, append([]string{plain, "--results", results}, all...)...)
	wantNoted := planOf(t, exit.Look, nil, append([]string{plain, "--results", results}, noted...)...)
	if want.ToCall != 25 || want.Batches != 1 || strings.Count(string(want.First), "to_number") != 25 {
		t.Fatalf("the plan of contacts.csv: %+v", want)
	}
	if wantNoted.Tally.Invalid == 0 || len(wantNoted.Causes) != 1 {
		t.Fatalf("the plan of contacts.csv with --require: %+v", wantNoted)
	}
	for _, name := range formatFiles(t, "README.md", "libreoffice.ods", "libreoffice.xls", "numeric.xlsx") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(filepath.Join(formatsFolder, name))
			if err != nil {
				t.Fatal(err)
			}
			wantNoted := wantNoted
			if strings.Contains(name, ".jsonl") { // whose rows are lines: there is no header among them
				wantNoted.Causes = slices.Clone(wantNoted.Causes)
				wantNoted.Causes[0].Rows = slices.Clone(wantNoted.Causes[0].Rows)
				for i := range wantNoted.Causes[0].Rows {
					wantNoted.Causes[0].Rows[i]--
				}
			}
			flags := append(formatFlags(name), "--results", results)
			files := map[string]io.Reader{"-": bytes.NewReader(content), filepath.Join(formatsFolder, name): nil}
			if !strings.HasSuffix(name, ".gz") && !strings.HasSuffix(name, ".zst") {
				for end, packed := range map[string][]byte{".gz": gzipOf(t, content), ".zst": zstdOf(t, content)} {
					path := filepath.Join(t.TempDir(), name+end)
					if err := os.WriteFile(path, packed, 0o600); err != nil {
						t.Fatal(err)
					}
					files[path] = nil
				}
			}
			for path, stdin := range files {
				if diff := cmp.Diff(want, planOf(t, exit.OK, stdin, slices.Concat(all, flags, []string{path})...), shownOnly); diff != "" {
					t.Errorf("%s: plan (-want +got):\n%s", path, diff)
				}
			}
			got := planOf(t, exit.Look, nil, slices.Concat(noted, flags, []string{filepath.Join(formatsFolder, name)})...)
			if diff := cmp.Diff(wantNoted, got, shownOnly); diff != "" {
				t.Errorf("plan with --require (-want +got):\n%s", diff)
			}
		})
	}
}

// gzipOf and zstdOf compress a content.
func gzipOf(t *testing.T, content []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	return closed(t, w, &packed, content)
}

func zstdOf(t *testing.T, content []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := zstd.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	return closed(t, w, &packed, content)
}

func closed(t *testing.T, w io.WriteCloser, packed *bytes.Buffer, content []byte) []byte {
	t.Helper()
	_, err := w.Write(content)
	if closing := w.Close(); err == nil {
		err = closing
	}
	if err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// TestFormatsRefused: what cannot be read says so, and what to save it as.
func TestFormatsRefused(t *testing.T) {
	t.Parallel()
	results := filepath.Join(t.TempDir(), "none.csv")
	for name, says := range map[string][]string{
		"libreoffice.ods":              {"OpenDocument", "save it as .xlsx"},
		"libreoffice.xls":              {".xls", "save it as .xlsx"},
		"contacts.windows-1252.csv":    {"row 2", "not UTF-8", "such as windows-1252", "(--encoding)"},
		"libreoffice.windows-1252.csv": {"row 2", "not UTF-8", "such as windows-1252", "(--encoding)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(formatsFolder, name)
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			args := []string{"plan", "--json", "--results", results}
			out := startFault(t, append(args, path), nil).wait()
			out.want(t, exit.Usage, append(says, path)...)
			piped := startFault(t, append(args, "-"), func(cmd *exec.Cmd) { cmd.Stdin = bytes.NewReader(content) }).wait()
			piped.want(t, exit.Usage, append(says, "standard input")...)
			if out.stdout+piped.stdout != "" {
				t.Errorf("there is a plan:\n%s%s", out.stdout, piped.stdout)
			}
		})
	}
}

// TestFormatsNumeric: phones that are numbers in a workbook have lost their +. Those of the region are called, and
// the others are not guessed.
func TestFormatsNumeric(t *testing.T) {
	t.Parallel()
	results := filepath.Join(t.TempDir(), "none.csv")
	numeric := []string{filepath.Join(formatsFolder, "numeric.xlsx"), "--results", results, "--batch-size", "100"}
	text := planOf(t, exit.OK, nil, filepath.Join(formatsFolder, "contacts.csv"), "--results", results, "--batch-size", "100")
	wanted := map[string][]string{}
	for _, number := range requestNumbers(t, text.First) {
		wanted[number[:2]] = append(wanted[number[:2]], number)
	}
	for region, begin := range map[string]string{"US": "+1", "GB": "+4"} {
		plan := planOf(t, exit.Look, nil, append(slices.Clone(numeric), "--region", region)...)
		if diff := cmp.Diff(wanted[begin], requestNumbers(t, plan.First)); diff != "" {
			t.Errorf("--region %s: numbers (-want +got):\n%s", region, diff)
		}
		if len(plan.Causes) != 1 || plan.Causes[0].Code != "number_plus_lost" || plan.Tally.Invalid != 25-len(wanted[begin]) {
			t.Errorf("--region %s: the others: %+v, causes %+v", region, plan.Tally, plan.Causes)
		}
	}
	if plan := planOf(t, exit.Look, nil, numeric...); plan.ToCall != 0 || plan.Tally.Invalid != 25 {
		t.Errorf("without a region: %+v, want 25 invalid", plan.Tally)
	}
}

// requestNumbers returns the numbers that a request calls, in their order.
func requestNumbers(t *testing.T, body []byte) []string {
	t.Helper()
	var request struct {
		Calls []struct {
			Number string `json:"to_number"`
		} `json:"outbound_calls"`
	}
	if err := json.Unmarshal(body, &request); err != nil {
		t.Fatalf("reading a request: %v", err)
	}
	var numbers []string
	for _, call := range request.Calls {
		numbers = append(numbers, call.Number)
	}
	return numbers
}
