package terminal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// openPatience is how long the program that opens a browser may take to say that it cannot. Some stay until the browser is closed.
const openPatience = 2 * time.Second

// OpenInBrowser shows a file in the browser of this machine. The error says how to see it otherwise.
func OpenInBrowser(ctx context.Context, path string) error {
	absolute, err := filepath.Abs(path)
	if err != nil {
		absolute = path
	}
	words := opener(runtime.GOOS, os.Getenv)
	if words == nil {
		return fmt.Errorf("there is no screen here to open the report on: copy %s to a machine that has one, and open it in a browser", path)
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), words[0], append(words[1:], absolute)...) //nolint:gosec // the program is one of opener
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s, which opens a browser, cannot be started (%w): open %s in a browser yourself", words[0], err, path)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	timer := time.NewTimer(openPatience)
	defer timer.Stop()
	select {
	case err = <-ended:
	case <-timer.C:
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s, which opens a browser, has failed (%w): open %s in a browser yourself", words[0], err, path)
	}
	return nil
}

// opener is the program of a system that opens a file in the browser, with its first arguments; nil where there is no screen: there
// it would start a browser of texts, in the terminal of this program.
func opener(system string, getenv func(string) string) []string {
	switch {
	case system == "darwin":
		return []string{"open"}
	case system == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "":
		return nil
	default:
		return []string{"xdg-open"}
	}
}
