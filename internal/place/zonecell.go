package place

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// offsetForm is a distance from UTC: +05:30, -0500, UTC-5, -5.
const offsetForm = `^(?:UTC ?)?([+−-])([0-9]{1,2})(?::?([0-9]{2}))?$`

// farthest are the bounds of offsets, in minutes from UTC to the east.
const (
	farthestWest = -12 * 60
	farthestEast = 14 * 60
)

// readZone reads a cell of the time-zone column: an IANA name or an offset; nil where it is neither.
func readZone(cell string, zones Zones) *time.Location {
	if zone := readOffset(cell); zone != nil {
		return zone
	}
	switch cell {
	case "EST", "MST", "HST", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich":
		return nil // fixed offsets there, and a clock that changes in what people write
	}
	zone, err := zones.Load(strings.ReplaceAll(cell, " ", "_"))
	if err != nil {
		return nil
	}
	return zone
}

// readOffset reads an offset from UTC; nil where the cell is none.
func readOffset(cell string) *time.Location {
	parts := regexp.MustCompile(offsetForm).FindStringSubmatch(cell)
	if parts == nil {
		return nil
	}
	hours, _ := strconv.Atoi(parts[2])
	minutes, _ := strconv.Atoi(parts[3])
	total := hours*60 + minutes
	sign := "+"
	if parts[1] != "+" {
		sign, total = "-", -total
	}
	if minutes%15 != 0 || minutes > 45 || total < farthestWest || total > farthestEast {
		return nil
	}
	return time.FixedZone("UTC"+sign+twoDigits(hours)+":"+twoDigits(minutes), total*60)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
