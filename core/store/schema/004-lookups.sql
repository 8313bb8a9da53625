-- Looking up one customer: what was granted, given and answered.
CREATE INDEX coupon_grant_customer ON coupon_grant (customer_id);
CREATE INDEX points_customer ON points (customer_id);
CREATE INDEX response_customer ON response (customer_id);
