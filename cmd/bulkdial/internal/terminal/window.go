package terminal

import "golang.org/x/sys/unix"

// WindowSize is the size of a terminal; zeros: that is not known.
func WindowSize(f interface{ Fd() uintptr }) (columns, rows int) {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0
	}
	return int(size.Col), int(size.Row)
}

// Columns is how wide a terminal is; 0: that is not known.
func Columns(f interface{ Fd() uintptr }) int {
	wide, _ := WindowSize(f)
	return wide
}

// rows is how many lines a terminal shows; 0: that is not known.
func rows(f interface{ Fd() uintptr }) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Row)
}

// Width is how wide the terminal is that standard output is on; 0: it is on none.
func (p Process) Width() int {
	if out, isFile := p.Stdout.(interface{ Fd() uintptr }); isFile && IsTerminal(out) {
		return Columns(out)
	}
	return 0
}

// Height is how many lines that terminal shows; 0: it is on none.
func (p Process) Height() int {
	if out, isFile := p.Stdout.(interface{ Fd() uintptr }); isFile && IsTerminal(out) {
		return rows(out)
	}
	return 0
}
