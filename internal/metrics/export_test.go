package metrics

import (
	"net"
	"time"
)

// Class is the class of a status, Classes all there are.
var (
	Class   = class
	Classes = classes
)

// Pace is the meter of the pace that is reached.
type Pace struct{ pace }

func (p *Pace) Begin()           { p.begin(time.Now()) }
func (p *Pace) Add(n int)        { p.add(time.Now(), n) }
func (p *Pace) Reached() float64 { return p.reached(time.Now()) }

// Listener is what a server listens with.
func (s *Server) Listener() net.Listener { return s.listener }
