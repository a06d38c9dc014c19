/**
 * Brings a database up to the program's schema: numbered SQL files, append-only, one for all
 * databases. A file that has run once is never changed, only followed by another.
 */
import { readdirSync, readFileSync } from "node:fs";
import { sql } from "kysely";
import { StartError } from "../start-error.ts";
import type { Db, Tx } from "./db.ts";
import { dialectOf, fillTokens } from "./dialect.ts";

const MIGRATIONS = new URL("./migrations/", import.meta.url);
const MIGRATIONS_TABLE = "create table if not exists migrations (number integer primary key)";

type Migration = { number: number; file: string };

/**
 * Runs what `db` lacks, each file in a transaction of its own, so that a failure keeps the files
 * before it. Several programs may start on one database: each file runs once.
 */
export async function migrate(db: Db, folder: URL = MIGRATIONS): Promise<void> {
  const migrations = listMigrations(folder);
  await prepareTable(db);
  const known = migrations.length;
  const newest = await newestOf(db);
  if (newest > known) {
    throw new StartError(
      `The database is at migration ${newest}, this program knows ${known}: it is older than ` +
        "the one that wrote the database. Start the newer program.",
    );
  }
  for (const migration of migrations.slice(newest)) {
    await db.transaction((tx) => runMigration(tx, migration, folder));
  }
}

/** In order. Their numbers must be 1, 2, 3 and so on, so that a lost file cannot go unseen. */
function listMigrations(folder: URL): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  return files.map((file, index) => {
    const number = Number(/^(\d{4})_\w+\.sql$/.exec(file)?.[1]);
    if (number !== index + 1) {
      throw new StartError(`Migration ${file} is not number ${index + 1} in ${folder.pathname}.`);
    }
    return { number, file };
  });
}

/** Makes the tables of an empty database as they were after `upto`, all in the caller's hands. */
export async function migrateWithin(tx: Tx, upto: number): Promise<void> {
  await sql.raw(MIGRATIONS_TABLE).execute(tx);
  for (const migration of listMigrations(MIGRATIONS).slice(0, upto)) {
    await runMigration(tx, migration, MIGRATIONS);
  }
}

/** Migrations that this program knows. */
export const countMigrations = (): number => listMigrations(MIGRATIONS).length;

async function prepareTable(db: Db): Promise<void> {
  try {
    await db.transaction((tx) => sql.raw(MIGRATIONS_TABLE).execute(tx));
  } catch (error) {
    // PostgreSQL lets one of two programs that start at once fail here; the table is there then.
    await newestOf(db).catch(() => {
      throw error;
    });
  }
}

/** The last migration that has run. */
export async function newestOf(db: Pick<Db, "read">): Promise<number> {
  const query = sql<{ number: number | null }>`select max(number) as number from migrations`;
  const { rows } = await query.execute(db.read);
  return rows[0]?.number ?? 0;
}

async function runMigration(tx: Tx, { number, file }: Migration, folder: URL) {
  // Another program that runs the same file waits here until we are done, and then adds no row.
  const claim = sql`insert into migrations (number) values (${number})
    on conflict do nothing returning number`;
  if ((await claim.execute(tx)).rows.length === 0) return;

  const text = fillTokens(readFileSync(new URL(file, folder), "utf8"), dialectOf(tx));
  for (const [index, statement] of splitStatements(text).entries()) {
    try {
      await sql.raw(statement).execute(tx);
    } catch (error) {
      const [first_line] = statement.split("\n");
      const reason = error instanceof Error ? error.message : String(error);
      throw new StartError(
        `Migration ${file}, statement ${index + 1} (${first_line}) failed: ${reason}`,
        { cause: error },
      );
    }
  }
}

/** Statements end with a semicolon at the end of a line; whole-line comments are dropped. */
function splitStatements(text: string): string[] {
  return text
    .replace(/^\s*--.*$/gm, "")
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
