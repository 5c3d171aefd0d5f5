package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkdial/cmd/bulkdial/internal/exit"
	"bulkdial/cmd/bulkdial/internal/notify"
	"bulkdial/cmd/bulkdial/internal/show"
	"bulkdial/csvio/ledger"
)

const jsonIntro = "What commands print with `--json`, and in a [pod](../operations.md#output) in any case; and the lines of `leads.runs.jsonl`. A later version\n" +
	"may add fields, so pass over those that you do not know. Fields that are *sometimes* there are left out when they are empty. A time is\n" +
	"written as in `2026-12-01T09:00:00Z`. A type with a name is a part, explained [below](#parts)."

// jsonDocument is a document that the program writes.
type jsonDocument struct {
	title, intro string
	value        any
}

// jsonDocuments are all of them.
func jsonDocuments() []jsonDocument {
	return []jsonDocument{
		{"plan", "`bulkdial plan leads.csv --json`, and `run --dry-run --json`.", show.PlanJSON{}},
		{"run", "`bulkdial run leads.csv --json`, and the file of `--summary`.", show.SummaryJSON{}},
		{"run --to", "The test call: `bulkdial run leads.csv --to +14155550199 --json`.", testCallJSON{}},
		{"status", "`bulkdial status leads.csv --json`.", show.StatusJSON{}},
		{"status --settings", "A list, with one of these for each setting: `bulkdial status leads.csv --settings --json`.", show.SettingJSON{}},
		{"track", "`bulkdial track leads.csv --json`.", show.TrackedJSON{}},
		{"track --transcripts", "A second document, after that of `track`.", savedJSON{}},
		{"reconcile", "`bulkdial reconcile leads.csv --json`. With `--placed` and `--not-placed` it is the list `attempts` alone.", reconcilingJSON{}},
		{"cancel", "`bulkdial cancel leads.csv --json`.", canceledJSON{}},
		{"pause and resume", "`bulkdial pause leads.csv --json`.", pausedJSON{}},
		{"suppress", "`bulkdial suppress +14155550100 --list dnc.csv --json`.", appendedJSON{}},
		{"merge", "`bulkdial merge leads.csv --json`.", mergedJSON{}},
		{"import-log", "`bulkdial import-log leads.csv run.log --json`.", importedJSON{}},
		{"repair", "`bulkdial repair leads.csv --json`.", repairJSON{}},
		{"run --notify-command", "What the command of `run --notify-command` reads. When a run could not go on after its canary, the JSON has no summary and the fields of the end of `track` below.", notify.RunNotice{}},
		{"track --notify-command", "What the command of `track --notify-command` reads.", notify.TrackNotice{}},
		{"reconcile --notify-command", "What the command of `reconcile --notify-command` reads.", notify.ReconcileNotice{}},
		{"version", "`bulkdial version --json`.", versionJSON{}},
		{"Run begin", "The line of `leads.runs.jsonl` that a run writes before its first request, with `\"event\":\"begin\"`.", ledger.RunBegin{}},
		{"Run end", "The line of `leads.runs.jsonl` that a run writes at its end, with `\"event\":\"end\"`. A run without one was killed, or still calls.", ledger.RunEnd{}},
	}
}

// jsonPage is the page of all documents in JSON.
func jsonPage(src *sources) string {
	p := newPage("JSON", jsonIntro)
	parts := &jsonParts{src: src, page: p, seen: map[reflect.Type]bool{}}
	for _, document := range jsonDocuments() {
		p.heading(document.title)
		p.printf("%s\n\n", document.intro)
		parts.fields(reflect.TypeOf(document.value))
	}
	p.endings()
	p.heading("Parts")
	p.printf("The objects that are in several of these documents, or in others of them.\n")
	for i := 0; i < len(parts.waiting); i++ { // each may name others
		t := parts.waiting[i]
		doc, _ := src.structOf(t.PkgPath(), t.Name())
		first, _, _ := strings.Cut(strings.ReplaceAll(withoutName(doc, t.Name()), ", for machines", ""), ". ")
		p.printf("\n### %s\n\n%s\n\n", partName(t), asSentence(first))
		parts.fields(t)
	}
	parts.complete()
	return p.String()
}

// endings writes the words for how a command has ended.
func (p *page) endings() {
	p.heading("ended_by")
	p.printf("The words of `ended_by` in summaries, in `leads.runs.jsonl` and in the last event of a log, and the [exit code](../operations.md#exit-codes)\n" +
		"of each.\n\n")
	p.table("`ended_by`", "exit code")
	codes := map[string][]string{}
	for _, cause := range exit.Endings() {
		code := strconv.Itoa(cause.Code)
		if cause.Word == exit.Interrupted {
			code = "130, 143 or 129, by the signal"
		}
		if !slices.Contains(codes[cause.Word], code) {
			codes[cause.Word] = append(codes[cause.Word], code)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(codes)) {
		p.row(code(word), strings.Join(codes[word], ", "))
	}
}

// jsonParts writes the fields of types, and keeps the types that are to be explained.
type jsonParts struct {
	src     *sources
	page    *page
	waiting []reflect.Type
	seen    map[reflect.Type]bool
}

// fields writes the table of the fields of a struct.
func (j *jsonParts) fields(t reflect.Type) {
	j.seen[t] = true
	j.page.table("field", "type", "")
	j.rows(t)
}

func (j *jsonParts) rows(t reflect.Type) {
	_, groups := j.src.structOf(t.PkgPath(), t.Name())
	names := jsonNames(t)
	for _, group := range groups {
		if len(group.names) == 0 {
			continue
		}
		var fields, types []string
		nothing := "null"
		for _, name := range group.names {
			field, ok := t.FieldByName(name)
			if !ok || names[name] == "" {
				continue
			}
			fields = append(fields, code(names[name]))
			word := j.typeWord(field.Type)
			if _, options, _ := strings.Cut(field.Tag.Get("json"), ","); strings.Contains(options, "omit") {
				word, nothing = word+" (sometimes)", "missing"
			} else if field.Type.Kind() == reflect.Pointer {
				word += " or null"
			}
			types = append(types, word)
		}
		if len(fields) == 0 {
			continue
		}
		if group.text == "" {
			j.src.t.Errorf("no comment says what %s of %s.%s means", strings.Join(group.names, ", "), t.PkgPath(), t.Name())
		}
		if inner := regexp.MustCompile(`\*?\b\w*[a-z][A-Z]\w*`).FindString(group.text); inner != "" && names[inner] == "" && !strings.Contains(group.text, "`"+inner) {
			j.src.t.Errorf("the comment about %s of %s.%s names %s, which its readers do not know", group.names[0], t.PkgPath(), t.Name(), inner)
		}
		j.page.row(strings.Join(fields, ", "), strings.Join(types[:shownTypes(types)], "; "), meaning(fields, outward(group.text, names, nothing)))
	}
	for field := range t.Fields() {
		if field.Anonymous && field.Tag.Get("json") == "" {
			embedded := field.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			j.rows(embedded)
		}
	}
}

// shownTypes is how many of the types of some fields are shown: one for all of them if they are the same.
func shownTypes(types []string) int {
	if len(slices.Compact(slices.Clone(types))) == 1 {
		return 1
	}
	return len(types)
}

// meaning is the comment about some fields. It does not repeat the name of one that is alone.
func meaning(fields []string, text string) string {
	if len(fields) > 1 {
		return asSentence(text)
	}
	return asSentence(withoutName(text, fields[0]))
}

// withoutName is a comment without the name that it begins with.
func withoutName(text, name string) string {
	if rest, ok := strings.CutPrefix(text, name); ok {
		for _, is := range []string{" is ", " are ", ": "} {
			if rest, ok := strings.CutPrefix(rest, is); ok {
				return rest
			}
		}
		for _, verb := range []string{" says ", " say ", " counts ", " count "} {
			if strings.HasPrefix(rest, verb) {
				return rest[1:]
			}
		}
	}
	return text
}

// jsonNames are the names that the fields of a struct have in JSON, by those of Go.
func jsonNames(t reflect.Type) map[string]string {
	names := map[string]string{}
	for field := range t.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "-" {
			names[field.Name] = name
		}
	}
	return names
}

// typeWord is a type in the words of JSON. A struct is a part that is explained.
func (j *jsonParts) typeWord(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Time]():
		return "time"
	case reflect.TypeFor[json.RawMessage]():
		return "any"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return j.typeWord(t.Elem())
	case reflect.Slice:
		return "list of " + j.typeWord(t.Elem())
	case reflect.Map:
		return "object of " + j.typeWord(t.Elem())
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Struct:
		if !j.seen[t] {
			j.seen[t] = true
			j.waiting = append(j.waiting, t)
		}
		return fmt.Sprintf("[%s](#%s)", partName(t), strings.ReplaceAll(partName(t), " ", "-"))
	}
	j.src.t.Errorf("no word for the type %v", t)
	return ""
}

// partName is the name of a type for readers, as in `reconciled attempt`.
func partName(t reflect.Type) string {
	var words strings.Builder
	name := strings.TrimSuffix(t.Name(), "JSON")
	for i, letter := range name {
		if i > 0 && letter >= 'A' && letter <= 'Z' && name[i-1] >= 'a' {
			words.WriteByte(' ')
		}
		words.WriteRune(letter)
	}
	return strings.ToLower(words.String())
}

// complete: each type of this program whose name says that it is JSON is on the page.
func (j *jsonParts) complete() {
	known := map[string]bool{}
	for t := range j.seen {
		known[t.Name()] = true
	}
	for _, folder := range j.src.folders() {
		if !strings.HasPrefix(folder, "cmd/") {
			continue
		}
		for _, file := range j.src.files(folder) {
			for _, name := range typesOf(file) {
				if strings.HasSuffix(name, "JSON") && !known[name] {
					j.src.t.Errorf("%s is in no document of jsonDocuments", name)
				}
			}
		}
	}
}

// typesOf returns the names of the types that a file declares.
func typesOf(file *ast.File) (names []string) {
	for _, decl := range file.Decls {
		if general, ok := decl.(*ast.GenDecl); ok && general.Tok == token.TYPE {
			for _, spec := range general.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					names = append(names, spec.Name.Name)
				}
			}
		}
	}
	return names
}

// asSentence is a text that begins with a capital and ends with a period.
func asSentence(text string) string {
	if text == "" {
		return ""
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
