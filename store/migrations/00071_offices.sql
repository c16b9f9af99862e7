-- +goose Up

-- Figures by the office of exchange that sent the receptacle; those from before have none until `postern replay`.
ALTER TABLE quality ADD COLUMN office TEXT NOT NULL DEFAULT '';
CREATE INDEX quality_office ON quality (office, at) WHERE office <> '';
