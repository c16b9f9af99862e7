package store

import (
	"context"
	"database/sql"
	"errors"
)

// LastHead is the last head that was signed of the own journal; empty where
// none was.
func (db *DB) LastHead(ctx context.Context) (signed string, err error) {
	epoch := db.Epoch()
	err = db.reads.row(ctx, "SELECT note FROM head WHERE station = ? AND epoch = ? ORDER BY size DESC LIMIT 1", db.opt.Station, epoch[:]).Scan(&signed)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return signed, err
}
