-- +goose Up

-- The orders that declarations name, by the items of their platforms: papers that come later are theirs.
CREATE TABLE ordered (ord TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (ord, item)) STRICT, WITHOUT ROWID;
