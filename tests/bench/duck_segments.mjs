// duck_segments.mjs SHOP DAY FILE: DuckDB's counts of the segments of segments.c, from the same
// orders and lines (CSV beside the shop), two threads, three runs, the median counts. DAY: days
// since 1970. Prints name, seconds and customers; NAME-kept is asked of a table that holds a row of
// finished columns for each customer.
import { DuckDBInstance } from '@duckdb/node-api';

const [shop, day, file] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(file, { threads: '2' })).connect();
const zone = 28800;

// What an earlier run has read is there still.
const tables = {
  orders: `SELECT * FROM read_csv('${shop}.orders.csv', header = true, columns = {
    id: 'BIGINT', customer: 'BIGINT', placed_at: 'BIGINT', week: 'INTEGER', paid: 'BOOLEAN',
    amount: 'BIGINT', channel: 'INTEGER'})`,
  lines: `SELECT * FROM read_csv('${shop}.lines.csv', header = true, columns = {
    order_id: 'BIGINT', product: 'BIGINT', quantity: 'INTEGER', amount: 'BIGINT'})`,
  events: `SELECT * FROM read_csv('${shop}.acts.csv', header = true, columns = {
    customer: 'BIGINT', happened_at: 'BIGINT', kind: 'TINYINT', product: 'BIGINT'})`,
  products: `SELECT * FROM read_csv('${shop}.categories.csv', header = true,
    columns = {id: 'BIGINT', category: 'VARCHAR'})`,
  people: `SELECT customer, count(*) AS orders, sum(amount) AS spent,
    max((placed_at + ${zone}) // 86400) AS last FROM orders WHERE paid AND customer > 0
    GROUP BY customer`,
};
const there = (await connection.runAndReadAll('SELECT table_name FROM duckdb_tables()')).getRows();
for (const [name, sql] of Object.entries(tables))
  if (!there.flat().includes(name))
    await connection.run(`CREATE TABLE ${name} AS ${sql}`);

const people = `(SELECT customer, count(*) AS orders, sum(amount) AS spent,
  max((placed_at + ${zone}) // 86400) AS last FROM orders WHERE paid AND customer > 0
  GROUP BY customer)`;
const columns = table => `SELECT count(*) FROM ${table}
  WHERE orders >= 2 AND spent > 50000 AND last BETWEEN ${day} - 90 AND ${day}`;
// Who never bought has spent 0 and is known all the same.
const top = table => `SELECT count(*) FROM (SELECT customer FROM ${table}
  ORDER BY spent DESC, customer LIMIT (SELECT CAST(ceil(0.2 * CUSTOMERS) AS BIGINT)))`;
const year = `epoch(DATE '1970-01-01' + INTERVAL ${day} DAY - INTERVAL 12 MONTH) - ${zone}`;
const questions = [
  ['columns', columns(people)], ['columns-kept', columns('people')],
  ['top', top(people)], ['top-kept', top('people')],
  ['times', `SELECT count(*) FROM (SELECT customer FROM orders WHERE paid AND customer > 0
    AND placed_at >= ${year} GROUP BY customer HAVING count(*) >= 2)`],
  ['lines', `SELECT count(*) FROM (SELECT o.customer FROM orders o
    WHERE o.paid AND o.customer > 0 AND o.placed_at >= ${year} AND o.id IN (SELECT l.order_id
      FROM lines l JOIN products p ON p.id = l.product
      WHERE p.category = '女装' AND l.amount > 20000 * l.quantity)
    GROUP BY o.customer HAVING count(*) >= 2)`],
  // What was never paid amounts to what its lines do, when all of them are known.
  ['unpaid', `SELECT count(DISTINCT customer) FROM (SELECT o.id, o.customer
    FROM orders o JOIN lines l ON l.order_id = o.id
    WHERE NOT o.paid AND o.customer > 0 AND o.placed_at >= ${year}
    GROUP BY o.id, o.customer HAVING sum(l.amount) > 20000 AND count(*) = count(l.amount))`],
  ['events', `SELECT count(*) FROM (SELECT customer FROM events
    WHERE kind = 2 AND happened_at >= ${year}
      AND product IN (SELECT id FROM products WHERE category = '女装')
    GROUP BY customer HAVING count(*) >= 2)`],
];

for (const [name, sql] of questions) {
  const times = [];
  let count;
  for (let run = 0; run < 3; run++) {
    const begin = process.hrtime.bigint();
    const reader = await connection.runAndReadAll(sql.replace('CUSTOMERS', process.env.CUSTOMERS));
    times.push(Number(process.hrtime.bigint() - begin) / 1e9);
    count = reader.getRows()[0][0];
  }
  times.sort((a, b) => a - b);
  console.log(`${name} ${times[1].toFixed(6)} ${count}`);
}
