// Package mirror keeps the journal a second time, as a plain file on another
// path or stick: frames of
//
//	length u32 | CRC-32C u32 | record | body
//
// (big endian; the length and the sum are of record and body together), one an
// event, appended and synced after the database's commit and before "saved" is
// shown. FILE.keys beside it holds the wrapped data keys, without which sealed
// bodies could never be read again.
//
// It is what the journal is restored from when the database is destroyed. It is
// no backup: archive, packs and the station's secrets are not in it.
//
// It fails by being lost: then it says so, is tried again from time to time,
// and is filled up from the database when it is back. It never stops work. What
// is damaged in it is found by its sum, reported and passed over.
package mirror
