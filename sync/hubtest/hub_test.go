package hubtest

import (
	"context"
	"path/filepath"
	"testing"

	"postern/sync/hub/record/sqlite"
)

func sqliteIn(dir string) Opener {
	return func(ctx context.Context, generation string, again bool) (Kind, error) {
		return sqlite.Open(ctx, filepath.Join(dir, "hub.db"), generation, again)
	}
}

func TestHubAlone(t *testing.T) {
	t.Parallel()
	Hub(t, func(t *testing.T) Setup {
		t.Helper()
		dir := t.TempDir()
		return Setup{Open: sqliteIn(dir), Keys: NewKeys(t), Store: filepath.Join(dir, "broker")}
	})
}
