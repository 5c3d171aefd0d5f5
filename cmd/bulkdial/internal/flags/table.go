package flags

import (
	"strings"

	"bulkdial/csvio/table"
	"bulkdial/dialer/screen"
	"bulkdial/internal/campaign/settings"
	"bulkdial/internal/cartesia"
)

// Row is what is known of a flag beside its explanation: how a campaign treats its value in a later run, the group that help shows
// it in, and the placeholder for its value. Words with | between them are the values themselves, and shells complete them; COLUMN, COUNTRY
// and others are completed as values of completion.go says. A switch has no placeholder.
type Row struct {
	Rule  settings.Rule
	Group Group
	// Value is the placeholder.
	Value string
}

// detected is an identity that is detected in the contacts file where it is not given.
func detected(canonical func(string) string) settings.Rule {
	return settings.Rule{Class: settings.Identity, Detected: true, Canonical: canonical}
}

// same is an identity of which several texts mean one value.
func same(canonical func(string) string) settings.Rule {
	return settings.Rule{Class: settings.Identity, Canonical: canonical}
}

// restricted is a restriction that a change loosens as looser says.
func restricted(looser func(was, is []string) bool) settings.Rule {
	return settings.Rule{Class: settings.Restriction, Looser: looser}
}

// canonicalDelimiter gives each name of a delimiter one text.
func canonicalDelimiter(text string) string {
	if r, err := table.ParseDelimiter(text); err == nil {
		return string(r)
	}
	return text
}

// Classes returns how a campaign treats the value of each flag in a later run.
func Classes() map[string]settings.Rule {
	classes := map[string]settings.Rule{}
	for name, row := range Table() {
		classes[name] = row.Rule
	}
	return classes
}

// Table is the table of all flags of all commands. A test fails for a flag that is not in it.
func Table() map[string]Row {
	identity, content, forgotten := settings.Rule{Class: settings.Identity}, settings.Rule{Class: settings.Content}, settings.Rule{Class: settings.Forgotten}
	restrictedFile := settings.Rule{Class: settings.Restriction, Looser: settings.LooserOther, Paths: true}
	versions := strings.Join(cartesia.Versions(), "|")
	return map[string]Row{
		"delimiter":     {detected(canonicalDelimiter), groupContacts, "comma|semicolon|tab|pipe"},
		"duplicates":    {identity, groupScreening, "skip|allow|fail"},
		"encoding":      {same(table.EncodingName), groupContacts, "ENCODING"},
		"id-column":     {identity, groupContacts, "COLUMN"},
		"number-check":  {identity, groupContacts, "valid|possible"},
		"number-column": {detected(nil), groupContacts, "COLUMN"},
		"region":        {same(strings.ToUpper), groupContacts, "COUNTRY"},
		"region-column": {identity, groupContacts, "COLUMN"},
		"sheet":         {identity, groupContacts, "SHEET"},

		"allow-number-types": {restricted(settings.LooserMore), groupScreening, "TYPES"},
		"day-zone":           {restricted(settings.LooserOther), groupCaps, "ZONE"},
		"calling-hours":      {restricted(looserHours), groupHours, "HOURS"},
		"consent-max-age":    {restricted(looserAge), groupHours, "DURATION"},
		"destinations":       {restricted(settings.LooserWider), groupScreening, "COUNTRIES"},
		"expires-column":     {restricted(settings.LooserOther), groupHours, "COLUMN"},
		"frequency-dir":      {settings.Rule{Class: settings.Restriction, Looser: settings.LooserOther, Paths: true}, groupCaps, "FOLDER"},
		"hidden-rows":        {restricted(settings.LooserHidden), groupScreening, "call|skip|fail"},
		"history":            {settings.Rule{Class: settings.Restriction, Union: true, Paths: true}, groupCaps, "FILE"},
		"holidays":           {restrictedFile, groupHours, "FILE"},
		"hours-rules":        {restrictedFile, groupHours, "FILE"},
		"max-attempts":       {restricted(settings.LooserHigher), groupScreening, "N"},
		"max-calls":          {restricted(screen.LooserCaps), groupCaps, "N/TIME"},
		"max-calls-per-day":  {restricted(settings.LooserMaximum), groupCaps, "N"},
		"max-cost":           {restricted(settings.LooserMaximum), groupCaps, "COST"},
		"not-before-column":  {restricted(settings.LooserOther), groupHours, "COLUMN"},
		"postal-column":      {restricted(settings.LooserOther), groupPlaces, "COLUMN"},
		"require-consent":    {restricted(settings.LooserOther), groupHours, "COLUMN"},
		"require":            {restricted(settings.LooserFewer), groupScreening, "COLUMNS"},
		"strict":             {restricted(settings.LooserOff), groupSafety, ""},
		"state-column":       {restricted(settings.LooserOther), groupPlaces, "COLUMN"},
		"timezone-map":       {restrictedFile, groupPlaces, "FILE"},
		"unknown-timezone":   {restricted(looserThan(HoldUnknown)), groupPlaces, "ZONE"},
		"zone-conflict":      {restricted(looserThan(ConflictAll)), groupPlaces, "all|column"},
		"timezone-column":    {restricted(settings.LooserOther), groupPlaces, "COLUMN"},
		"suppress":           {settings.Rule{Class: settings.Restriction, Union: true, Paths: true}, groupLists, "FILE"},
		"suppress-column":    {settings.Rule{Class: settings.Restriction, Union: true}, groupLists, "COLUMNS"},
		"suppress-max-age":   {restricted(settings.LooserOlder), groupLists, "AGE"},
		"suppress-format":    {settings.Rule{Class: settings.Restriction, Union: true}, groupLists, "ftc"},
		"suppress-header":    {restricted(settings.LooserOther), groupLists, "yes|no"},

		"agent-column":              {content, groupContacts, "COLUMN"},
		"agent-id":                  {content, groupAPI, "ID"},
		"api-version":               {content, groupAPI, versions},
		"from-number-column":        {content, groupContacts, "COLUMN"},
		"from-number-id":            {content, groupAPI, "ID"},
		"max-call-duration-minutes": {content, groupAPI, "N"},
		"max-duration-column":       {content, groupContacts, "COLUMN"},
		"max-row-bytes":             {content, groupContacts, "N"},
		"metadata":                  {content, groupContacts, "COLUMNS"},
		"price-per-minute":          {content, groupCaps, "PRICE"},
		"ref-key":                   {content, groupAPI, "KEY"},
		"ringing-timeout-column":    {content, groupContacts, "COLUMN"},
		"ringing-timeout-seconds":   {content, groupAPI, "N"},
		"suppress-date":             {content, groupLists, "DATE"},
		"set":                       {content, groupContacts, "KEY=VALUE"},

		// Permits.
		"accept-change": {forgotten, groupSafety, "NAME"},
		"accept-header": {forgotten, groupSafety, ""},
		"dry-run":       {forgotten, groupSafety, ""},
		"match-number":  {forgotten, groupSafety, ""},
		"new-campaign":  {forgotten, groupSafety, ""},
		"no-preflight":  {forgotten, groupSafety, ""},
		"no-reconcile":  {forgotten, groupSafety, ""},
		"not-placed":    {forgotten, groupSafety, "NUMBER"},
		"placed":        {forgotten, groupSafety, "NUMBER=AGENT_CALL_ID"},
		"reason":        {forgotten, groupSafety, "TEXT"},
		"redial":        {forgotten, groupScreening, "LIST"},
		"redial-after":  {forgotten, groupScreening, "LIST"},
		"retry":         {forgotten, groupScreening, "LIST"},
		"row":           {forgotten, groupSafety, "N"},
		"settle":        {forgotten, groupSafety, "DURATION"},
		"short":         {forgotten, groupScreening, "DURATION"},
		"to":            {forgotten, groupSafety, "NUMBER"},
		"yes":           {forgotten, groupSafety, ""},
		// Pace and lines.
		"batch-size":          {forgotten, groupPace, "N"},
		"canary":              {forgotten, groupSafety, "N"},
		"canary-min-answered": {forgotten, groupSafety, "SHARE"},
		"concurrency":         {forgotten, groupPace, "N|auto"},
		"cps":                 {forgotten, groupPace, "RATE"},
		"drain-timeout":       {forgotten, groupPace, "DURATION"},
		"follow":              {forgotten, groupPace, ""},
		"for":                 {forgotten, groupPace, "DURATION"},
		"hours-wait":          {forgotten, groupHours, "DURATION"},
		"list":                {forgotten, groupLists, "FILE"},
		"limit":               {forgotten, groupPace, "N"},
		"lines":               {forgotten, groupPace, "N"},
		"max-failures":        {forgotten, groupSafety, "N"},
		"max-reject-ratio":    {forgotten, groupSafety, "SHARE"},
		"max-wait":            {forgotten, groupSafety, "DURATION"},
		"mean-call":           {forgotten, groupPace, "DURATION"},
		"order":               {forgotten, groupPace, "file|fresh|due"},
		"redial-wait":         {forgotten, groupPace, "DURATION"},
		"request-timeout":     {forgotten, groupAPI, "DURATION"},
		"since":               {forgotten, groupPace, "TIME"},
		"track-timeout":       {forgotten, groupPace, "DURATION"},
		"wait":                {forgotten, groupPace, "DURATION"},
		// The API, and which campaign.
		"api-key-file":      {forgotten, groupAPI, "FILE"},
		"zoneinfo":          {forgotten, groupPlaces, "PATH"},
		"base-url":          {forgotten, groupAPI, "ADDRESS"},
		"config":            {forgotten, groupFiles, "FILE"},
		"listen":            {forgotten, groupAPI, "ADDRESS"},
		"lock-wait":         {forgotten, groupFiles, "DURATION"},
		"results":           {forgotten, groupFiles, "FILE"},
		"sandbox":           {forgotten, groupAPI, ""},
		"sandbox-faults":    {forgotten, groupAPI, "LIST"},
		"sandbox-lines":     {forgotten, groupAPI, "N"},
		"sandbox-mean-call": {forgotten, groupAPI, "DURATION"},
		"sandbox-outcomes":  {forgotten, groupAPI, "LIST"},
		"sandbox-speed":     {forgotten, groupAPI, "N"},
		"sandbox-welcome":   {forgotten, groupAPI, "TEXT"},
		"shard":             {forgotten, groupPace, "I/N"},
		// Output.
		"billing":          {forgotten, groupOutput, ""},
		"help":             {forgotten, groupOutput, ""},
		"json":             {forgotten, groupOutput, ""},
		"log-format":       {forgotten, groupOutput, "auto|console|json"},
		"log-level":        {forgotten, groupOutput, "debug|info|warn|error"},
		"metrics-linger":   {forgotten, groupOutput, "DURATION"},
		"metrics-listen":   {forgotten, groupOutput, "ADDRESS"},
		"notify-command":   {forgotten, groupOutput, "COMMAND"},
		"only":             {forgotten, groupOutput, "LIST"},
		"open":             {forgotten, groupOutput, ""},
		"output":           {forgotten, groupFiles, "FILE"},
		"progress":         {forgotten, groupOutput, "auto|on|plain|off"},
		"quiet":            {forgotten, groupOutput, ""},
		"raw":              {forgotten, groupOutput, ""},
		"rejects":          {forgotten, groupFiles, "FILE"},
		"settings":         {forgotten, groupOutput, ""},
		"show-numbers":     {forgotten, groupOutput, ""},
		"summary":          {forgotten, groupFiles, "FILE"},
		"suppress-rejects": {forgotten, groupLists, "FILE"},
		"termination-log":  {forgotten, groupFiles, "FILE"},
		"transcripts":      {forgotten, groupFiles, "FOLDER"},
		"verbose":          {forgotten, groupOutput, ""},
		"version":          {forgotten, groupOutput, ""},
		"watch":            {forgotten, groupOutput, ""},
		"with-summary":     {forgotten, groupFiles, ""},
		"xlsx":             {forgotten, groupOutput, ""},
	}
}
