// Command bulkdial places the calls of a campaign from a CSV file. See README.md.
package main

import "os"

func main() {
	os.Exit(run(process{
		args:   os.Args[1:],
		getenv: os.Getenv,
		stdin:  os.Stdin,
		stdout: os.Stdout,
		stderr: os.Stderr,
	}))
}
