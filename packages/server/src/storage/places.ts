/** Where the database and the files of a server are, by the same settings as the server's own. */
import { join, resolve } from "node:path";
import { type Flags, readConfig } from "../platform/config.ts";
import { type DbPlace, databaseIn } from "../platform/db/open.ts";

export type Places = { data_dir: string; place: DbPlace };

export const filesIn = (data_dir: string): string => join(data_dir, "files");

/** As flags of the command line name them, or the environment. */
export function placesOf(flags: Pick<Flags, "data_dir" | "database_url">): Places {
  const config = readConfig(process.env, flags);
  const data_dir = resolve(config.data_dir);
  const { database_url } = config;
  const place = database_url === null ? databaseIn(data_dir) : { postgres: database_url };
  return { data_dir, place };
}
