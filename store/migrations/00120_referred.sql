-- +goose Up

-- Items at another agency, by how long they are there: the shift's sheet counts them.
CREATE INDEX item_referred ON item (since) WHERE state = 'referred';
