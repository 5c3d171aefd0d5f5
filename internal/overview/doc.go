// Package overview computes what status, report and the live page say about a campaign. All of them take their figures from one Overview,
// so that they agree.
//
// An Overview is made in one reading of the results, one of the CDRs and one of the contacts. Its size does not depend on the campaign.
package overview
