// Package archive keeps message files, photos and X-ray images: whole files,
// named by the SHA-256 of their bytes as stored, in plain folders anybody can
// copy and check without a key.
//
// What Put has named is on disk: the bytes are synced, renamed into place and
// the folder is synced before it returns, so an event may name the file. The
// archive does not seal (the caller hands in sealed bytes), does not know what
// a file means and forgets nothing by itself: only Sweep and Remove
// do, and only what their caller disowns.
//
// It fails with an error that wraps the file system's own (fs.ErrNotExist, a
// full disk), or with *DamagedError where bytes no longer match their name.
package archive
