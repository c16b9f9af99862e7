-- +goose Up

-- The decision that rules each decided item; no event and outcome where it was taken back.
CREATE TABLE ruling (item INTEGER PRIMARY KEY, event TEXT NOT NULL, outcome TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
-- The decision that was last told to who sent the item's data, by form of the answer.
CREATE TABLE answer (
  ident TEXT NOT NULL, day TEXT NOT NULL, format TEXT NOT NULL, event TEXT NOT NULL, outcome TEXT NOT NULL, file TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (ident, day, format)) STRICT, WITHOUT ROWID;
CREATE INDEX answer_file ON answer (file);
