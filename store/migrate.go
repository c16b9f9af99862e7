package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables forward. A file of a newer program is refused:
// migrations never run backwards.
func migrate(ctx context.Context, db *sql.DB, conn *sql.Conn) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	schema, err := newest()
	if err != nil {
		return err
	}
	var version int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case version == schema:
		return nil
	case version > schema:
		return newer(version, schema)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the tables up to date: %w", err)
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schema))
	return err
}

// newest is how many migrations there are; PRAGMA user_version repeats it so
// that an up-to-date file opens at once.
func newest() (int, error) {
	files, err := migrations.ReadDir("migrations")
	return len(files), err
}

func newer(version, known int) error {
	return fmt.Errorf("it was written by a newer Postern (tables %d, this program knows %d): use that one", version, known)
}
