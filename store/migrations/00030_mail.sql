-- +goose Up

-- What others say of items, papers and receptacles, under the names it is found by: it may come before what it is about.
CREATE TABLE hearsay (
  name TEXT NOT NULL, kind TEXT NOT NULL, heard INTEGER NOT NULL, station TEXT NOT NULL, line INTEGER NOT NULL, said BLOB NOT NULL,
  PRIMARY KEY (name, kind, heard, station, line)) STRICT, WITHOUT ROWID;
-- What happened to a receptacle: announced by a despatch, arrived, opened. Rows are only added.
CREATE TABLE bag (
  receptacle TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL, station TEXT NOT NULL, wall INTEGER NOT NULL,
  stated INTEGER NOT NULL, gross INTEGER NOT NULL, seal TEXT NOT NULL, place TEXT NOT NULL,
  PRIMARY KEY (receptacle, what, at, station)) STRICT, WITHOUT ROWID;
ALTER TABLE item ADD COLUMN bag TEXT NOT NULL DEFAULT ''; -- the receptacle it came out of here
ALTER TABLE item ADD COLUMN walk INTEGER NOT NULL DEFAULT 0; -- 1 where what came since its last read asks for more than was shown
CREATE INDEX item_bag ON item (bag) WHERE bag <> '';
CREATE INDEX item_walk ON item (walk) WHERE walk = 1;
ALTER TABLE shift ADD COLUMN closed INTEGER NOT NULL DEFAULT 0; -- ms
