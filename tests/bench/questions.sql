-- The weekly measures of all weeks in SQLite's own SQL, on the shop's own tables (zone UTC+8).
WITH placed AS (SELECT id, customer_id AS customer, placed_at, amount, paid_at IS NOT NULL AS paid,
    ((placed_at + 28800) / 86400 + 3) / 7 AS week FROM orders),
paid AS (SELECT *, row_number() OVER customer_orders AS n,
    lag(placed_at) OVER customer_orders AS before, lead(placed_at) OVER customer_orders AS after,
    first_value(week) OVER customer_orders AS first_week
  FROM placed WHERE paid WINDOW customer_orders AS (PARTITION BY customer ORDER BY placed_at, id))
SELECT p.week, a.n, count(*), sum(amount), count(DISTINCT customer),
  count(DISTINCT CASE WHEN p.week = first_week THEN customer END),
  coalesce(sum(amount) FILTER (WHERE p.week = first_week), 0),
  count(*) FILTER (WHERE p.n = 1 AND after - placed_at <= 45 * 86400),
  count(DISTINCT CASE WHEN placed_at - before > 180 * 86400 THEN customer END)
FROM paid p JOIN (SELECT week, count(*) AS n FROM placed GROUP BY week) a USING (week)
GROUP BY p.week ORDER BY p.week;
