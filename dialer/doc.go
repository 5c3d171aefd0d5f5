// Package dialer is the domain of bulkdial: contacts and their numbers, the attempts to call them, what the API answers, what became
// of each, and how a call ended (OutcomeOf). Package dialer/engine places the calls. It knows neither HTTP nor files.
//
// What is needed of others is declared here. Screener decides about contacts, a Guard says when one may be called, and Caps count the
// calls; Caller sends requests, Ledger records, Follower follows the calls, and Observer sees what happens. Calls, Transcripts and
// Directory read what the API knows.
//
// An AnswerKind says what an answer proves of the contacts of its request. Only one that proves that no phone was dialed may lead to
// another try.
package dialer
