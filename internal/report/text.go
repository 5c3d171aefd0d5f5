package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"bulkdial/dialer"
)

// noBreak keeps a number and its unit on one line.
const noBreak = "\u00a0"

// count writes a number of things, as in 12,480.
func count(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// share writes n of all as in "46.0 %"; "–" where all is 0. Only nothing is "0 %" and only all is "100 %".
func share(n, all int) string {
	if all == 0 {
		return "–"
	}
	return percent(float64(n) / float64(all))
}

// percent is share for a fraction.
func percent(fraction float64) string {
	switch p := 100 * fraction; {
	case p == 0 || p == 100:
		return strconv.Itoa(int(p)) + noBreak + "%"
	case p > 0 && p < 0.1:
		return "<" + noBreak + "0.1" + noBreak + "%"
	case p > 99.9 && p < 100:
		return ">" + noBreak + "99.9" + noBreak + "%"
	default:
		return strconv.FormatFloat(p, 'f', 1, 64) + noBreak + "%"
	}
}

// points writes a difference of two fractions, with its sign.
func points(difference float64) string {
	return strings.Replace(fmt.Sprintf("%+.1f", 100*difference), "-", "−", 1)
}

// short writes a number in little space, as in 12k.
func short(n int) string {
	switch {
	case n < 1000:
		return count(n)
	case n < 9950:
		return strconv.FormatFloat(float64(n)/1000, 'f', 1, 64) + "k"
	case n < 999_500:
		return strconv.Itoa(int(math.Round(float64(n)/1000))) + "k"
	default:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + "M"
	}
}

// several writes a number of things with their name, as in "1 call" and "2 calls".
func several(n int, one string) string {
	if n == 1 {
		return "1" + noBreak + one
	}
	return count(n) + noBreak + one + "s"
}

// clock writes the length of a call, as in 1:24.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// lasting writes a length of time in its two largest units, as in "2 h 10 min".
func lasting(d time.Duration) string {
	units := []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	if d < time.Second {
		return "less than 1" + noBreak + "s"
	}
	d = d.Round(time.Second) // as status does, so that the two agree
	for i, u := range units {
		if d < u.length {
			continue
		}
		text := strconv.Itoa(int(d/u.length)) + noBreak + u.name
		if rest := d % u.length; i+1 < len(units) && rest >= units[i+1].length {
			text += " " + strconv.Itoa(int(rest/units[i+1].length)) + noBreak + units[i+1].name
		}
		return text
	}
	return ""
}

// talk writes a sum of the lengths of calls, in hours.
func talk(d time.Duration) string {
	switch {
	case d < time.Hour:
		return lasting(d)
	case d >= 10*time.Hour:
		return several(int(d.Round(time.Hour)/time.Hour), "hour")
	}
	return count(int(d/time.Hour)) + noBreak + "h " + strconv.Itoa(int(d/time.Minute)%60) + noBreak + "min"
}

// moment is a point in time that a page shows in its zone.
type moment struct {
	// Text is for people, and Machine RFC 3339; both are empty where there is none.
	Text, Machine string
}

// moment writes a point in time with its day.
func (c *Config) moment(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	t = t.In(c.zone())
	return moment{Text: t.Format("2 Jan 2006, 15:04"), Machine: t.Format(time.RFC3339)}
}

// within writes a point in time that is one of several in a time; seconds tell them apart where that is short.
func (c *Config) within(t time.Time, whole time.Duration) string {
	if whole >= secondsMatter {
		return c.moment(t).Text
	}
	return t.In(c.zone()).Format("2 Jan 2006, 15:04:05")
}

// secondsMatter is the length of time from which on a page leaves out the seconds in it.
const secondsMatter = time.Hour

// zone is the time zone of a page.
func (c *Config) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// zoneName names the zone as its clocks stand at a time, as in "CET, UTC+01:00".
func (c *Config) zoneName(t time.Time) string {
	t = t.In(c.zone())
	name, offset := t.Zone()
	if offset == 0 && (name == "UTC" || name == "") {
		return "UTC"
	}
	if strings.Trim(name, "+-0123456789") == "" { // a zone without a name of its own
		return "UTC" + t.Format("-07:00")
	}
	return name + ", UTC" + t.Format("-07:00")
}

// number is a number of a contact as a page shows it.
func (c *Config) number(number string) string {
	if c.ShowNumbers {
		return number
	}
	return strings.ToValidUTF8(dialer.MaskNumber(number), "•") // a cell may hold any text
}

// text is a text of a campaign as a page shows it: on one line, and without numbers of people unless they are to be shown.
func (c *Config) text(text string) string {
	text = dialer.OneLine(text)
	if c.ShowNumbers {
		return text
	}
	return dialer.MaskNumbers(text)
}
