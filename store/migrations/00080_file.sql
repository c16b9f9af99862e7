-- +goose Up

-- A file may have all its pieces acknowledged and no receipt: it is asked for again after a while. What is lost is named.
ALTER TABLE file ADD COLUMN item TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN acked_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN lost TEXT NOT NULL DEFAULT '';
