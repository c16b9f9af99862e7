// Package sqlite keeps a hub's record in one SQLite file: the kind that needs
// nothing else on the machine.
//
// It writes with synchronous=FULL and refuses to open where that is not so, as
// package store does; other processes may read and write beside it. It has
// tables of its own: a hub of many stations keeps what they sent and makes no
// lists of items of it.
package sqlite
