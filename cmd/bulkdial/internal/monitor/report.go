package monitor

import (
	"context"
	"net"
	"time"

	"bulkdial/internal/overview"
	"bulkdial/internal/report"
)

// ShowReport serves the report of a campaign from here on, in place of that of an earlier run of this command.
func (m *Monitor) ShowReport(now func(context.Context) (*overview.Overview, error)) {
	if m == nil {
		return
	}
	address, tcp := m.server.Addr().(*net.TCPAddr)
	loopback := tcp && address.IP.IsLoopback()
	if m.showNumbers && !loopback {
		m.logger.Warn().Msg("numbers stay masked in the report that is served, because others than this machine can read it: listen on 127.0.0.1 to see them")
	}
	before := m.page
	m.page = report.NewLive(report.LiveConfig{
		Make: now, Loopback: loopback, Page: report.Config{Zone: time.Local, ShowNumbers: m.showNumbers && loopback},
	})
	m.metrics.ShowReport(m.page)
	if before != nil {
		before.Close()
	}
}
