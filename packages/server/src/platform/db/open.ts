/** Opens the database that the settings name, brought up to the program's schema. */
import type { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

/** A file (or ":memory:"), or the address of a PostgreSQL database. */
export type DbPlace = { sqlite: string } | { postgres: string };

/** Throws StartError when the database comes from a newer program or a migration fails. */
export async function openDb(place: DbPlace): Promise<Db> {
  const db = "sqlite" in place ? openSqlite(place.sqlite) : openPostgres(place.postgres);
  try {
    await migrate(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}
