// Package store is one SQLite file: the journal, its hash tree and data keys,
// and the projections that the screens read.
//
// Every change enters by Append, in one transaction: the event rows and what
// fold says of them; reading leaves by the queries. One goroutine writes and
// commits together what waits, with synchronous=FULL, so that what Append
// returned is on the disk; a pool of read-only connections serves the queries.
// Other processes may append beside it: names are given inside the
// transaction. It knows no rules: how an item is assessed and how an archived
// file is read are given to it.
package store
