// Package flags knows the flags of all commands, and what each of them is set to.
//
// # The table
//
// Table has a row for each flag: how a campaign treats its value in a later run (settings.Rule), the group that help shows it in, and the
// placeholder for its value, by which shells complete it. A test fails for a flag without a row. Whether a change loosens a restriction is
// told by functions of campaign, screen and, for calling hours and zones, looser.go.
//
// # The layers
//
// A flag is set by the first of these layers that gives it: the command line, the environment (BULKDIAL_ and its name), the file of --config,
// the settings that the campaign remembers, and its default. A Line is all of them for one execution: Read takes the first three, and Recall
// supplies the fourth once it is known of which campaign the command is. The values of a list that only grows, as those of --suppress, are
// those of all layers together. A few flags stand on the command line only (typedOnly), because a file or a variable that stays must not
// accept a change or begin a campaign. A key or a variable that no command knows is an error: a typo must not leave a default in effect.
//
// The Line also makes the command lines that messages end with: the same one with more (CommandLine), another one for the same campaign
// (Typed), and the one that overrules a refusal (GoOn).
//
// # Help and mistakes
//
// Help shows flags in groups, AddCompletions tells shells what can be written, and what is written wrong is answered with what was probably
// meant (nearnames.go) or how to write it (value.go).
package flags
