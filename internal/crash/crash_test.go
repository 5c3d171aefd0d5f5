package crash_test

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"bulkdial/internal/crash"
)

// mode is the variable that makes this test binary the program under test, and says how it ends.
const mode = "CRASH_TEST_MODE"

func TestMain(m *testing.M) {
	if os.Getenv(mode) == "" {
		exit(m.Run())
	}
	if code, supervised := crash.Supervise(os.Args[1:]); supervised {
		exit(code)
	}
	crash.Abort()
	switch os.Getenv(mode) {
	case "panic":
		done := make(chan struct{})
		go func() { panic("a fault of the program") }()
		<-done
	case "exit 2":
		exit(2)
	case "signal":
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		_, _ = os.Stdout.WriteString("ready\n")
		<-signals
		exit(143)
	}
	exit(0)
}

func exit(code int) { os.Exit(code) } //nolint:forbidigo,revive // this is the main of the program under test

// TestCodes: as an ordinary process, and as process 1 of a container.
func TestCodes(t *testing.T) {
	t.Parallel()
	for ends, want := range map[string]int{"panic": 134, "exit 2": 2, "well": 0, "signal": 143} {
		for name, flags := range map[string]uintptr{"process": 0, "process 1": syscall.CLONE_NEWPID | syscall.CLONE_NEWUSER} {
			t.Run(ends+", "+name, func(t *testing.T) {
				t.Parallel()
				if got := codeOf(t, ends, flags); got != want {
					t.Errorf("exit code %d, want %d", got, want)
				}
			})
		}
	}
}

// codeOf runs this binary as the program, and returns its exit code as a shell sees it.
func codeOf(t *testing.T, ends string, flags uintptr) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), mode+"="+ends)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags}
	if flags != 0 {
		ids := []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.UidMappings, cmd.SysProcAttr.GidMappings = ids, []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) {
		t.Skipf("this system allows no namespaces: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	if ends == "signal" {
		buffer := make([]byte, 16)
		if n, _ := out.Read(buffer); !strings.HasPrefix(string(buffer[:n]), "ready") {
			t.Fatalf("the program says %q", buffer[:n])
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
	}
	err = cmd.Wait()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		if status, ok := ended.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return 128 + int(status.Signal())
		}
		return ended.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}
