// Measure runs a command and appends a line to a file: seconds by the clock, seconds of CPU, the maximum resident set (KiB), and
// the number of blocks (of 512 bytes) that were written to a disk. It fails if the command does.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1) //nolint:forbidigo // this is main
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("give the file, and behind it the command with its arguments")
	}
	cmd := exec.Command(args[1], args[2:]...) //nolint:gosec,noctx // the caller names the command, and it may take its time
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	begun := time.Now()
	err := cmd.Run()
	took := time.Since(begun)
	if err != nil {
		return fmt.Errorf("running %s: %w", args[1], err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not tell what a process has used")
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return add(args[0], fmt.Sprintf("%.4f %.4f %d %d\n", took.Seconds(), cpu.Seconds(), usage.Maxrss, usage.Oublock))
}

// add appends a line to a file.
func add(path, line string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600) //nolint:gosec // the caller names the file
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	_, err = file.WriteString(line)
	return errors.Join(err, file.Close())
}
