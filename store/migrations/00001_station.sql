-- +goose Up

-- The journal: exactly what was written, own events and what other stations sent.
CREATE TABLE event (
  station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL CHECK (seq > 0),
  record BLOB NOT NULL, leaf BLOB NOT NULL,
  PRIMARY KEY (station, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE body (
  station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL, key TEXT, bytes BLOB NOT NULL,
  PRIMARY KEY (station, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE tree (
  station TEXT NOT NULL, epoch BLOB NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (station, epoch, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE head (
  station TEXT NOT NULL, epoch BLOB NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (station, epoch, size)) STRICT, WITHOUT ROWID;
CREATE TABLE datakey (id TEXT PRIMARY KEY, class TEXT NOT NULL, day TEXT NOT NULL, wrapped BLOB) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX datakey_day ON datakey (class, day, id);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER event_once BEFORE INSERT ON event -- else INSERT OR REPLACE would pass by the other two
  WHEN EXISTS (SELECT 1 FROM event WHERE station = NEW.station AND epoch = NEW.epoch AND seq = NEW.seq) BEGIN
  SELECT RAISE(ABORT, 'the journal has an event of that name'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- +goose StatementEnd

-- Projections: a pure function of the events and the archived files. Replay empties and fills them again.
CREATE TABLE item (
  no INTEGER PRIMARY KEY, ident TEXT NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL,
  state TEXT NOT NULL, open INTEGER NOT NULL, place TEXT NOT NULL, lane TEXT NOT NULL, rank INTEGER NOT NULL,
  asks INTEGER NOT NULL, agency TEXT NOT NULL, score INTEGER NOT NULL,
  since INTEGER NOT NULL, seen INTEGER NOT NULL, received INTEGER NOT NULL, posted INTEGER NOT NULL,
  source TEXT NOT NULL, receptacle TEXT NOT NULL, words TEXT NOT NULL, addressee TEXT NOT NULL, origin TEXT NOT NULL,
  minor INTEGER NOT NULL, currency TEXT NOT NULL,
  declared BLOB, -- the declaration, JSON
  judged BLOB, -- the verdict made when its data came, JSON; NULL once decided
  judged_at INTEGER NOT NULL, judged_by TEXT NOT NULL,
  folded BLOB, -- what its events make of it, JSON; NULL while it has none
  holds INTEGER NOT NULL, -- 0 never held, 1 was held, 2 a hold is open
  message INTEGER NOT NULL) STRICT; -- the message that declared it last
CREATE UNIQUE INDEX item_id ON item (ident, day);
-- The queue in its order, with all that lists are narrowed by: rows are long, and a search would read each.
CREATE INDEX item_queue ON item (open DESC, rank DESC, since, no, lane, state, asks, ident, words, addressee, receptacle);
CREATE INDEX item_judged ON item (judged_by, state = 'expected', no) WHERE open = 1 AND judged_at > 0;
CREATE INDEX item_open ON item (open); -- to count them
CREATE INDEX item_busy ON item (state) WHERE state IN ('selected', 'examining', 'conflict');
CREATE INDEX item_holds ON item (holds) WHERE holds > 0;
CREATE INDEX item_receptacle ON item (receptacle) WHERE receptacle <> '';
CREATE TABLE item_event (
  item INTEGER NOT NULL, station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (item, station, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE milestone (
  kind TEXT NOT NULL, station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (kind, station, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE shift (
  station TEXT NOT NULL, epoch BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER, id TEXT NOT NULL,
  PRIMARY KEY (station, epoch, first)) STRICT, WITHOUT ROWID;
CREATE TABLE message (
  no INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE,
  station TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL, archive TEXT NOT NULL) STRICT;
CREATE TABLE sight (
  key INTEGER NOT NULL, at INTEGER NOT NULL, item INTEGER NOT NULL, other INTEGER NOT NULL,
  minor INTEGER NOT NULL, currency TEXT NOT NULL,
  PRIMARY KEY (key, at, item)) STRICT, WITHOUT ROWID;
CREATE TABLE result (
  key INTEGER NOT NULL, at INTEGER NOT NULL, item INTEGER NOT NULL, examined INTEGER NOT NULL, found INTEGER NOT NULL,
  PRIMARY KEY (key, at, item)) STRICT, WITHOUT ROWID;
CREATE TABLE paper (
  no INTEGER PRIMARY KEY, kind TEXT NOT NULL, platform TEXT NOT NULL, ord TEXT NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL,
  name TEXT NOT NULL, paper BLOB NOT NULL) STRICT;
CREATE INDEX paper_order ON paper (ord, kind, at) WHERE ord <> '';
CREATE INDEX paper_number ON paper (number, at) WHERE number <> '';
