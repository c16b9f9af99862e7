-- +goose Up

-- Orders and payments meet by their transaction too. Papers from before meet by it after `postern replay`.
ALTER TABLE paper ADD COLUMN pay TEXT NOT NULL DEFAULT ''; -- payer and transaction
CREATE INDEX paper_pay ON paper (pay, kind, at) WHERE pay <> '';
