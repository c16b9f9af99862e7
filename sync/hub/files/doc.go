// Package files keeps the photos and X-rays that stations send: pieces until a
// file is whole, then the file under its SHA-256 in an archive.
//
// A piece that Keep has taken is on the disk, so that a file goes on where it
// was after any restart, of the station or the hub. Pieces lie apart by station:
// none can spoil another's file. A file is whole only when the SHA-256 of all of
// it is right; otherwise what is missing is named. Hubs of one record may share
// the folder.
//
// It knows no broker and signs nothing. What is no piece fails with
// wire.ErrWire, the rest with the file system's own errors.
package files
