// Package guards holds the guards that look at one contact alone: at its row, its number and its agent. No earlier call and no other row
// changes an answer of theirs. Guards that need more are elsewhere: screen.Caps counts calls, and hours.Guard keeps calling hours.
//
// # Suppression
//
// A contact whose number is on a suppression list is suppressed. When a list cannot be read completely any more, or is too old, no contact
// may be called.
//
// # Consent
//
// A contact without a consent, with one of the future, or with one older than Consent.MaxAge is suppressed.
//
// # Times
//
// A contact is held until its Contact.NotBefore. From its Contact.Expires on it is expired, also while it is held.
//
// # Variables
//
// A contact is invalid if its metadata lacks a variable that the welcome message of its agent needs, or has null there.
//
// # When they are asked
//
// A guard keeps no answer, and is asked again before each request (dialer.Guard): while a contact waits, its number may come onto a list,
// and its time may pass.
package guards
