// Package export is what leaves the house as files: the log of a shift as one
// JSON document that proves itself, as a CSV table for spreadsheets, and as an
// HTML page to print and sign; and the signature that travels beside a file.
//
// It writes to an io.Writer and reads bytes: no disk, no clock, no key store.
// Everything it reads back is outside text: bounded, and answered with the
// first event that does not verify, or with an error where the bytes are no
// shift log at all. VerifyShift says what the JSON document proves by itself
// and what only the signature beside it vouches for.
package export
