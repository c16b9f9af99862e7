// Package postgres keeps a hub's record in PostgreSQL, for hubs that outgrow
// one machine: several hubs may write one record at once.
//
// Its SQL is plain, with the CockroachDB, Yugabyte and Citus in mind: no locks
// of its own, no triggers, unique keys instead of checks. Bodies are laid out
// by month where the server is PostgreSQL itself, so that old ones can be
// dropped. A server that breaks off fails the call with nothing half done; who
// calls tries again.
package postgres
