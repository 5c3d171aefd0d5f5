package csvio

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bulkdial/dialer"
)

// resultEncoder turns results into lines of the results file, which are as encoding/csv would write them.
type resultEncoder struct {
	lines []byte
	// tail is the end of the last line, from the batch on: the results of a batch have it in common. The rest is what
	// it was made of.
	tail             []byte
	batch, requestID string
	status           int
	at               time.Time
}

// add appends the line of a result.
func (e *resultEncoder) add(r *dialer.Result) {
	to := strconv.AppendInt(e.lines, int64(r.Row), 10)
	to = appendCell(append(to, ','), r.ID)
	to = appendCell(append(to, ','), r.Number)
	to = appendCell(append(to, ','), string(r.Disposition))
	to = appendCell(append(to, ','), r.CallID)
	to = appendCell(append(to, ','), r.ErrorCode)
	to = appendCell(append(to, ','), r.Error)
	to = strconv.AppendInt(append(to, ','), int64(r.Attempt), 10)
	e.end(r)
	e.lines = append(to, e.tail...)
}

// end makes e.tail that of a result.
func (e *resultEncoder) end(r *dialer.Result) {
	if len(e.tail) > 0 && r.Batch == e.batch && r.HTTPStatus == e.status && r.RequestID == e.requestID && r.At.Equal(e.at) {
		return
	}
	e.batch, e.status, e.requestID, e.at = r.Batch, r.HTTPStatus, r.RequestID, r.At
	to := appendCell(append(e.tail[:0], ','), r.Batch)
	to = append(to, ',')
	if r.HTTPStatus != 0 {
		to = strconv.AppendInt(to, int64(r.HTTPStatus), 10)
	}
	to = appendCell(append(to, ','), r.RequestID)
	to = r.At.UTC().AppendFormat(append(to, ','), timeFormat)
	e.tail = append(to, '\n')
}

// appendCell appends a cell as one line, in quotes where encoding/csv would put them.
func appendCell(to []byte, cell string) []byte {
	plain := true
	for i := range len(cell) {
		if c := cell[i]; c <= ',' && (c == ',' || c == '"' || c == '\n' || c == '\r') {
			plain = false
			break
		}
	}
	if plain && !beginsOddly(cell) {
		return append(to, cell...)
	}
	cell = dialer.OneLine(cell)
	if !needsQuotes(cell) {
		return append(to, cell...)
	}
	to = append(to, '"')
	to = append(to, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(to, '"')
}

// needsQuotes reports whether encoding/csv puts a cell without line breaks into quotes.
func needsQuotes(cell string) bool { return strings.ContainsAny(cell, `",`) || beginsOddly(cell) }

// beginsOddly reports whether a cell is quoted for how it begins: with white space, or as the end of data for Postgres.
func beginsOddly(cell string) bool {
	if cell == "" || cell[0] > ' ' && cell[0] < utf8.RuneSelf && cell[0] != '\\' {
		return false
	}
	first, _ := utf8.DecodeRuneInString(cell)
	return cell == `\.` || unicode.IsSpace(first)
}
