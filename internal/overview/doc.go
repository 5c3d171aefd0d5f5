// Package overview computes what status, report and the live page say about a campaign. All of them take their figures from one Overview,
// so that they agree.
//
// An Overview is made in one reading of the results, one of the CDRs and one of the contacts. Its size does not depend on the campaign.
//
// # What counts
//
// Each attempt counts once, as its last word says it, and each call once, in whatever files and lines they are repeated. A call counts if
// its attempt is accepted. Test calls are no attempts. Figures about contacts are those of the file; attempts and calls are those of the
// whole campaign, also of contacts that the file does not have any more.
//
//   - Pace counts an attempt when the first line about it was recorded, and an answered call when it began.
//   - Hours are those of the clock of the first row with the number, by its columns or else the number itself; of calls to others, of the
//     number. Where several zones are possible, they must agree about the hour.
//   - Errors are about contacts, by the last word of their attempts, or by why their row is not called now. A contact that a run would call
//     again has the last word that it has now; State counts it as pending.
//   - Gaps are times in which no run was at work, or each of them waited (dialer.Wait). A run that was killed ends with its last attempt;
//     so does, and begins with its first, one that the runs file does not have.
package overview
