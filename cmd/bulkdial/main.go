// Command bulkdial places the calls of a campaign from a CSV file. See README.md.
package main

import (
	"io"
	"log" //nolint:depguard // only to silence it
	"os"
)

func main() {
	// net/http tells the standard logger of odd servers, and quotes what they say: numbers, too.
	log.SetOutput(io.Discard)
	os.Exit(run(process{
		args:   os.Args[1:],
		getenv: os.Getenv,
		stdin:  os.Stdin,
		stdout: os.Stdout,
		stderr: os.Stderr,
	}))
}
