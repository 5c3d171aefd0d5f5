package report

import (
	"math"
	"strconv"
	"time"
)

// A picture names itself for people who hear it, as title and description. Places from left to right are in percent of the width, so that
// a picture is as wide as the window; those from top to bottom, and the sizes of texts, are in pixels.

// bars is a picture of bars that lie below each other, each with its name and value above it.
type bars struct {
	ID, Title, Desc string
	Items           []bar
	Height          int
}

// bar is one bar, or a heading where it has no parts.
type bar struct {
	Name, Value  string
	Heading      bool
	TextY, PartY int
	Parts        []part
	// From and To are the ends of an interval that is drawn as a line; both are empty where there is none.
	From, To string
}

// part is a bar from zero; later ones of a bar lie over earlier ones.
type part struct {
	Class, Width string
}

const (
	barStep     = 40 // from one bar to the next
	headingStep = 34
	barBelow    = 8 // from the foot of a bar's name to the bar
)

// newBars places bars below each other.
func newBars(id, title, desc string, items []bar) *bars {
	b := &bars{ID: id, Title: title, Desc: desc, Items: items}
	for i := range b.Items {
		item := &b.Items[i]
		item.Name = brief(item.Name, mostName)
		if item.Heading {
			if i > 0 {
				b.Height += 10
			}
			item.TextY = b.Height + 18
			b.Height += headingStep
			continue
		}
		item.TextY, item.PartY = b.Height+16, b.Height+16+barBelow
		b.Height += barStep
	}
	return b
}

// mostName is how many characters of a name fit beside a value on a phone.
const mostName = 24

// brief is the end of a name with more than so many characters: there the names of files differ.
func brief(name string, most int) string {
	if runes := []rune(name); len(runes) > most {
		return "…" + string(runes[len(runes)-most+1:])
	}
	return name
}

// plot is a picture with an axis from left to right and one from zero upwards.
type plot struct {
	ID, Title, Desc string
	// Height is that of the part with the marks, and Total with what is written below it.
	Height, Total int
	Grid          []gridLine
	Bands         []band
	Columns       []column
	Lines         []line
	Ticks         []tick
	// Empty is written where there is nothing to draw.
	Empty string
}

type gridLine struct {
	Y     string
	Label string
}

// band is a part of the horizontal axis that is shaded. Label is written where there is room: Fine is for wide windows only.
type band struct {
	X, Width, Middle string
	Class, Label     string
	Fine             bool
	Tip              string
}

// column is a bar that stands on the axis.
type column struct {
	X, Width, Y, Height string
	Class, Tip          string
}

// line is straight, and may have a text at its upper end.
type line struct {
	X1, Y1, X2, Y2 string
	Class, Label   string
	LabelY         int
	Anchor         string // of the label: start or end
	Shift          int    // of the label, to the right
	Tip            string
}

// tick is a text below the axis, with more below it.
type tick struct {
	X, Anchor string
	Text, Sub string
	Fine      bool
	Mark      bool
}

// Foot is where the marks of ticks end.
func (p *plot) Foot() int { return p.Height + 5 }

// plotHeight is that of all plots.
const plotHeight = 200

// scale says where a value is from the axis upwards.
type scale struct{ most float64 }

// newScale is a scale of round steps that reaches at least the largest value. Whole: the values are whole numbers.
func newScale(largest float64, whole bool) (s scale, step float64) {
	if largest <= 0 {
		largest = 1
	}
	step = math.Pow(10, math.Floor(math.Log10(largest/4)))
	for _, factor := range []float64{1, 2, 2.5, 5, 10} {
		if next := step * factor; largest/next <= 4.5 {
			step = next
			break
		}
	}
	if whole {
		step = math.Max(1, math.Ceil(step))
	}
	return scale{step * math.Ceil(largest/step-1e-9)}, step
}

// y is the place of a value.
func (s scale) y(value float64) float64 {
	return plotHeight * (1 - math.Min(1, math.Max(0, value/s.most)))
}

// grid has a line for each step.
func (s scale) grid(step float64, label func(float64) string) (lines []gridLine) {
	for i := 0; float64(i)*step <= s.most*(1+1e-9); i++ {
		lines = append(lines, gridLine{Y: decimal(s.y(float64(i) * step)), Label: label(float64(i) * step)})
	}
	return lines
}

// column is a column for a value between two places, in percent.
func (s scale) column(from, to, value float64, class, tip string) column {
	y := s.y(value)
	return column{X: place(from), Width: place(to - from), Y: decimal(y), Height: decimal(plotHeight - y), Class: class, Tip: tip}
}

// place writes a place from left to right, in percent.
func place(percent float64) string { return decimal(percent) + "%" }

// decimal writes a number with at most two decimals.
func decimal(v float64) string {
	return strconv.FormatFloat(math.Round(100*v)/100, 'f', -1, 64)
}

// plain writes a value of an axis.
func plain(v float64) string {
	if v == math.Trunc(v) {
		return count(int(v))
	}
	return strconv.FormatFloat(math.Round(1000*v)/1000, 'f', -1, 64)
}

// width is the length of a bar for n of most, in percent.
func width(n, most int) string {
	if most == 0 {
		return "0%"
	}
	return place(100 * float64(n) / float64(most))
}

// timeTicks writes the times of an axis, with the day where it begins or changes.
func (c *Config) timeTicks(from, to time.Time) (ticks []tick) {
	whole := to.Sub(from)
	step := tickStep(whole)
	at := alignUp(from.In(c.zone()), step)
	day := ""
	for i := 0; !at.After(to) && i < 40; i++ {
		x := 100 * float64(at.Sub(from)) / float64(whole)
		t := tick{X: place(x), Anchor: anchor(x), Fine: i%2 == 1, Mark: true}
		switch date := at.Format("2 Jan"); {
		case step >= 24*time.Hour:
			t.Text = date
			if year := at.Format("2006"); year != day {
				t.Sub, day = year, year
			}
		default:
			t.Text = at.Format("15:04")
			if step < time.Minute {
				t.Text, t.Fine = at.Format("15:04:05"), i%3 != 0
			}
			if date != day {
				t.Sub, day, t.Fine = date, date, false
			}
		}
		ticks = append(ticks, t)
		at = next(at, step)
	}
	return ticks
}

// anchor keeps a text below a place within the picture.
func anchor(x float64) string {
	switch {
	case x < 3:
		return "start"
	case x > 97:
		return "end"
	default:
		return "middle"
	}
}

// tickStep is the time between two ticks of an axis that shows a length of time.
func tickStep(whole time.Duration) time.Duration {
	const day = 24 * time.Hour
	steps := []time.Duration{
		time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 90 * day,
	}
	for _, step := range steps {
		if whole/step <= 8 {
			return step
		}
	}
	return max(365*day, whole/8)
}

// alignUp is the first round time at or after t, on the clock of its zone.
func alignUp(t time.Time, step time.Duration) time.Time {
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	if step >= 24*time.Hour {
		if midnight.Equal(t) {
			return t
		}
		return midnight.AddDate(0, 0, 1)
	}
	steps := (t.Sub(midnight) + step - 1) / step
	return midnight.Add(time.Duration(int64(steps) * int64(step)))
}

// next is the tick after t. Days are those of the clock, also where it is changed.
func next(t time.Time, step time.Duration) time.Time {
	if step >= 24*time.Hour {
		return t.AddDate(0, 0, int(step/(24*time.Hour)))
	}
	return t.Add(step)
}

// table is what a picture shows, in figures. The first column names the rows.
type table struct {
	Caption string
	Head    []string
	Rows    [][]string
	// Words are the indexes of the columns whose cells are words, and no numbers.
	Words map[int]bool
	// Wide: it may need more room than a phone has, and is then moved sideways within itself.
	Wide bool
}
