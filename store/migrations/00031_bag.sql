-- +goose Up

-- What a receptacle should hold is counted at every scan: the index answers alone.
DROP INDEX item_receptacle;
CREATE INDEX item_receptacle ON item (receptacle, lane, state, holds) WHERE receptacle <> '';
CREATE INDEX bag_opened ON bag (station, wall) WHERE what = 'opened';
ALTER TABLE shift ADD COLUMN opened INTEGER NOT NULL DEFAULT 0; -- ms
