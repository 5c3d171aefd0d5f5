package main

import (
	"bytes"
	"math/rand/v2"
)

// ofLines is an edit of whole lines.
func ofLines(edit func(*rand.Rand, [][]byte) [][]byte) func(*rand.Rand, []byte) []byte {
	return func(rng *rand.Rand, b []byte) []byte {
		all := bytes.SplitAfter(b, []byte("\n"))
		if last := len(all) - 1; len(all[last]) == 0 {
			all = all[:last]
		}
		return bytes.Join(edit(rng, all), nil)
	}
}

// cutAtByte keeps the beginning of a file; its end is cut off more often near the end.
func cutAtByte(rng *rand.Rand, b []byte) []byte {
	if rng.IntN(2) == 0 {
		return b[:len(b)-1-rng.IntN(min(len(b), 300))]
	}
	return b[:rng.IntN(len(b))]
}

func cutAtLine(rng *rand.Rand, b []byte) []byte {
	return ofLines(func(rng *rand.Rand, l [][]byte) [][]byte { return l[:rng.IntN(len(l))] })(rng, b)
}

// anyByte is one that text files have, most of the time.
func anyByte(rng *rand.Rand) byte {
	if rng.IntN(4) == 0 {
		return byte(rng.IntN(256))
	}
	const usual = "0123456789,,;\"'\n\r\t +-abcdefxyz{}[]:"
	return usual[rng.IntN(len(usual))]
}

func changeByte(rng *rand.Rand, b []byte) []byte {
	i := rng.IntN(len(b))
	for was := b[i]; b[i] == was; {
		b[i] = anyByte(rng)
	}
	return b
}

// changeDigit changes a digit into another, so that the file's form stays.
func changeDigit(rng *rand.Rand, b []byte) []byte {
	var digits []int
	for i, c := range b {
		if '0' <= c && c <= '9' {
			digits = append(digits, i)
		}
	}
	if len(digits) == 0 {
		return changeByte(rng, b)
	}
	i := digits[rng.IntN(len(digits))]
	b[i] = '0' + (b[i]-'0'+byte(1+rng.IntN(9)))%10
	return b
}
