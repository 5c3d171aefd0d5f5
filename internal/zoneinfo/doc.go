// Package zoneinfo gives the time zones by which calling hours are kept. The data are an input with a version: they are those of
// one package of a distribution, pinned and embedded, or those of a file or a folder that the operator names. A zone that these
// data lack is an error; neither the system's data nor those of the Go runtime are ever asked, because both may be a year old.
//
// # The embedded data
//
// zoneinfo.zip holds the compiled zones of Debian's package tzdata under their IANA names, unchanged, without the copies that
// count leap seconds (right/) and their mirror (posix/), and:
//
//	+VERSION   the version of the data, as in 2026f
//	+SOURCE    the package, its version, its date and its checksum
//	+LICENSE   the license of the data: they are in the public domain
//	zone.tab   the zones of each country, from which a test makes the table of calling codes
//
// The script update makes it: apt fetches the package and checks its signature, and the program pack packs it. Entries are sorted and
// bear the date of the package, so that the same package gives the same bytes.
//
// # Other data
//
// Open takes a folder such as /usr/share/zoneinfo, or a zip such as lib/time/zoneinfo.zip of Go, as the variable ZONEINFO of Go
// programs names it. Their version is read from +VERSION or from the first line of tzdata.zi; it is "unknown" where both are missing.
// Their date is that of their file of America/New_York, zero where there is none.
//
// # What is checked
//
// Data.Check looks for each change of the law that was known when this program was built, as in British Columbia, which stays
// at UTC−07:00 since November 2026. Data without one of them are refused: every hour of such a zone would be wrong. Data.Warning warns of
// data that are older than 120 days; countries change their clocks a few weeks ahead.
package zoneinfo
