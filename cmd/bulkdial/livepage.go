package main

import (
	"context"
	"net"
	"time"

	"bulkdial/cmd/bulkdial/internal/options"
	"bulkdial/dialer"
	"bulkdial/dialer/engine"
	"bulkdial/internal/overview"
	"bulkdial/internal/report"
)

// overviewNow returns what makes the overview of the run's campaign while the run goes on. Like status it reads the files, and it shares
// nothing with the run. Standard input cannot be read again: its contacts are as the run has counted them.
func (s *session) overviewNow(stats *engine.Stats) func(context.Context) (*overview.Overview, error) {
	files, contacts, send := s.campaign.Files, *s.contacts, *s.send
	files.Own = files.Results // the page is about all shards
	return func(ctx context.Context) (*overview.Overview, error) {
		contacts, send := contacts, send // what is made of them is kept in them
		var counted *dialer.Tally
		if files.Piped() {
			live := stats.Live()
			live.Read.Settle(live.Results)
			counted = &live.Read
		}
		o, _, err := options.Overview(ctx, &s.app.Line, files, &contacts, &send, counted)
		return o, err
	}
}

// showReport serves the report of a campaign from here on, in place of that of an earlier run of this command.
func (m *monitor) showReport(now func(context.Context) (*overview.Overview, error)) {
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
