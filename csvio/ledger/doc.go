// Package ledger is a campaign's durable record: the results of its contacts, from which the next run resumes, and how the placed
// calls ended. This page specifies its files, and what is on disk at which moment. The form of the files with rows, and the mark, are those
// of package rowlog; package ownfile has the disk and the locks.
//
// # The results file
//
// The results file, such as leads.results.csv, is CSV with the header
//
//	row,id,to_number,disposition,agent_call_id,error_code,error,attempt,batch,http_status,request_id,from_number_id,at
//
// and one line for each attempt and each skip: a log of rows (package rowlog). Files of the first version lack from_number_id. Numbers
// and times have the format that this program writes (at: RFC 3339, UTC, milliseconds). An unknown disposition stops the run; it
// never reads as pending.
//
// The text after the last line break is a complete line in two cases: the mark (below) covers it; or it has all cells in the
// format of this program, and either there is no intents file, or it says accepted or unknown and no intent covers its batch.
// Then an editor has removed the line break, and Begin adds it. Otherwise the line is torn: Begin cuts it, and its intent decides. If a torn line says accepted or unknown
// and no intent names its contact, no crash has torn it, and Open and Read return an *ownfile.RecordError.
//
// # The intents file
//
// The intents file is beside the results, with `.inflight` appended to their name. It has JSON lines of these kinds, each with the
// field sum last:
//
//	{"run":…,"pid":…,"host":…,"started":…,"began":…,"after":…,"size":…,"earlier":…}  the run that holds the ledger; the first line
//	{"mark":{"size":…,"line":…,"sum":…}}                   the mark of the results that are on disk
//	{"done":BATCH}                                         the results of the batch are on disk; its intent is taken back
//	{"batch":…,"at":…,"from_number_id":…,"agent_id":…,"contacts":[…]}   an intent: a request that is about to be sent
//	{"synced":BYTES}                                       the bytes before this line are on disk
//
// The sum of a line is the checksum of all lines so far, each without its sum: a line that was changed, removed, doubled or moved
// breaks this chain. The file has the length that its first line says. After its lines there are only line breaks, which new lines
// overwrite in place, so that a file that was cut, or saved by an editor, has another length. A crash can tear only what comes after
// the bytes that a synced line names, and the requests of such intents were never sent. Anything else that breaks the chain is damage,
// and so are another length and zeros. When a file has no room for the next lines, a file with the live intents and the mark replaces
// it. A clean end removes it. It does not exist before a run begins. Files of earlier versions have no sums, lengths or marks, and are
// read as before.
//
// Began is the run that began last, whose intents these are; holder may be one that has not begun. After is the run that began before
// it. The settings name one of the two, else the intents are an older copy or of another campaign. Earlier, in the first line, is the
// number of intents since the run began that are not in this file, because they were taken back before it was made. With those in the
// file it gives the number of all intents of the run; if the settings count more (below), the file is an older copy.
//
// # In which order
//
//  1. Open locks the results file for the life of the process, and reads both files. If an earlier run has left an intents file,
//     Open replaces it by one with the name of this run and the same intents.
//  2. Begin cuts or ends the torn line, writes the header of a new file and a result for each interrupted contact (one with an
//     intent and no result), and syncs the results and their folder. Then it takes the old intents back, or creates the intents
//     file.
//  3. From then on one goroutine owns both files. It takes all waiting commands, and (a) appends the results and syncs them,
//     (b) tells the waiters for them, (c) writes the mark, the done lines and the new intents to the intents file in one write,
//     (d) syncs that if there is a new intent, writes that it is synced, counts it in the settings, and checks that both files still have
//     their names and sizes, and (e) tells the waiters for the intents. It leaves out steps without work.
//  4. Close does the same for the last time, closes the results and reads their end back by name, because some file systems keep
//     nothing of what they accept, and removes the intents file if it has no live intent. A run that has not begun removes one
//     whose intents are all answered, after it has synced the results.
//
// A request is sent after (e). So after a crash at any moment, also a power loss, the contacts of live intents without a result
// are exactly those that may have been called without a record, and no acknowledged result is lost. A contact that is sent again
// is never in two intents at once: the line that takes the first one back is before the second, in the same write or an earlier
// one.
//
// The results file can be longer than the mark, as after a crash. Each result there that says accepted or unknown is of a live
// intent, or import-log corrects an interrupted attempt with it. Open and Read return an *ownfile.RecordError for any other, because then
// the intents are an older copy. They return one too if the results are shorter than the mark or have other bytes before it,
// because a run could call contacts twice; the checksum is verified while the rows are read. A loss of power can leave zeros after
// the mark, which are refused with the command that cuts them off.
//
// After the first error of a write or a sync nothing is written any more, and each waiter gets the error.
//
// # Names
//
// The files of a ledger are files of our own (package ownfile). ResolveResults returns the name of a results file without links;
// the names of the other files derive from it, so that all names of one file share intents and lock. It refuses objects that are
// no files of our own under any of these names.
//
// # The settings
//
// Beside the results, with `.campaign` appended to their name, is a line of JSON:
//
//	{"version":1,"header":{"columns":[…],"number":…},"values":{…},"ids_by_number":…,"revision":…,"sandbox":…,"mark":{…},"open":…,
//	"run":…,"agents":{…},"sum":…}
//
// Agents names for each run the agent of its requests, unless its contacts have several. Header and values are what the campaign remembers (Remember); their meaning is the program's. The mark is that of the results
// when the file was written, open says that a run has begun and has not ended cleanly, and run is the run that began last. A run
// writes the file after Begin, when it remembers something, and at Close before it removes the intents file; each time it replaces
// the file as a whole. Sum is a hash of the rest: a file that was edited is not used. So after a clean end, too, results that are
// shorter than the mark, have other bytes before it, or are missing are an *ownfile.RecordError, and so is a missing intents file while open
// is set.
//
// While open is set, a second line {"intents":…,"sum":…} counts the intents of the run that are on disk. Step (d) overwrites it in place,
// with the same length, and does not sync it: the intents never lack what it counts. What a crash of the process leaves is exact; a loss
// of power can lose its last numbers, and a torn one says nothing. So intents that have fewer are an *ownfile.RecordError.
//
// Results without settings are those of an earlier version and are accepted; EarlierHeader reads the file with the end
// `.columns`, in which such a version has kept the header.
//
// # The calls file
//
// The calls file, such as leads.calls.csv beside leads.results.csv (CallsPath), is CSV with the header
//
//	agent_call_id,row,id,to_number,from_number,attempt,batch,outcome,status,end_reason,started_at,ended_at,duration_seconds,error,summary,recorded_at
//
// and one line for each placed call that has ended. Its form is that of the results file, and reading it is as strict: an outcome
// that is empty or unknown is an error of the line. agent_call_id, row, to_number, attempt, outcome and recorded_at are required;
// times and the duration, in seconds with three decimals, are empty where they are not known.
//
// One process at a time appends to it: OpenCalls locks it, and writes its own name to the tracker file, which has `.tracker` appended to
// the name of the calls file. It is a line of JSON, {"run":…,"pid":…,"host":…,"started":…}, exists while the lock is held, and says
// nothing without the lock. Append writes whole lines at once and syncs them.
//
// No doubt about a call hangs on this file, so it has neither intents nor a mark: a call without a CDR is asked for again. So the
// text after the last line break is always torn: OpenCalls cuts it, and ReadCalls ignores it. A damaged file is refused, also where a loss
// of power has left zeros among lines that were not synced; it can be moved away. A call can have several equal lines where files were put
// together; no order of the lines says anything.
//
// # The runs file
//
// The runs file, such as leads.runs.jsonl beside leads.results.csv (RunsPath), has lines of JSON: one with the event begin (RunBegin), on disk
// before a run sends its first request, and one with the event end (RunEnd). All shards and test calls append to one file, each under a lock
// that it holds for one line, so lines of runs at work at the same time alternate. An append cuts a line that a crash has torn. No decision
// about a contact hangs on the file, so it has no mark; what is no line of a run is an *ownfile.RecordError all the same, and stays as it is.
//
// # The absences
//
// Beside the results, with `.absent` appended to their name, is a line of JSON, {"version":1,"absent":[…],"sum":…}: the unknown attempts
// whose calls were absent from one whole reading of the list of calls (WriteAbsences). It only saves a reading: a file that is missing or
// damaged says nothing.
//
// # Shards
//
// Each shard of a campaign has its own ledger beside that of the whole: leads.results.2-of-8.csv beside leads.results.csv.
// ResultsFiles finds them all. Merge makes one file of them, with each of their lines once. Each results file has its own calls file,
// as in leads.calls.2-of-8.csv; CallsFiles finds these. Merge leaves them as they are.
package ledger
