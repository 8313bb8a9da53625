-- The tables of a shop. Money is an integer in minor units of the shop's currency; instants (…_at)
-- are UTC seconds since 1970; days are texts 'YYYY-MM-DD' in the shop's time zone. NULL is "unknown".

-- Settings of the shop and the versions of its data, one per name:
--   identity        random, names this shop to the facts file beside it
--   name, zone, currency, created_at
--   data_version    moved by every transaction that changes what the facts are made of
--   rewrite_version the data_version of the last such change that was more than appended rows
--   mark.VERSION    drawn when the data came to a version, to know it from that of a restored backup
CREATE TABLE shop (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Dimensions. A name is as in the shop's own data.
CREATE TABLE channel  (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE region   (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE category (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE brand    (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE agent    (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
-- Where rows come from: 'taobao', 'shopify', 'demo'. Order numbers are unique within a source.
CREATE TABLE source   (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE product (
    id          INTEGER PRIMARY KEY,
    sku         TEXT NOT NULL UNIQUE,
    name        TEXT,
    category_id INTEGER REFERENCES category (id),
    brand_id    INTEGER REFERENCES brand (id),
    price       INTEGER,               -- list price
    cost        INTEGER,               -- what the shop pays for one
    launched_on TEXT
) STRICT;

CREATE TABLE customer (
    id            INTEGER PRIMARY KEY,
    name          TEXT,
    gender        TEXT CHECK (gender IN ('f', 'm')),
    birthday      TEXT,                -- 'YYYY-MM-DD', or '--MM-DD' where the year is not told
    region_id     INTEGER REFERENCES region (id),
    city          TEXT,
    registered_at INTEGER,
    channel_id    INTEGER REFERENCES channel (id)  -- the one that brought them
) STRICT;

-- How a customer is known. The member name is the key; a phone may end (virtual numbers die).
CREATE TABLE identity (
    kind        TEXT NOT NULL CHECK (kind IN ('member', 'email', 'phone', 'visitor')),
    value       TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    ends_at     INTEGER,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_customer ON identity (customer_id);

CREATE TABLE consent (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    medium      TEXT NOT NULL CHECK (medium IN ('edm', 'sms')),
    given       INTEGER NOT NULL CHECK (given IN (0, 1)),   -- 0 is an opt-out
    at          INTEGER NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (customer_id, medium)
) STRICT, WITHOUT ROWID;

CREATE TABLE blacklist (
    customer_id INTEGER PRIMARY KEY REFERENCES customer (id),
    at          INTEGER NOT NULL,
    reason      TEXT NOT NULL
) STRICT;

CREATE TABLE coupon (
    id       INTEGER PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    name     TEXT,
    value    INTEGER NOT NULL,         -- taken off an order
    minimum  INTEGER NOT NULL DEFAULT 0 -- smallest order it can be used on
) STRICT;

-- An order belongs to the week in which it was placed. It is paid when paid_at is known. amount is
-- what the buyer really paid, before refunds; due is what was to be paid. customer_id is NULL for a
-- guest order: it counts as order and sales, but no person is behind it.
CREATE TABLE orders (
    source_id   INTEGER NOT NULL REFERENCES source (id),
    number      TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer (id),
    placed_at   INTEGER NOT NULL,
    paid_at     INTEGER,
    amount      INTEGER,
    due         INTEGER,
    channel_id  INTEGER REFERENCES channel (id),
    region_id   INTEGER REFERENCES region (id),
    discount    INTEGER,
    closed_at   INTEGER,               -- closed unpaid or called off
    agent_id    INTEGER REFERENCES agent (id),
    coupon_id   INTEGER REFERENCES coupon (id),
    id          INTEGER PRIMARY KEY,   -- last: rows that are given in this order are added fastest
    UNIQUE (number, source_id)
) STRICT;

CREATE TABLE order_line (
    order_id   INTEGER NOT NULL REFERENCES orders (id),
    position   INTEGER NOT NULL,       -- from 1; equal lines of one order are two lines
    product_id INTEGER REFERENCES product (id),
    quantity   INTEGER NOT NULL,
    amount     INTEGER,                -- for the whole line, after discount
    discount   INTEGER,
    PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

-- Money given back. order_id is NULL where the export does not name the order it belongs to. at is
-- NULL where it is not told: then it counts in the week of its order.
CREATE TABLE refund (
    id          INTEGER PRIMARY KEY,
    source_id   INTEGER NOT NULL REFERENCES source (id),
    number      TEXT NOT NULL,
    order_id    INTEGER REFERENCES orders (id),
    customer_id INTEGER REFERENCES customer (id),
    at          INTEGER,
    amount      INTEGER NOT NULL,
    reason      TEXT,
    UNIQUE (number, source_id)
) STRICT;

CREATE TABLE event_kind (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO event_kind VALUES
    (1, 'visit'), (2, 'view'), (3, 'cart'), (4, 'favourite'), (5, 'inquiry'), (6, 'review'),
    (7, 'buy'), (8, 'return'), (9, 'exchange'), (10, 'complaint'), (11, 'referral');

-- What customers did, clustered by customer and time. product_id is 0 where there is none. value:
-- seconds until the answer for an inquiry, 1–5 stars for a review. An event that is told twice for
-- the same second is one event.
CREATE TABLE event (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    at          INTEGER NOT NULL,
    kind        INTEGER NOT NULL REFERENCES event_kind (id),
    product_id  INTEGER NOT NULL DEFAULT 0,
    channel_id  INTEGER REFERENCES channel (id),
    agent_id    INTEGER REFERENCES agent (id),
    value       INTEGER,
    PRIMARY KEY (customer_id, at, kind, product_id)
) STRICT, WITHOUT ROWID;

-- What the platform's statistics tell of a day: one row for the whole shop (channel_id 0) or one
-- per channel. When a day has a row for the whole shop, it wins over the sum of the channels.
CREATE TABLE traffic (
    day             TEXT NOT NULL,
    channel_id      INTEGER NOT NULL,
    visitors        INTEGER,
    new_visitors    INTEGER,
    views           INTEGER,
    bounces         INTEGER,
    carts           INTEGER,
    favourites      INTEGER,
    inquiries       INTEGER,
    cost            INTEGER,
    reported_sales  INTEGER,           -- what the platform counted itself, for comparison
    reported_buyers INTEGER,
    reported_orders INTEGER,
    PRIMARY KEY (day, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE coupon_grant (
    id          INTEGER PRIMARY KEY,
    coupon_id   INTEGER NOT NULL REFERENCES coupon (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    granted_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    order_id    INTEGER REFERENCES orders (id)  -- the one it was used on
) STRICT;

CREATE TABLE points (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    at          INTEGER NOT NULL,
    change      INTEGER NOT NULL,
    reason      TEXT,
    expires_at  INTEGER
) STRICT;

CREATE TABLE campaign (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    goal      TEXT,
    salt      TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at   INTEGER NOT NULL,
    read_on   TEXT                     -- the day fixed before launch on which it is read
) STRICT;

CREATE TABLE wave (
    id          INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    position    INTEGER NOT NULL,
    medium      TEXT NOT NULL CHECK (medium IN ('edm', 'sms')),
    leaves_at   INTEGER NOT NULL,
    template    TEXT,
    UNIQUE (campaign_id, position)
) STRICT;

-- Who belongs to a campaign, frozen at launch.
CREATE TABLE member (
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    arm         TEXT NOT NULL CHECK (arm IN ('treated', 'control')),
    PRIMARY KEY (campaign_id, customer_id)
) STRICT, WITHOUT ROWID;

-- The ledger: one row per person and wave.
CREATE TABLE message (
    wave_id     INTEGER NOT NULL REFERENCES wave (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    state       TEXT NOT NULL CHECK (state IN ('due', 'sent', 'delivered', 'failed', 'dropped')),
    sent_at     INTEGER,
    reason      TEXT,
    cost        INTEGER,
    PRIMARY KEY (wave_id, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE response (
    id          INTEGER PRIMARY KEY,
    wave_id     INTEGER NOT NULL REFERENCES wave (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK
                (kind IN ('opened', 'clicked', 'answered', 'bounced', 'complained', 'opted out'))
) STRICT;

-- A straight path for a node of the tree: base_value in base_week to goal_value in goal_week. Weeks
-- are texts '2026-W46'; values are in the node's unit, money in major units, rates as fractions.
CREATE TABLE target (
    node       TEXT NOT NULL,
    base_week  TEXT NOT NULL,
    base_value REAL NOT NULL,
    goal_week  TEXT NOT NULL,
    goal_value REAL NOT NULL,
    PRIMARY KEY (node, base_week)
) STRICT, WITHOUT ROWID;

CREATE TABLE benchmark (
    measure TEXT NOT NULL,
    week    TEXT NOT NULL,
    value   REAL NOT NULL,
    source  TEXT NOT NULL,
    PRIMARY KEY (measure, week)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id   INTEGER PRIMARY KEY,
    week TEXT NOT NULL,
    node TEXT,                         -- NULL for a note on the week itself
    at   INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- Every file that was read in. A fingerprint is a hash of the bytes and the mapping.
CREATE TABLE import (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    file        TEXT NOT NULL,
    fingerprint TEXT NOT NULL UNIQUE,
    mapping     TEXT NOT NULL,
    read_rows   INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    rejected    INTEGER NOT NULL
) STRICT;

-- What people and the program did that must be answerable later. Append-only.
CREATE TABLE audit (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_hold BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;

-- Of a demo shop: what is true in it, so that answers can be held against it.
CREATE TABLE demo_truth (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
