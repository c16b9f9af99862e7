-- +goose Up

-- Projections that facts are read from. A database from before has them empty until `postern replay`.
ALTER TABLE sight ADD COLUMN gross INTEGER NOT NULL DEFAULT 0; -- grams; 0 unknown
-- Whose names were seen at an address or a telephone, once a day.
CREATE TABLE shared (
  key INTEGER NOT NULL, day INTEGER NOT NULL, other INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (key, day, other)) STRICT, WITHOUT ROWID;
-- What goods were declared to cost and weigh: a sample of the day, so that a common kind of goods stays small.
CREATE TABLE price (
  key INTEGER NOT NULL, day INTEGER NOT NULL, slot INTEGER NOT NULL, at INTEGER NOT NULL, item INTEGER NOT NULL,
  kilo INTEGER NOT NULL, piece INTEGER NOT NULL, grams INTEGER NOT NULL,
  PRIMARY KEY (key, day, slot)) STRICT, WITHOUT ROWID;
