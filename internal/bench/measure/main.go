// Measure runs a command and adds a line to a file: seconds by the clock, seconds of CPU, the most memory that was resident
// (KiB), and how many blocks (of 512 bytes) were written to a disk. It ends as the command does.
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
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("usage: measure FILE COMMAND [ARGUMENT]...")
	}
	file, err := os.OpenFile(args[0], os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	defer file.Close()
	cmd := exec.Command(args[1], args[2:]...) //nolint:gosec,noctx // the caller names the command, and it may take its time
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	begun := time.Now()
	err = cmd.Run()
	took := time.Since(begun)
	if err != nil {
		return fmt.Errorf("running %s: %w", args[1], err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return errors.New("this system does not tell what a process has used")
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if _, err := fmt.Fprintf(file, "%.4f %.4f %d %d\n", took.Seconds(), cpu.Seconds(), usage.Maxrss, usage.Oublock); err != nil {
		return fmt.Errorf("writing the measurement: %w", err)
	}
	return file.Close() //nolint:wrapcheck // it names the file
}
