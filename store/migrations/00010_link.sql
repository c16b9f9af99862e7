-- +goose Up

-- The link. The outbox is the journal itself: own events that no receipt covers.
ALTER TABLE datakey ADD COLUMN station TEXT NOT NULL DEFAULT ''; -- whose key it is; own ones are ''
CREATE TABLE receipt (
  epoch BLOB PRIMARY KEY, upto INTEGER NOT NULL, beyond TEXT NOT NULL, generation TEXT NOT NULL, at_ms INTEGER NOT NULL,
  note TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE refused (
  epoch BLOB NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE cursor (stream TEXT PRIMARY KEY, created TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE unread (
  stream TEXT NOT NULL, created TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, raw BLOB NOT NULL,
  PRIMARY KEY (stream, created, seq)) STRICT, WITHOUT ROWID;
-- Another event of a name that is taken: an alarm, and nothing is overwritten.
CREATE TABLE fork (
  station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL, leaf BLOB NOT NULL, record BLOB NOT NULL, body BLOB,
  seen_ms INTEGER NOT NULL,
  PRIMARY KEY (station, epoch, seq, leaf)) STRICT, WITHOUT ROWID;
-- Events that say nothing yet: their key has not come, or their kind is of a newer program.
CREATE TABLE locked (
  key TEXT NOT NULL, station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (key, station, epoch, seq)) STRICT, WITHOUT ROWID;
-- Outcomes elsewhere, by keyed hash.
CREATE TABLE elsewhere (
  item INTEGER NOT NULL, station TEXT NOT NULL, hlc INTEGER NOT NULL, outcome TEXT NOT NULL,
  PRIMARY KEY (item, station, hlc)) STRICT, WITHOUT ROWID;
-- Photos and X-rays on their way: got is a bit for each piece the hub has.
CREATE TABLE file (
  sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL, mime TEXT NOT NULL, key TEXT NOT NULL, chunk INTEGER NOT NULL,
  got BLOB NOT NULL, receipted INTEGER NOT NULL, since_ms INTEGER NOT NULL, rank INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX file_waiting ON file (receipted, rank, since_ms) WHERE receipted = 0;
