package phone

import (
	"strings"
	"unicode"
)

// isPlaceholder reports whether text is a word for a missing number, such as n/a.
func isPlaceholder(text string) bool {
	var letters strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters.WriteRune(unicode.ToLower(r))
		case unicode.IsDigit(r) || r == unicode.ReplacementChar:
			return false
		}
	}
	switch letters.String() {
	case "na", "nan", "none", "null", "nil", "no", "nonumber", "nophone", "notavailable", "notapplicable", "notprovided",
		"unknown", "undefined", "missing", "empty", "blank", "tba", "tbc", "tbd", "todo", "withheld", "x", "xx", "xxx",
		"keine", "keinenummer", "keineangabe", "ka", "unbekannt", "fehlt", // German
		"aucun", "aucune", "inconnu", "néant", "nc", "nd", // French
		"ninguno", "nada", "desconocido", "sinteléfono", // Spanish
		"nessuno", "sconosciuto", "nenhum", "desconhecido", "geen", "onbekend", "brak": // Italian, Portuguese, Dutch, Polish
		return true
	default:
		return false
	}
}
