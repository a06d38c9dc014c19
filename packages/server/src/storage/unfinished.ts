/**
 * A restore goes on in a folder of its own inside the data folder. As long as that is there and the
 * database does not say that this restore ended, no server starts on what may be half.
 */
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DbPlace, isEmptyDb, openUnmigrated } from "../platform/db/open.ts";
import { orNull } from "../platform/files/absent.ts";
import { getSetting } from "../platform/settings.ts";
import { StartError } from "../platform/start-error.ts";

/** The setting in which a restored database names the restore that made it. */
export const RESTORED = "restored";

export const stagingIn = (data_dir: string): string => join(data_dir, "restore.unfinished");
export const markIn = (data_dir: string): string => join(stagingIn(data_dir), "restore");

/**
 * "none" where no restore was begun in the folder since the last one that ended; one that had only
 * to tidy up is ended here.
 */
export async function stateOfRestore(
  data_dir: string,
  place: DbPlace,
): Promise<"none" | "unfinished"> {
  if (!existsSync(stagingIn(data_dir))) return "none";
  const mark = await orNull(readFile(markIn(data_dir), "utf8"));
  if (mark === null || mark !== (await restoredMark(place))) return "unfinished";
  await rm(stagingIn(data_dir), { recursive: true });
  return "none";
}

/** Throws StartError where a restore was begun and not ended. */
export async function refuseUnfinished(data_dir: string, place: DbPlace): Promise<void> {
  if ((await stateOfRestore(data_dir, place)) === "none") return;
  throw new StartError(
    `A restore into ${data_dir} did not end, so what is there is not whole. Restore again: what ` +
      "the other one left is cleared away.",
  );
}

async function restoredMark(place: DbPlace): Promise<string | null> {
  if (await isEmptyDb(place)) return null;
  const db = openUnmigrated(place);
  try {
    const tables = await db.read.introspection.getTables();
    if (!tables.some(({ name }) => name === "settings")) return null;
    return await getSetting(db.read, RESTORED);
  } finally {
    await db.close();
  }
}
