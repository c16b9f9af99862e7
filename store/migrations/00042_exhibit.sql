-- +goose Up

-- The register of exhibits: what each item's seizures and detentions made of it. All else of them stands in the item's row.
CREATE TABLE exhibit (
  item INTEGER NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, slot TEXT NOT NULL, station TEXT NOT NULL,
  PRIMARY KEY (item, number)) STRICT, WITHOUT ROWID;
CREATE INDEX exhibit_number ON exhibit (number);
CREATE INDEX exhibit_kept ON exhibit (slot, station) WHERE state = 'kept';
