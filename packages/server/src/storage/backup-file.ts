/** Puts a backup where it was asked for: a pipe, or a file that has its name when it is whole. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { openWritten } from "../platform/db/open.ts";
import { openDiskFiles } from "../platform/files/disk-files.ts";
import { type ArchiveWriter, type Contents, createArchive } from "./archive.ts";
import { backUpTo } from "./backup.ts";
import { BackupError } from "./backup-error.ts";
import { filesIn, type Places } from "./places.ts";

/** For whoever owns it: it holds all that the server knows. */
const MODE = 0o600;

type Asked = {
  /** Of the server. */
  places: Places;
  to: { file: string } | { stream: Writable };
  signal: AbortSignal;
};

/**
 * Backs up a server, running or not. Throws StartError and BackupError; then there is no file, and
 * what a pipe was given is no backup.
 */
export async function backUp({ places, to, signal }: Asked): Promise<Contents> {
  const files_dir = filesIn(places.data_dir);
  const db = await openWritten(places.place);
  try {
    if (!existsSync(files_dir)) throw new BackupError(`There is no folder ${files_dir}.`);
    const files = await openDiskFiles(files_dir);
    const make = (archive: ArchiveWriter) => backUpTo(archive, { db, files, signal });
    return "stream" in to
      ? await writePacked(to.stream, make, signal)
      : await writeWhole(to.file, make, signal);
  } finally {
    await db.close();
  }
}

type Make = (archive: ArchiveWriter) => Promise<Contents>;

/** Writes beside, then gives the name, which nothing may have yet. */
async function writeWhole(file: string, make: Make, signal: AbortSignal): Promise<Contents> {
  if (existsSync(file)) throw taken(file);
  const unfinished = `${file}.${randomBytes(8).toString("hex")}.unfinished`;
  try {
    const stream = createWriteStream(unfinished, { flags: "wx", mode: MODE, flush: true });
    const done = await writePacked(stream, make, signal);
    await giveName(unfinished, file);
    return done;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function giveName(unfinished: string, file: string): Promise<void> {
  try {
    await link(unfinished, file);
  } catch (error) {
    if (existsSync(file)) throw taken(file);
    // Disks that people carry about often know no links; renaming might replace, but there is none.
    if (!(error instanceof Error && "syscall" in error)) throw error;
    await rename(unfinished, file);
  }
  await using folder = await open(dirname(file), "r");
  await folder.sync();
}

const taken = (file: string) => new BackupError(`${file} is there already; nothing was replaced.`);

/** Packs what `make` writes, waiting for the stream wherever that is slower. */
async function writePacked(stream: Writable, make: Make, signal: AbortSignal): Promise<Contents> {
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  const packer = createZstdCompress({ params });
  const written = pipeline(packer, stream, { signal });
  // Whoever writes hears of it where it waits; a failure before that is told by the end.
  written.catch(() => {});
  const write = async (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    if (!packer.write(bytes)) await Promise.race([once(packer, "drain"), written]);
  };
  try {
    const done = await make(createArchive(write));
    packer.end();
    await written;
    return done;
  } catch (error) {
    packer.destroy();
    await written.catch(() => {});
    if (signal.aborted) throw new BackupError("The backup was stopped; there is none.");
    throw error;
  }
}
