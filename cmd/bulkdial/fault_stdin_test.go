package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
)

// TestFaultStdin: a run that must stop does not wait for a standard input that has nothing to say.
func TestFaultStdin(t *testing.T) {
	t.Parallel()
	c := newFaultCampaign(t, 12)
	api := newFaultServer(t, func(x *exchange) { x.refuse(401, "", "the key is not valid") })
	rows, pipe, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(rows.Close(), pipe.Close()) })
	args := c.runArgs(api.url(), "--batch-size", "2", "--results", c.results())
	args[1] = stdinName
	p := startFault(t, args, func(cmd *exec.Cmd) { cmd.Stdin = rows })
	if _, err := io.WriteString(pipe, "phone,name\n"+c.numbers[0]+",Ann\n"+c.numbers[1]+",Bob\n"); err != nil {
		t.Fatal(err)
	}
	p.wait().want(t, exitUsage)
}
