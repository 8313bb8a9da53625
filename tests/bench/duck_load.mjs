// duck_load.mjs FILE.csv DATABASE: reads a CSV into a table with DuckDB, two threads.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, database] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, { threads: '2' });
const connection = await instance.connect();
await connection.run(`CREATE TABLE o AS SELECT * FROM read_csv('${file}', header = true)`);
await connection.run('CHECKPOINT');
