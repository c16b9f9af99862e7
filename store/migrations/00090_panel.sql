-- +goose Up

-- Who judged, and by which packs, in order: said once, not in every row. Rows are only added; the number is a digest of the seats.
CREATE TABLE panel (no INTEGER PRIMARY KEY, seats TEXT NOT NULL) STRICT;
ALTER TABLE item ADD COLUMN panel INTEGER NOT NULL DEFAULT 0; -- 0: its verdict names every assessment itself
