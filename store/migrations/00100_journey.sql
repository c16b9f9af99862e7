-- +goose Up

-- When an item or its receptacle came, and when it left where it came from, as far as that is known (ms; 0: it is not). Looked up once the item was read.
ALTER TABLE item ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN departed INTEGER NOT NULL DEFAULT 0;
