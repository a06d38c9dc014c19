/**
 * Makes a server of a backup, in a data folder and a database that hold nothing yet. All is read
 * and checked once, on its way into a folder aside and one transaction; what follows is renaming.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import { realNow, systemClock } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import { type DbPlace, databaseIn, isEmptyDb, openUnmigrated } from "../platform/db/open.ts";
import { setSetting } from "../platform/settings.ts";
import type { Contents } from "./archive.ts";
import { BackupError, reasonOf } from "./backup-error.ts";
import { loadBackup } from "./load.ts";
import { filesIn, type Places } from "./places.ts";
import { createFileSink } from "./restored-files.ts";
import { markIn, RESTORED, stagingIn, stateOfRestore } from "./unfinished.ts";

type Asked = {
  /** Of the server to be; a folder that is not there is made. */
  places: Places;
  from: { file: string } | { stream: Readable };
  signal: AbortSignal;
};

/**
 * Throws BackupError where the backup is not whole, of a newer program, or what it is restored to
 * is not empty; then all is as before.
 */
export async function restore({ places, from, signal }: Asked): Promise<Contents> {
  const { data_dir, place } = places;
  const was_there = existsSync(data_dir);
  await clearUnfinished(places);
  await checkEmpty(places);
  const source = "stream" in from ? from.stream : (await open(from.file, "r")).createReadStream();
  const name = "stream" in from ? "the backup" : from.file;
  try {
    await mkdir(stagingIn(data_dir), { recursive: true });
    const mark = `${realNow(systemClock)} ${randomBytes(8).toString("hex")}`;
    await writeSynced(markIn(data_dir), mark);
    const target = "sqlite" in place ? databaseIn(stagingIn(data_dir)) : place;
    const loaded = await loadAll({ places, target, mark, source, signal, name });
    if ("sqlite" in place && "sqlite" in target) await rename(target.sqlite, place.sqlite);
    await syncFolder(data_dir);
    await rm(stagingIn(data_dir), { recursive: true });
    return loaded;
  } catch (error) {
    source.destroy();
    await clear(data_dir);
    if (!was_there) await rmdir(data_dir).catch(() => {});
    throw error;
  }
}

type Loading = {
  places: Places;
  target: DbPlace;
  mark: string;
  source: Readable;
  signal: AbortSignal;
  name: string;
};

/** The files have their place when the transaction ends, which is the last that can fail. */
async function loadAll({ places, target, mark, source, signal, name }: Loading): Promise<Contents> {
  const { data_dir } = places;
  const staged = join(stagingIn(data_dir), "files");
  const db = openUnmigrated(target);
  let begun = false;
  const load = async (tx: Tx) => {
    // A transaction is run again after a conflict, but the backup is read once.
    if (begun) throw new BackupError("Another program writes to the database meanwhile.");
    begun = true;
    const sink = await createFileSink(staged);
    const loaded = await loadBackup(tx, unpack(source, signal), sink);
    await setSetting(tx, RESTORED, mark);
    await sink.close();
    await rename(staged, filesIn(data_dir));
    await syncFolder(data_dir);
    return loaded;
  };
  try {
    return await db.transaction((tx) => load(tx).catch((error) => refuse(error, name, signal)));
  } finally {
    await db.close();
  }
}

/** Without a code, so that the transaction is not taken for one to be run again. */
function refuse(error: unknown, name: string, signal: AbortSignal): never {
  if (signal.aborted) throw new BackupError("The restore was stopped; nothing was restored.");
  throw new BackupError(`${name} cannot be restored: ${reasonOf(error)}`, { cause: error });
}

async function* unpack(source: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  const unpacker = createZstdDecompress();
  let packed_bytes = 0;
  source.on("data", (chunk: Buffer) => {
    packed_bytes += chunk.length;
  });
  const ended = pipeline(source, unpacker, { signal });
  ended.catch(() => {});
  try {
    yield* unpacker;
    await ended;
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z")) {
      const where = `after ${packed_bytes} bytes or less`;
      throw new BackupError(`it is no zstd archive, or not whole, ${where} (${error.message})`);
    }
    throw error;
  } finally {
    unpacker.destroy();
  }
}

/** Takes away what a restore left that did not end. */
async function clearUnfinished({ data_dir, place }: Places): Promise<void> {
  if ((await stateOfRestore(data_dir, place)) === "unfinished") await clear(data_dir);
}

/** The folder was empty when the restore began, and no server starts on what is unfinished. */
async function clear(data_dir: string): Promise<void> {
  if (!existsSync(stagingIn(data_dir))) return;
  await rm(filesIn(data_dir), { recursive: true, force: true });
  await rm(stagingIn(data_dir), { recursive: true });
}

async function checkEmpty({ data_dir, place }: Places): Promise<void> {
  const there = existsSync(data_dir) ? await readdir(data_dir) : [];
  // What a file system has of its own stands in every folder that is a disk.
  const [found] = there.filter((name) => name !== "lost+found");
  if (found !== undefined) {
    throw new BackupError(
      `${data_dir} is not empty, ${basename(found)} is there; restore into a new folder.`,
    );
  }
  if (!(await isEmptyDb(place))) {
    throw new BackupError("The database is not empty; restore into a new one.");
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx");
  await file.writeFile(text);
  await file.sync();
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}
