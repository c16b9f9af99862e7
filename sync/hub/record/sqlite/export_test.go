package sqlite

import "context"

// Loosen has the record call kept what is only written, as a driver without an
// explicit setting would.
func (r *Record) Loosen(ctx context.Context) error {
	_, err := r.write.ExecContext(ctx, "PRAGMA synchronous = NORMAL")
	return err
}
