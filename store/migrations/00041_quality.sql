-- +goose Up

-- How good the data of each item is: 1 where it passes, 0 where not, -1 where that cannot be said; and fields checked at the bench.
CREATE TABLE quality (
  item INTEGER PRIMARY KEY, post TEXT NOT NULL, platform TEXT NOT NULL, adequate INTEGER NOT NULL, timely INTEGER NOT NULL,
  checked INTEGER NOT NULL, truthful INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX quality_post ON quality (post, at);
CREATE INDEX quality_platform ON quality (platform, at) WHERE platform <> '';
