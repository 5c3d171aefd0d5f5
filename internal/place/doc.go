// Package place tells where a contact may be: the time zones whose clocks count for it, and the regions whose rules do.
//
// # Zones
//
// The first of these sources that has an answer counts:
//
//  1. column: the cell of the time-zone column, an IANA name (America/New_York) or an offset (-05:00, UTC+5:30). EST, MST, HST and GMT
//     are refused: they are fixed offsets in the database, while people mean a clock that changes.
//  2. postal: the postal code, by the operator's map of postal codes.
//  3. state: all zones of the state or province.
//  4. number: all zones of the number's area code, in North America, or of its country. Nothing narrower is taken from a number: an
//     area code moves with its owner.
//  5. default: Config.Unknown, if there is one.
//
// An empty cell is no answer. A cell that cannot be read is none either, unless the operator has named its column (Config.ZoneNamed,
// Config.StateNamed): then the contact is not called (Whereabouts.Fault).
//
// Where one of the first three disagrees with the number, the zones of both count (Whereabouts.Conflict), or with Config.SourceOnly
// those of the source alone. They agree when each zone of the source keeps the same clock for a year as one of the number's; so a
// column may say which of an area code's zones it is, and a fixed offset disagrees with a clock that changes. A number without a place,
// such as a toll-free one, disagrees with nothing.
//
// # Regions
//
// Regions are those of the state, of the postal code (the map may name its state) and of the number, all together: some laws go by the
// area code, others by where the person is. With a number of the United States or Canada a state is a code (FL) or a name (Florida);
// with any number it may be written US-FL or CA-ON. States of other countries are ignored.
//
// # The tables
//
// prefixes.csv has the regions and zones of each area code of North America and of each other country, from the tables of the phone
// library: the union over all exchanges of an area code, because the library names one zone for most numbers also where an area code
// spans two. A test makes it anew and compares. corrections.csv has what is written by hand, each row with its reason, and wins: new area
// codes take the zones of those that they overlay, and zones that have parted since the library's table was made are added. An area code that
// the library lacks has a row only with the source that says where it is. Without one it may be anywhere in North America, like all that no
// table knows, so that it must be open in all its zones. A number that
// begins with no prefix of either has no place. subdivisions.csv has the states and provinces; their zones are those of their area codes.
//
// Countries that share a calling code are one region (`GB` has Jersey), but those of North America, and Kazakhstan.
package place
