package screen

// idWord is the last word on an id and the number that was called, in 8 bytes: an id with one number, which is the usual case,
// takes one entry of a map and not two. With two an id takes 156 bytes when its maps have just grown (TestMemory), and 128 are
// allowed.
type idWord uint64

// An E.164 number has at most 15 digits, so it fits into 50 bits; 8 bits above it count attempts, and 3 hold the kind of the
// last word.
const (
	numberBits            = 50
	attemptBits           = 8
	numberMask            = 1<<numberBits - 1
	severalNumbers idWord = 1 << 63
)

// number is the number that was called for the id, 0 for none.
func (w idWord) number() uint64 { return uint64(w) & numberMask }

// several reports whether more than one number was called for the id; History.words has the last word at each.
func (w idWord) several() bool { return w&severalNumbers != 0 }

func (w idWord) word() word {
	return word{said: said(w >> (numberBits + attemptBits) & 7), attempts: uint8(w >> numberBits & 0xff)}
}

// attempted is the last word if it is about an attempt, else the zero value.
func (w idWord) attempted() word {
	if last := w.word(); last.tried() {
		return last
	}
	return word{}
}

// with returns w with another last word, and at with another number.
func (w idWord) with(last word) idWord {
	return w&(severalNumbers|numberMask) | idWord(last.attempts)<<numberBits | idWord(last.said)<<(numberBits+attemptBits)
}

func (w idWord) at(number uint64) idWord { return w&^numberMask | idWord(number) }
