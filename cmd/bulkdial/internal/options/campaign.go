package options

import (
	"strings"

	"bulkdial/cmd/bulkdial/internal/flags"
	"bulkdial/csvio"
	"bulkdial/csvio/table"
	"bulkdial/dialer"
	"bulkdial/internal/campaign"
	"bulkdial/internal/campaign/fileset"
	"bulkdial/internal/sandbox"
)

// Files returns the names of the campaign's files: for an export without --results those of the campaign that it comes from.
func (f *Contacts) Files(contacts string, shard dialer.Shard) (fileset.Files, error) {
	results := f.results
	if results == "" {
		cfg := table.InputConfig{Encoding: f.Table.Encoding, Sheet: f.Table.Sheet, IsCopy: csvio.IsCopy, MaxRowBytes: f.Table.MaxRowBytes, Workbook: flags.OpenWorkbook}
		cfg.Delimiter, _ = table.ParseDelimiter(f.Table.Delimiter) // input reports an error
		var err error
		if results, err = campaign.ResultsOfExport(contacts, cfg, f.Sandbox); err != nil {
			return fileset.Files{}, err //nolint:wrapcheck // it names the file
		}
	}
	return fileset.Name(contacts, results, f.Sandbox, shard) //nolint:wrapcheck // it names the field or the file
}

// ShardFiles returns the names of the files of the shard of this process, and the shard.
func (f *Contacts) ShardFiles(l *flags.Line, contacts string) (fileset.Files, dialer.Shard, error) {
	shard, err := f.part(l)
	if err != nil {
		return fileset.Files{}, shard, err
	}
	files, err := f.Files(contacts, shard)
	return files, shard, err
}

// NewCampaign makes the campaign of these files that the flags describe. Send says how its contacts are called; nil for a command that calls
// nobody. L has recalled the settings of these files.
func (f *Contacts) NewCampaign(l *flags.Line, files fileset.Files, shard dialer.Shard, send *Send) (*campaign.Campaign, error) {
	if send == nil {
		send = &Send{}
	}
	callers := send.callers
	cfg := campaign.Config{
		Files: files, Shard: shard, Region: f.Region, Callers: callers, Recalled: l.Recalled, Sandbox: f.Sandbox, Stdin: l.Stdin,
		SandboxID: func(callID string) bool { return strings.HasPrefix(callID, sandbox.IDPrefix) },
	}
	var err error
	if cfg.Rules, err = f.rules(); err != nil {
		return nil, err
	}
	cfg.Rules.IDsByNumber = l.Recalled.IDsByNumber()
	if cfg.Input, err = f.Table.Input(); err != nil {
		return nil, err
	}
	if cfg.Reading, err = f.contacts(send.route, len(callers) > 0); err != nil {
		return nil, err
	}
	cfg.Reading.CheckRoute = send.caps.rowRoute(cfg.Reading.CheckRoute, send.route.MaxCallDurationMinutes)
	if cfg.Caps, err = send.caps.config(l, f, shard, send); err != nil {
		return nil, err
	}
	if cfg.Calling, err = send.Hours.calling(l, &cfg.Reading, send.Config.BatchSize); err != nil {
		return nil, err
	}
	if cfg.History, err = send.caps.history, send.caps.ruled(&cfg.Caps, send.Hours.kept, f.Sandbox); err != nil {
		return nil, err
	}
	numbers, lists, err := f.numbers()
	if err != nil {
		return nil, err
	}
	if cfg.Suppress, cfg.Lists, err = f.Suppress.Lists(); err != nil {
		return nil, err
	}
	cfg.Numbers = numbers
	cfg.Lists.Input, cfg.Lists.Numbers, cfg.Lists.RegionColumn = cfg.Input, lists, cfg.Reading.RegionColumn
	cfg.Lists.Input.Sheet = "" // that of the contacts
	return campaign.New(cfg)   //nolint:wrapcheck // it names the list
}
