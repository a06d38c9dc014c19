/** `vatline migrate`: opening a database is what brings it up to date. */
import { databaseIn, openDb } from "@vatline/server";

/** An embedded database by its data folder, or a PostgreSQL database by its address. */
export async function runMigrate(
  place: { data_dir: string } | { postgres: string },
): Promise<void> {
  const db = await openDb("data_dir" in place ? databaseIn(place.data_dir) : place);
  await db.close();
  process.stdout.write("vatline: the database is up to date\n");
}
