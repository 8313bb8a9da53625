// duck.mjs ORDERS.csv WEEK OUT-PREFIX: DuckDB's answers to the questions of measures.c on the same
// rows, two threads, three runs, the median counts. Prints name and seconds; writes the answers.
import { DuckDBInstance } from '@duckdb/node-api';
import { writeFileSync, statSync } from 'node:fs';

const [orders, week, prefix] = process.argv.slice(2);
const instance = await DuckDBInstance.create(`${prefix}.duckdb`, { threads: '2' });
const connection = await instance.connect();
const seconds = async work => {
  const begin = process.hrtime.bigint();
  const result = await work();
  return [Number(process.hrtime.bigint() - begin) / 1e9, result];
};

const [load] = await seconds(() => connection.run(
  `CREATE OR REPLACE TABLE orders AS SELECT * FROM read_csv('${orders}', header = true, columns = {
     id: 'BIGINT', customer: 'BIGINT', placed_at: 'BIGINT', week: 'INTEGER', paid: 'BOOLEAN',
     amount: 'BIGINT', channel: 'INTEGER'})`));
console.log(`load ${load.toFixed(6)}`);

// The order of a customer's paid orders, and what lies before and after each.
const ordered = `
  WITH paid AS (SELECT *, row_number() OVER customer_orders AS n,
      lag(placed_at) OVER customer_orders AS before, lead(placed_at) OVER customer_orders AS after,
      first_value(week) OVER customer_orders AS first_week
    FROM orders WHERE paid
    WINDOW customer_orders AS (PARTITION BY customer ORDER BY placed_at, id)),
  all_placed AS (SELECT KEY AS key, count(*) AS placed FROM orders WHERE FILTER GROUP BY key)`;
const measures = (key, filter) => ordered.replace('KEY', key).replace('FILTER', filter) + `
  SELECT key, any_value(placed), count(*), sum(amount), count(DISTINCT customer),
    count(DISTINCT customer) FILTER (week = first_week),
    coalesce(sum(amount) FILTER (week = first_week), 0),
    count(*) FILTER (n = 1 AND after - placed_at <= 45 * 86400),
    count(DISTINCT customer) FILTER (placed_at - before > 180 * 86400)
  FROM (SELECT *, ${key} AS key FROM paid WHERE ${filter}) JOIN all_placed USING (key)
  GROUP BY key ORDER BY key`;

for (const [name, key, filter] of [['weekly', 'week', 'true'], ['channels', 'channel', `week = ${week}`]]) {
  const times = [];
  let rows;
  for (let run = 0; run < 3; run++) {
    const [time, reader] = await seconds(() => connection.runAndReadAll(measures(key, filter)));
    times.push(time);
    rows = reader.getRows();
  }
  times.sort((a, b) => a - b);
  console.log(`${name} ${times[1].toFixed(6)}`);
  writeFileSync(`${prefix}-${name}.csv`, rows.map(row => row.join(',') + '\n').join(''));
}
console.log(`memory ${process.resourceUsage().maxRSS}`);
