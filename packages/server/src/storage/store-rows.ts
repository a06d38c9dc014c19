/** SQL of whole tables: their rows in the order of their key, and rows put back. */
import { CompiledQuery, type RawBuilder, sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import { dialectOf } from "../platform/db/dialect.ts";
import { parameterOf } from "../platform/db/parameters.ts";
import type { Value } from "./rows.ts";
import type { KeptTable, Row } from "./tables.ts";

/** SQLite's own bound on values in one statement is 32,766. */
const VALUES_MAX = 30_000;
const ROWS_MAX = 500;

/** All rows, some at a time. */
export async function* readPages(
  read: Queries,
  { name, key, page }: KeptTable,
): AsyncGenerator<Row[]> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  let after: RawBuilder<unknown> | null = null;
  for (;;) {
    const beyond: RawBuilder<unknown> = after ? sql`where (${columns}) > (${after})` : sql``;
    const query = sql<Row>`select * from ${sql.table(name)} ${beyond}
      order by ${columns} limit ${page}`;
    const { rows } = await query.execute(read);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = sql.join(key.map((column) => last[column]));
  }
}

/** The columns of each table that there is, by its name. */
export async function readColumns(db: Queries): Promise<Map<string, string[]>> {
  const tables = await db.introspection.getTables();
  return new Map(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]));
}

/** Rows as they were, the numbers of events too. */
export async function insertRows(
  tx: Tx,
  table: string,
  columns: string[],
  rows: Value[][],
): Promise<void> {
  const { given_serial } = dialectOf(tx);
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const step = Math.min(ROWS_MAX, Math.floor(VALUES_MAX / columns.length));
  // Putting thousands of parameters into SQL takes longer than running it.
  const compiled = new Map<number, string>();
  for (let from = 0; from < rows.length; from += step) {
    const some = rows.slice(from, from + step);
    let text = compiled.get(some.length);
    if (text === undefined) {
      const values = sql.join(some.map((row) => sql`(${sql.join(row)})`));
      const statement = sql`insert into ${sql.table(table)} (${names})
        ${sql.raw(given_serial)} values ${values}`;
      text = statement.compile(tx).sql;
      compiled.set(some.length, text);
    }
    await tx.executeQuery(CompiledQuery.raw(text, some.flat().map(parameterOf)));
  }
}

export async function continueEvents(tx: Tx): Promise<void> {
  const { continue_events } = dialectOf(tx);
  if (continue_events !== null) await sql.raw(continue_events).execute(tx);
}
