package main

import (
	"strconv"
	"strings"
)

// counted is a number of things, as in `3 failed`.
type counted struct {
	n     int
	words string
}

// countsText joins the first count and the others that are not zero.
func countsText(first counted, others ...counted) string {
	texts := []string{strconv.Itoa(first.n) + " " + first.words}
	for _, c := range others {
		if c.n > 0 {
			texts = append(texts, strconv.Itoa(c.n)+" "+c.words)
		}
	}
	return strings.Join(texts, ", ")
}
