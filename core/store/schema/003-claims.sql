-- An identity that belongs to one customer and was given by another as well: perhaps the two are
-- one. Phones that end are not noted here, they go from hand to hand.
CREATE TABLE claim (
    kind        TEXT NOT NULL,
    value       TEXT NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    PRIMARY KEY (kind, value, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_customer ON claim (customer_id);
