CREATE TABLE IF NOT EXISTS event (
  station text NOT NULL, epoch bytea NOT NULL, seq bigint NOT NULL CHECK (seq > 0),
  record bytea NOT NULL, leaf bytea NOT NULL, kind text NOT NULL, item text NOT NULL, day date NOT NULL, got timestamptz NOT NULL,
  PRIMARY KEY (station, epoch, seq));
CREATE TABLE IF NOT EXISTS watermark (
  station text NOT NULL, epoch bytea NOT NULL, upto bigint NOT NULL, heard timestamptz NOT NULL,
  PRIMARY KEY (station, epoch));
CREATE TABLE IF NOT EXISTS fork (
  station text NOT NULL, epoch bytea NOT NULL, seq bigint NOT NULL, leaf bytea NOT NULL, record bytea NOT NULL, seen timestamptz NOT NULL,
  PRIMARY KEY (station, epoch, seq, leaf));
CREATE TABLE IF NOT EXISTS refused (
  station text NOT NULL, epoch bytea NOT NULL, seq bigint NOT NULL, why text NOT NULL,
  PRIMARY KEY (station, epoch, seq));
CREATE TABLE IF NOT EXISTS datakey (
  station text NOT NULL, id text NOT NULL, class text NOT NULL, day text NOT NULL, reader text NOT NULL, sealed bytea NOT NULL,
  PRIMARY KEY (station, id));
CREATE TABLE IF NOT EXISTS offer (
  station text PRIMARY KEY, office text NOT NULL, hash bytea NOT NULL, expires timestamptz NOT NULL, used bytea);
CREATE TABLE IF NOT EXISTS member (
  station text PRIMARY KEY, office text NOT NULL, since timestamptz NOT NULL, revoked boolean NOT NULL);
CREATE TABLE IF NOT EXISTS card (
  station text PRIMARY KEY, key text NOT NULL, sealing bytea NOT NULL, at timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS head (
  station text NOT NULL, epoch bytea NOT NULL, size bigint NOT NULL, note text NOT NULL, alarm text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (station, epoch));
CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL);
