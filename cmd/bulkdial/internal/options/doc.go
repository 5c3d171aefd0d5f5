// Package options has the groups of flags that several commands share, and what is made of them: the campaign of a contacts file, the client
// of the API, calling hours and caps, and the overview of a campaign.
//
// A group is a struct whose Add adds its flags to a command. Contacts says which contacts file and how it is read, Send how its contacts are
// called, and the others are parts of these two. A command that does not show the flags of run takes them nevertheless, so that what
// configures a campaign may be given to each of its commands.
//
// A group is read only when all layers are in it (flags.Line): after Line.Read, and for what a campaign remembers after Contacts.Recall.
// PrepareRun and PreparePlan are the ways from the flags to a campaign that is to be called; they check everything that can be checked
// before anything is locked or changed. NewCampaign is the way of the commands that call nobody.
//
// Errors name the flag that is at fault, and how to write it. What is wrong with a value by itself is said here; what only a library knows,
// as that an agent's id is too long, comes from it with the name of a field (fault.Text).
package options
