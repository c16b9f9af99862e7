-- +goose Up

-- Items set aside are few among millions, and lists of them are asked for by state: none is made by receiving mail.
CREATE INDEX item_aside ON item (state) WHERE state IN ('selected', 'examining', 'conflict', 'held', 'referred', 'detained', 'seized', 'destroyed', 'missing');
