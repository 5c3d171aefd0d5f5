package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"time"

	"bulkdial/internal/overview"
)

//go:embed page.html style.css
var files embed.FS

// Config says how a page shows what it shows.
type Config struct {
	// Zone is the time zone of all times but those of Hours; nil is UTC.
	Zone *time.Location
	// ShowNumbers shows the numbers of contacts whole; else their middle is masked.
	ShowNumbers bool
	// live: the page is one of Live, which the browser loads again after reload; 0: not by itself.
	live   bool
	reload time.Duration
}

// MostCompared is how many campaigns WriteComparison takes.
const MostCompared = 10

// Write writes the page about a campaign. The error is that of w.
func Write(w io.Writer, o *overview.Overview, c Config) error {
	return write(w, "campaign", newCampaignPage(o, &c))
}

// WriteComparison writes the page that compares campaigns, 2 to MostCompared.
func WriteComparison(w io.Writer, list []*overview.Overview, c Config) error {
	return write(w, "comparison", newComparisonPage(list, &c))
}

// write writes a page only when it is whole.
func write(w io.Writer, name string, page any) error {
	pages, err := template.New("").ParseFS(files, "page.html")
	if err != nil {
		return fmt.Errorf("reading the template of the report: %w", err)
	}
	var text bytes.Buffer
	if err := pages.ExecuteTemplate(&text, name, page); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if _, err := text.WriteTo(w); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// frame is what all pages have around what they are about.
type frame struct {
	Title, Heading string
	Style          template.CSS
	Policy         string
	Made           moment
	Zone           string
	Masked         bool
	Live           bool
	// Seconds is how often the page is loaded again; 0: not by itself.
	Seconds int
}

// frame is that of a page with a title and a heading, made at a time.
func (c *Config) frame(title, heading string, made time.Time) frame {
	style, policy := styleAndPolicy()
	f := frame{Title: title, Heading: heading, Style: style, Policy: policy, Made: c.moment(made), Zone: c.zoneName(made), Masked: !c.ShowNumbers, Live: c.live}
	if c.live {
		f.Made.Text = made.In(c.zone()).Format("2 Jan 2006, 15:04:05")
		f.Seconds = int(c.reload / time.Second)
	}
	return f
}

// styleAndPolicy is the style of all pages, and the policy that permits it and nothing else.
func styleAndPolicy() (template.CSS, string) {
	style, err := files.ReadFile("style.css")
	if err != nil {
		return "", "default-src 'none'"
	}
	sum := sha256.Sum256(style)
	return template.CSS(style), //nolint:gosec // it is our own file
		"default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}
