package main

import (
	"os"
	"testing"

	"bulkdial/cmd/bulkdial/internal/progress"
	"bulkdial/cmd/bulkdial/internal/terminal"
)

// TestProgressForm: which form --progress takes where.
func TestProgressForm(t *testing.T) {
	t.Parallel()
	screen, _, _ := openTerminal(t)
	defer screen.Close()
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, tt := range []struct {
		value string
		out   *os.File
		env   string
		want  progress.Form
	}{
		{value: "auto", out: screen, want: progress.FormBar},
		{value: "auto", out: screen, env: "TERM=dumb", want: progress.FormPlain},
		{value: "auto", out: screen, env: "NO_COLOR=1", want: progress.FormPlain},
		{value: "auto", out: file, want: progress.FormEvents},
		{value: "on", out: file, want: progress.FormBar},
		{value: "on", out: screen, env: "NO_COLOR=1", want: progress.FormBar},
		{value: "on", out: screen, env: "TERM=dumb", want: progress.FormPlain},
		{value: "plain", out: screen, want: progress.FormPlain},
		{value: "off", out: screen, want: progress.FormNone},
	} {
		p := terminal.Process{Stderr: tt.out, Environ: []string{tt.env}}
		if got, err := progress.FormOf(p, tt.value); got != tt.want || err != nil {
			t.Errorf("--progress %s with %q, on a terminal: %v: form %d, %v, want %d", tt.value, tt.env, tt.out == screen, got, err, tt.want)
		}
	}
}
