// Package settings is what a campaign remembers of the values that its runs were given, so that later commands need no flags and call
// nobody whom earlier runs would have left alone.
//
// A Setting has a Rule, whose Class decides: an Identity is fixed at the first run, a Restriction may only be tightened (the Looser functions
// say what loosens one), of Content the last given value counts, and what is Forgotten is given again for each run.
//
// Read reads the settings beside all results files of a campaign, Recall supplies from them what no layer of a command gives, and compares
// the rest. A value equal to the remembered one is never a change, whatever layer gives it. Of several results files, those that were
// changed last count, and the values of a union count together.
//
// Changes are refused by runs only, with a *ChangeError that names what the operator may accept: Check compares with earlier runs,
// CheckShards with the other shards of the division. Once the results file is locked, Unchanged tells whether another run has changed the
// settings since; ToRemember says what the run keeps, and CheckShardsAgain comes after that: of two shards that begin at the same time, at least
// the second sees the other. Merge makes one results file of those of all shards, with their settings united.
//
// Paths are remembered relative to the folder of the results. How the settings are kept on disk is up to package ledger.
package settings
