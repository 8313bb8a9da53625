// duck_tree.mjs load|ask SHOP PREFIX: what the KPI tree needs of all weeks, by DuckDB on the same
// rows, two threads: orders, lines with their cost, events, refunds. `load` brings the CSVs of the
// shop into PREFIX.duckdb, beside the orders that duck.mjs brought; `ask` opens that file and
// answers once, prints the seconds from opening to the last answer, and writes the answers.
import { DuckDBInstance } from '@duckdb/node-api';
import { writeFileSync } from 'node:fs';

const [what, shop, prefix] = process.argv.slice(2);
const begin = process.hrtime.bigint();
const instance = await DuckDBInstance.create(`${prefix}.duckdb`, { threads: '2' });
const connection = await instance.connect();

if (what === 'load') {
  for (const table of ['lines', 'events', 'refunds', 'products'])
    await connection.run(`CREATE OR REPLACE TABLE ${table} AS
      SELECT * FROM read_csv('${shop}.${table}.csv', header = true)`);
  await connection.run('CHECKPOINT');
  process.exit(0);
}

const paid = `WITH paid AS (SELECT *, row_number() OVER customer_orders AS n,
    lag(placed_at) OVER customer_orders AS before, lead(placed_at) OVER customer_orders AS after,
    first_value(week) OVER customer_orders AS first_week
  FROM orders WHERE paid WINDOW customer_orders AS (PARTITION BY customer ORDER BY placed_at, id))`;
const questions = {
  orders: `${paid}, placed AS (SELECT week, count(*) AS n FROM orders GROUP BY week)
    SELECT week, any_value(placed.n), count(*), sum(amount), count(DISTINCT customer),
      count(DISTINCT customer) FILTER (week = first_week),
      coalesce(sum(amount) FILTER (week = first_week), 0),
      count(*) FILTER (paid.n = 1 AND after - placed_at <= 45 * 86400),
      count(DISTINCT customer) FILTER (placed_at - before > 180 * 86400)
    FROM paid JOIN placed USING (week) GROUP BY week ORDER BY week`,
  lines: `${paid} SELECT week, sum(quantity),
      coalesce(sum(quantity) FILTER (week = first_week), 0), sum(l.amount), sum(cost * quantity)
    FROM paid JOIN lines l ON l.order_id = paid.id JOIN products p ON p.id = l.product
    GROUP BY week ORDER BY week`,
  events: `SELECT week, count(DISTINCT customer) FILTER (kind IN (1, 2, 3, 4, 5, 7)),
      count(*) FILTER (kind = 1), count(*) FILTER (kind = 2), count(*) FILTER (kind = 3),
      count(*) FILTER (kind = 4), count(*) FILTER (kind = 5)
    FROM events GROUP BY week ORDER BY week`,
  refunds: 'SELECT week, count(*), sum(amount) FROM refunds GROUP BY week ORDER BY week'
};
const answers = [];
for (const name in questions)
  answers.push([name, (await connection.runAndReadAll(questions[name])).getRows()]);
console.log(`tree ${(Number(process.hrtime.bigint() - begin) / 1e9).toFixed(6)}`);
console.log(`memory ${process.resourceUsage().maxRSS}`);
writeFileSync(`${prefix}-tree.csv`, answers.map(([name, rows]) =>
  rows.map(row => `${name},${row.join(',')}\n`).join('')).join(''));
