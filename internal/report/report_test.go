package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bulkdial/dialer"
	"bulkdial/internal/overview"
	"bulkdial/internal/report"
)

var (
	update = flag.Bool("report.update", false, "record testdata/*.txt anew")
	pages  = flag.String("report.pages", "", "write the pages of the samples into this folder, to be looked at")
)

// berlin is a zone an hour ahead of UTC.
func berlin() *time.Location { return time.FixedZone("CET", 3600) }

func written(t *testing.T, o *overview.Overview, c report.Config) string {
	t.Helper()
	var text bytes.Buffer
	if err := report.Write(&text, o, c); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func compared(t *testing.T, list ...*overview.Overview) string {
	t.Helper()
	var text bytes.Buffer
	if err := report.WriteComparison(&text, list, report.Config{Zone: berlin()}); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// hostile are texts that would be markup, style, addresses or script if a page did not escape them.
const hostile = `"><script>alert(1)</script></style></title><img src=x onerror=alert(1)>' onload='x' javascript:alert(1) {{.}} &amp; ` + "\u202e" + "\r\n line"

// onePoint is a campaign of one call.
func onePoint() *overview.Overview {
	o := &overview.Overview{Made: sampleTime()}
	o.Files.Contacts, o.ResultsFiles, o.CallsKnown, o.ReadAll = "one.csv", 1, true, true
	o.Contacts = dialer.Tally{Rows: 1, Accepted: 1, Outcomes: dialer.OutcomeTally{Answered: 1}}
	o.Attempts = []overview.Attempt{{Attempt: 1, Sent: 1, Accepted: 1, Outcomes: dialer.OutcomeTally{Answered: 1}}}
	o.Pace = overview.Pace{From: sampleTime(), Span: time.Second, Sent: []int{1}, Answered: []int{1}}
	o.Hours[9] = overview.Hour{Calls: 1, Answered: 1}
	o.Durations = overview.Durations{Known: 1, Median: 7 * time.Second, P90: 7 * time.Second, Total: 7 * time.Second, Span: time.Second, Calls: []int{0, 0, 0, 0, 0, 0, 0, 1}}
	o.Regions = []overview.Region{{Name: "US", Contacts: 1, Accepted: 1, Answered: 1}}
	return o
}

// huge is a campaign of a million contacts of which everything is at its bound.
func huge() *overview.Overview {
	o := sample()
	o.Contacts.Rows, o.Contacts.Pending = 1_000_000, 1_000_000
	o.Pace, o.Gaps, o.Attempts, o.Runs, o.Errors, o.Regions = overview.Pace{From: sampleTime(), Span: 45 * time.Second}, nil, nil, nil, nil, nil
	o.Durations.Calls = nil
	for i := range overview.MaxBuckets {
		o.Pace.Sent, o.Pace.Answered = append(o.Pace.Sent, 8000+i), append(o.Pace.Answered, 4000+i)
		o.Durations.Calls = append(o.Durations.Calls, 123456+i)
	}
	for i := range overview.MaxGaps {
		from := sampleTime().Add(time.Duration(i) * time.Minute)
		o.Gaps = append(o.Gaps, overview.Gap{From: from, To: from.Add(30 * time.Second), Why: overview.GapFailures})
	}
	for i := range overview.MaxAttempts {
		o.Attempts = append(o.Attempts, overview.Attempt{Attempt: i + 1, Sent: 1_000_000 >> i, Accepted: 900_000 >> i, Outcomes: dialer.OutcomeTally{Answered: 400_000 >> i}})
	}
	for range overview.MaxErrors {
		e := overview.ErrorGroup{Disposition: dialer.Rejected, Code: "number_not_in_service", Count: 123456, Message: strings.Repeat("a long message ", 30), Remedy: strings.Repeat("a long remedy ", 15)}
		for i := range overview.MaxExamples {
			e.Examples = append(e.Examples, overview.Example{Row: 999_990 + i, Number: "+4915112345678", Batch: "20261123T080000-1a2b3c4d.123456", At: sampleTime()})
		}
		o.Errors = append(o.Errors, e)
	}
	for i := range o.Errors {
		o.Errors[i].Code += strconv.Itoa(i)
	}
	for i := range overview.MaxRegions {
		o.Regions = append(o.Regions, overview.Region{Name: fmt.Sprintf("%c%c", 'A'+i, 'A'+i), Contacts: 50_000, Accepted: 40_000, Answered: 20_000})
	}
	run := sample().Runs[0]
	run.End.Outcome = strings.Repeat("the run was stopped because of something long ", 6)
	for i := range overview.MaxRuns {
		run.Begin.At = sampleTime().Add(time.Duration(i) * time.Minute)
		o.Runs = append(o.Runs, run)
	}
	return o
}

// hostileCampaign has texts that would be markup wherever there is a text.
func hostileCampaign() *overview.Overview {
	o := sample()
	o.Files.Contacts, o.Errors[0].Message, o.Errors[0].Remedy, o.Errors[0].Code = hostile, hostile, hostile, hostile
	o.Errors[0].Disposition, o.Errors[0].Examples[0].Number = hostile, hostile
	o.Errors[1].Examples[0].Batch = hostile
	o.Regions[0].Name, o.Holds[0].Why = hostile, hostile
	o.Gaps[0].Why = hostile
	begin, end := &o.Runs[0].Begin, *o.Runs[0].End
	begin.User, begin.Host, begin.Shard, end.Outcome = hostile, hostile, hostile, hostile
	begin.Flags = map[string][]string{"cps": {hostile}}
	o.Runs[0].End = &end
	return o
}

// notCalled is a campaign that has not begun.
func notCalled() *overview.Overview {
	o := &overview.Overview{Made: sampleTime()}
	o.Files.Contacts, o.ReadAll = "new.csv", true
	o.Contacts = dialer.Tally{Rows: 20, Pending: 20}
	return o
}

// samplePages are the pages that all must be well made.
func samplePages(t *testing.T) map[string]string {
	t.Helper()
	cfg := report.Config{Zone: berlin()}
	none := &overview.Overview{Made: sampleTime()}
	none.Files.Contacts, none.ReadAll = "none.csv", true
	spring, summer := sample(), sample()
	spring.Files.Contacts, summer.Files.Contacts = "spring.csv", "summer.csv"
	spring.Contacts.Outcomes.Answered += 400
	summer.Contacts.Outcomes.Answered += 20
	spring.Hours[17].Answered += 90
	many := []*overview.Overview{}
	for i := range report.MostCompared {
		o := sample()
		o.Files.Contacts = fmt.Sprintf("list-%d.csv", i)
		many = append(many, o)
	}
	return map[string]string{
		"campaign": written(t, sample(), cfg), "empty": written(t, none, cfg), "not called": written(t, notCalled(), cfg), "one": written(t, onePoint(), cfg),
		"huge": written(t, huge(), cfg), "hostile": written(t, hostileCampaign(), cfg),
		"comparison": compared(t, sample(), spring, summer), "comparison of nothing": compared(t, none, notCalled()),
		"comparison of many": compared(t, many...), "hostile comparison": compared(t, hostileCampaign(), sample()),
	}
}

// TestStructure: each page is whole, small, readable aloud, and asks nobody for anything.
func TestStructure(t *testing.T) {
	t.Parallel()
	for name, text := range samplePages(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if *pages != "" {
				if err := os.WriteFile(filepath.Join(*pages, strings.ReplaceAll(name, " ", "-")+".html"), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if len(text) > 300_000 {
				t.Errorf("it is %d bytes long", len(text))
			}
			page := parse(t, text)
			checkFrame(t, page)
			checkHeadings(t, page)
			checkPictures(t, page)
			checkTables(t, page)
			checkAlone(t, page)
		})
	}
}

func checkFrame(t *testing.T, page *element) {
	t.Helper()
	if page.name() != "html" || page.attr("lang") != "en" || strings.TrimSpace(page.all("title")[0].Text) == "" {
		t.Error("it has no language or no title")
	}
	for _, landmark := range []string{"header", "main", "footer"} {
		if n := len(page.all(landmark)); n != 1 {
			t.Errorf("it has %d elements %s", n, landmark)
		}
	}
	ids := map[string]bool{}
	page.each(func(e *element) {
		if id := e.attr("id"); id != "" {
			if ids[id] {
				t.Errorf("two elements have the id %s", id)
			}
			ids[id] = true
		}
	})
	page.each(func(e *element) {
		for id := range strings.FieldsSeq(e.attr("aria-labelledby")) {
			if !ids[id] {
				t.Errorf("%s is named by %s, which does not exist", e.name(), id)
			}
		}
	})
}

func checkHeadings(t *testing.T, page *element) {
	t.Helper()
	before := byte('0')
	for _, h := range page.all("h1", "h2", "h3") {
		if level := h.name()[1]; level > before+1 || h.words() == "" {
			t.Errorf("%s %q follows h%c", h.name(), h.words(), before)
		}
		before = h.name()[1]
	}
	if n := len(page.all("h1")); n != 1 {
		t.Errorf("it has %d elements h1", n)
	}
}

func checkPictures(t *testing.T, page *element) {
	t.Helper()
	pictures := 0
	for _, svg := range page.all("svg") {
		if svg.attr("role") != "img" {
			continue
		}
		pictures++
		named := strings.Fields(svg.attr("aria-labelledby"))
		title, desc := svg.all("title"), svg.all("desc")
		if len(named) != 2 || len(title) == 0 || title[0].attr("id") != named[0] || len(desc) != 1 || desc[0].attr("id") != named[1] || desc[0].words() == "" {
			t.Errorf("a picture has not both a title and a description: %v", svg.Attrs)
		}
		if n := marks(svg); n > 300 {
			t.Errorf("%s has %d marks", title[0].words(), n)
		}
		svg.each(func(e *element) {
			for _, a := range e.Attrs {
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || strings.HasPrefix(a.Value, "-") && a.Name.Local != "dx" {
					t.Errorf("%s has %s=%q", title[0].words(), a.Name.Local, a.Value)
				}
			}
		})
	}
	if pictures < 2 {
		t.Errorf("it has %d pictures", pictures)
	}
}

func checkTables(t *testing.T, page *element) {
	t.Helper()
	captions := map[string]bool{}
	for _, table := range page.all("table") {
		caption := table.all("caption")[0].words()
		if caption == "" || captions[caption] {
			t.Errorf("a table has no caption of its own: %q", caption)
		}
		captions[caption] = true
		width := len(table.all("tr")[0].Children)
		for _, tr := range table.all("tr") {
			if len(tr.Children) != width {
				t.Errorf("%s: a row has %d cells of %d", caption, len(tr.Children), width)
			}
		}
		for _, th := range table.all("th") {
			if scope := th.attr("scope"); scope != "col" && scope != "row" {
				t.Errorf("%s: a heading has the scope %q", caption, scope)
			}
		}
	}
}

// checkAlone: nothing of a page asks for anything, and no text of a campaign has become markup.
func checkAlone(t *testing.T, page *element) {
	t.Helper()
	known := map[string]bool{}
	for name := range strings.FieldsSeq(`html head meta title style body header main footer section article h1 h2 h3 p strong code time span dl div dt dd ul li a
		svg desc rect line text defs pattern circle table caption thead tbody tr th td details summary`) {
		known[name] = true
	}
	page.each(func(e *element) {
		if !known[e.name()] {
			t.Errorf("it has an element %s", e.name())
		}
		for _, a := range e.Attrs {
			switch name := a.Name.Local; {
			case strings.HasPrefix(name, "on"), name == "src", name == "style", name == "href":
				t.Errorf("%s has %s=%q", e.name(), name, a.Value)
			}
		}
	})
	if style := page.all("style"); len(style) != 1 || regexp.MustCompile(`@import|url\([^#]`).MatchString(style[0].Text) {
		t.Error("its style is not one, or asks for something")
	}
	for _, meta := range page.all("meta") {
		if meta.attr("http-equiv") != "Content-Security-Policy" {
			continue
		}
		if !regexp.MustCompile(`^default-src 'none'; style-src 'sha256-[^']{44}'; base-uri 'none'; form-action 'none'$`).MatchString(meta.attr("content")) {
			t.Errorf("its policy is %s", meta.attr("content"))
		}
		return
	}
	t.Error("it has no policy")
}

// TestOutline: what the pages say, as somebody hears it.
func TestOutline(t *testing.T) {
	t.Parallel()
	for name, text := range samplePages(t) {
		switch name {
		case "huge", "hostile", "comparison of many", "hostile comparison":
			continue
		}
		got := outline(parse(t, text))
		path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got; -report.update records it anew):\n%s", name, diff)
		}
	}
}

// TestMarks: each picture of a campaign with calls draws something.
func TestMarks(t *testing.T) {
	t.Parallel()
	for _, o := range []*overview.Overview{sample(), onePoint()} {
		for _, svg := range parse(t, written(t, o, report.Config{})).all("svg") {
			if svg.attr("role") == "img" && marks(svg) == 0 {
				t.Errorf("%s: %s has no marks", o.Files.Contacts, svg.all("title")[0].words())
			}
		}
	}
}

// TestHours: an hour with few calls is no bar like the others, and has no interval.
func TestHours(t *testing.T) {
	t.Parallel()
	o := sample()
	o.Hours = [24]overview.Hour{9: {Calls: 19, Answered: 10}, 10: {Calls: 20, Answered: 10}}
	for _, svg := range parse(t, written(t, o, report.Config{})).all("svg") {
		if svg.attr("aria-labelledby") != "hours-name hours-words" {
			continue
		}
		classes := map[string]int{}
		svg.each(func(e *element) { classes[e.attr("class")]++ })
		if classes["mark few"] != 1 || classes["mark rate"] != 1 || classes["interval"] != 1 {
			t.Errorf("it has %v", classes)
		}
	}
}

// TestNumbers: numbers of contacts are masked, unless they are to be shown.
func TestNumbers(t *testing.T) {
	t.Parallel()
	o := sample()
	o.Errors[0].Message = "the number +14155550133 is odd"
	o.Runs[0].Begin.TestCall = "+14155550133"
	number := regexp.MustCompile(`\+?[0-9]{10,}`)
	if found := number.FindString(parse(t, written(t, o, report.Config{})).words()); found != "" {
		t.Errorf("it shows %s", found)
	}
	whole := parse(t, written(t, o, report.Config{ShowNumbers: true})).words()
	for _, want := range []string{"+14155550133", "4155550123", "(415) 555-0155", "pass it on with care"} {
		if !strings.Contains(whole, want) {
			t.Errorf("with numbers it does not show %s", want)
		}
	}
}

// TestTimes: times have the day and the zone of the page, and machines read the whole of them.
func TestTimes(t *testing.T) {
	t.Parallel()
	for zone, want := range map[*time.Location][3]string{
		nil:                         {"24 Nov 2026, 17:00", "Times are in UTC.", "2026-11-24T17:00:00Z"},
		berlin():                    {"24 Nov 2026, 18:00", "Times are in CET, UTC+01:00.", "2026-11-24T18:00:00+01:00"},
		time.FixedZone("", -5*3600): {"24 Nov 2026, 12:00", "Times are in UTC-05:00.", "2026-11-24T12:00:00-05:00"},
	} {
		page := parse(t, written(t, sample(), report.Config{Zone: zone}))
		made := page.all("time")[0]
		if got := [3]string{made.words(), want[1], made.attr("datetime")}; got != want || !strings.Contains(page.words(), want[1]) {
			t.Errorf("%v: it says %v, want %v", zone, got, want)
		}
	}
}
