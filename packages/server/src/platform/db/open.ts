/** Opens the database that the settings name, brought up to the program's schema. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../start-error.ts";
import type { Db } from "./db.ts";
import { countMigrations, migrate, newestOf } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

/** A file (or ":memory:"), or the address of a PostgreSQL database. */
export type DbPlace = { sqlite: string } | { postgres: string };

/** The embedded database of a data folder. */
export const databaseIn = (data_dir: string): DbPlace => ({ sqlite: join(data_dir, "vatline.db") });

/** Throws StartError when the database comes from a newer program or a migration fails. */
export async function openDb(place: DbPlace): Promise<Db> {
  const db = openUnmigrated(place);
  try {
    await migrate(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Opens a database as it is, made when it is not there. */
export function openUnmigrated(place: DbPlace): Db {
  return "sqlite" in place ? openSqlite(place.sqlite) : openPostgres(place.postgres);
}

/** Whether there is anything in the database; asking makes nothing. */
export async function isEmptyDb(place: DbPlace): Promise<boolean> {
  if ("sqlite" in place && !existsSync(place.sqlite)) return true;
  const db = openUnmigrated(place);
  try {
    return (await db.read.introspection.getTables()).length === 0;
  } finally {
    await db.close();
  }
}

/** Opens a database that this very version of the program wrote; throws StartError otherwise. */
export async function openWritten(place: DbPlace): Promise<Db> {
  if (await isEmptyDb(place)) {
    throw new StartError(`There is no database ${"sqlite" in place ? place.sqlite : "there"}.`);
  }
  const db = openUnmigrated(place);
  try {
    const [newest, known] = [await newestOf(db), countMigrations()];
    if (newest === known) return db;
    throw new StartError(
      `The database is at migration ${newest}, this program knows ${known}: take the program ` +
        "that wrote the database, or bring it up to date with vatline migrate.",
    );
  } catch (error) {
    await db.close();
    throw error;
  }
}
