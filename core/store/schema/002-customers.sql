-- What is known of customers beside their orders, and segments that were kept.
--
-- Another setting in the table shop:
--   people_version  moved by every transaction that changes consents, the blacklist, tags, notes or
--                   fields without moving data_version: both together tell whether what was
--                   computed of customers still holds
INSERT INTO shop VALUES ('people_version', '1');

-- A question that was given a name. Segments name one another in their queries by this name.
CREATE TABLE segment (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    query      TEXT NOT NULL,
    note       TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tag (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    name        TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (customer_id, name)
) STRICT, WITHOUT ROWID;

-- What people wrote about a customer. (The table note is about weeks.)
CREATE TABLE customer_note (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    at          INTEGER NOT NULL,
    body        TEXT NOT NULL
) STRICT;
CREATE INDEX customer_note_customer ON customer_note (customer_id);

-- Attributes that only this shop has: columns of its files and answers to its surveys. A value is a
-- text as it came; of a number its plain decimal form ('12.5'), of a day 'YYYY-MM-DD'.
CREATE TABLE field (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    kind   TEXT NOT NULL CHECK (kind IN ('text', 'number', 'day')),
    source TEXT NOT NULL               -- what brought it first: 'shopify', 'survey'
) STRICT;
CREATE TABLE field_value (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    field_id    INTEGER NOT NULL REFERENCES field (id),
    value       TEXT NOT NULL,
    PRIMARY KEY (customer_id, field_id)
) STRICT, WITHOUT ROWID;

-- What a consent was before it became what it is: the table consent has the present row of each
-- medium, this one every row it had before.
CREATE TABLE consent_past (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    medium      TEXT NOT NULL,
    given       INTEGER NOT NULL CHECK (given IN (0, 1)),
    at          INTEGER NOT NULL,
    source      TEXT NOT NULL,
    replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_past_customer ON consent_past (customer_id);
CREATE TRIGGER consent_remember AFTER UPDATE OF given, at, source ON consent
    WHEN OLD.given <> NEW.given OR OLD.at <> NEW.at OR OLD.source <> NEW.source
BEGIN
    INSERT INTO consent_past (customer_id, medium, given, at, source, replaced_at)
    VALUES (OLD.customer_id, OLD.medium, OLD.given, OLD.at, OLD.source, unixepoch());
END;

-- Two customers who turned out to be one: everything of gone_id belongs to kept_id, and gone_id is
-- no customer any more, until the merge is undone. Its number is never given to anybody else.
CREATE TABLE merge (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    kept_id   INTEGER NOT NULL,
    gone_id   INTEGER NOT NULL,
    undone_at INTEGER
) STRICT;
CREATE INDEX merge_kept ON merge (kept_id);
CREATE INDEX merge_gone ON merge (gone_id);

-- What undoing a merge needs. part is the table; content is an array of the row's columns without
-- the customer: of a table with an id of its own only that, else all of them, its key first. what:
--   moved  came from gone_id
--   aside  was gone_id's and had no place, because kept_id has a row of the same key
--   before was kept_id's and was changed
--   after  what it was changed into
CREATE TABLE merge_row (
    id       INTEGER PRIMARY KEY,
    merge_id INTEGER NOT NULL REFERENCES merge (id),
    part     TEXT NOT NULL,
    what     TEXT NOT NULL CHECK (what IN ('moved', 'aside', 'before', 'after')),
    content  TEXT NOT NULL
) STRICT;
CREATE INDEX merge_row_part ON merge_row (merge_id, part);

-- Pairs that look like one person and were looked at: they are two. The smaller id stands first.
CREATE TABLE apart (
    one_id   INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (one_id, other_id)
) STRICT, WITHOUT ROWID;
