package phone

import (
	"regexp"
	"strings"
)

// newLabel matches what names a number and stands before it: the scheme of a link, as in `tel:` and `whatsapp://`, or a word, as
// in `p:`, `Tel.` and `Mobile`. A fax is no number to call, so its word is not among them.
func newLabel() *regexp.Regexp {
	words := strings.Join(strings.Fields("telephone telefon telefono teléfono telefone téléphone telefoon tel tél phone ph mobile mobil "+
		"móvil mob movil celular cellphone cell cel handy gsm whatsapp wa sms callto"), "|")
	return regexp.MustCompile(`^(?i:(?:` + words + `) *[.:]*|[ptmchwo] *\.?:) *(?://)? *([+(\[]*\d.*)$`)
}

// unlabel removes the label of a number.
func (c *cell) unlabel(label *regexp.Regexp) {
	if m := label.FindStringSubmatch(c.text); m != nil {
		c.repaired(m[1], repairedLabel())
	}
}
