package crash

import "syscall"

// endsWithParent lets the kernel kill a child whose parent is gone, so that no run is left without a supervisor.
func endsWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
