package crash

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// signalBase is what a shell adds to the number of the signal that a process died of.
const signalBase = 128

// Abort makes a crash of this process end it with SIGABRT. It leaves no core dump, which would hold keys and phone numbers. Main
// calls it first.
func Abort() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) // a lower limit is always allowed
	debug.SetTraceback("crash")
}

// Supervise runs the program again with these arguments as a child, if this is process 1, and returns its exit code: 128 and the
// number of the signal where one has killed it. It returns false for any other process, which goes on itself. Main calls it before it
// does anything else.
func Supervise(args []string) (code int, supervised bool) {
	if os.Getpid() != 1 {
		return 0, false
	}
	path, err := os.Executable()
	if err != nil {
		return 0, false // without a supervisor only the code of a crash is another
	}
	child := exec.Command(path, args...) //nolint:gosec,noctx // this program itself, which ends by the signals that are passed on
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.SysProcAttr = endsWithParent()
	signals := make(chan os.Signal, 8)
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGUSR1, syscall.SIGUSR2} {
		if !signal.Ignored(sig) { // what is ignored stays so in the child
			signal.Notify(signals, sig)
		}
	}
	if err := child.Start(); err != nil {
		signal.Stop(signals)
		return 0, false
	}
	go func() {
		for sig := range signals {
			_ = child.Process.Signal(sig) // it may have ended
		}
	}()
	return codeOf(child.Wait()), true
}

// codeOf is the exit code of a process that has ended so.
func codeOf(err error) int {
	ended, ok := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return 0
	case !ok:
		fmt.Fprintln(os.Stderr, "bulkdial: waiting for the child of process 1:", err)
		return 1
	}
	if status, ok := ended.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return signalBase + int(status.Signal())
	}
	return ended.ExitCode()
}
