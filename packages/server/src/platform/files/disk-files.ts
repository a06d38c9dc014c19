/**
 * Files in a folder, each under its SHA-256 in two levels of folders. A file has its final name
 * only when it is whole and on the disk. Several processes may share the folder.
 */
import { createHash, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { type FileHandle, mkdir, mkdtemp, open, rename, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Problem } from "@vatline/api";
import { systemClock } from "../clock.ts";
import { isMissing } from "./absent.ts";
import { hold, sweep } from "./disk-sweep.ts";
import { fileKeyOf, filePathOf, isFileKey } from "./file-key.ts";
import type { Files } from "./files.ts";

/** Opens the store in `folder`, made when absent. */
export async function openDiskFiles(folder: string): Promise<Files> {
  const root = resolve(folder);
  const unfinished = join(root, "unfinished");
  await mkdir(unfinished, { recursive: true });

  const pathOf = (file_key: string): string => {
    if (!isFileKey(file_key)) throw missing(file_key);
    return join(root, filePathOf(file_key));
  };

  return {
    async put(bytes) {
      const file_key = await fileKeyOf(bytes);
      const path = pathOf(file_key);
      try {
        const kept = (await sizeOf(path)) === bytes.length && (await renew(path));
        if (!kept) await writeWhole(bytes, path, unfinished);
        await syncFolders(root, path);
      } catch (cause) {
        throw writeError(cause, bytes.length, root);
      }
      return { file_key, file_size_bytes: bytes.length };
    },
    async putMade(make) {
      const temporary = join(unfinished, randomUUID());
      try {
        await make(temporary);
        return await moveByKey(temporary, pathOf, root);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    async get(file_key) {
      await using file = await openFile(pathOf(file_key), file_key);
      const bytes = await file.readFile();
      // The name says what the content has to be; a disk that rots is better found here.
      if ((await fileKeyOf(bytes)) !== file_key)
        throw new Error(`The file ${file_key} is damaged.`);
      return bytes;
    },
    async stream(file_key, range = { start: 0, end: Number.POSITIVE_INFINITY }) {
      const file = await openFile(pathOf(file_key), file_key);
      return file.createReadStream(range);
    },
    async size(file_key) {
      const size_bytes = await sizeOf(pathOf(file_key));
      if (size_bytes === undefined) throw missing(file_key);
      return size_bytes;
    },
    async has(file_key) {
      return isFileKey(file_key) && (await sizeOf(pathOf(file_key))) !== undefined;
    },
    sweep: (options) => sweep(root, options),
    hold: () => hold(root),
  };
}

/** Opens a store in a folder of its own that is removed when the process exits. */
export async function openTemporaryFiles(): Promise<Files> {
  const folder = await mkdtemp(join(tmpdir(), "vatline-files-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return openDiskFiles(folder);
}

/** Writes beside and renames, so that `path` never names a part of a file. */
async function writeWhole(bytes: Uint8Array, path: string, unfinished: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(unfinished, randomUUID());
  try {
    await writeSynced(bytes, temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Has a file count as put now; false where it is gone. */
async function renew(path: string): Promise<boolean> {
  const now_s = systemClock.realNowMs() / 1000;
  try {
    await utimes(path, now_s, now_s);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function writeSynced(bytes: Uint8Array, path: string): Promise<void> {
  await using file = await open(path, "w");
  await file.writeFile(bytes);
  await file.sync();
}

/** Gives a file that is written the name that its content asks for. */
async function moveByKey(from: string, pathOf: (file_key: string) => string, root: string) {
  const made = await syncedKeyOf(from);
  const path = pathOf(made.file_key);
  await mkdir(dirname(path), { recursive: true });
  await rename(from, path);
  await syncFolders(root, path);
  return made;
}

/** Key and size of a file that is on the disk when they are known. */
async function syncedKeyOf(path: string): Promise<{ file_key: string; file_size_bytes: number }> {
  await using file = await open(path, "r+");
  await file.sync();
  const hash = createHash("sha256");
  let file_size_bytes = 0;
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    hash.update(chunk);
    file_size_bytes += chunk.length;
  }
  return { file_key: hash.digest("hex"), file_size_bytes };
}

/**
 * Makes the names on the way to `path` durable. Also for a file that was there already: whoever
 * wrote it may have crashed before this step.
 */
async function syncFolders(root: string, path: string): Promise<void> {
  for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
    await using handle = await open(folder, "r");
    await handle.sync();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function openFile(path: string, file_key: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    throw isMissing(error) ? missing(file_key, error) : error;
  }
}

function missing(file_key: string, cause?: unknown): Problem {
  const shown = JSON.stringify(file_key.slice(0, 64));
  return new Problem("file_missing", `There is no file ${shown}.`, { cause });
}

function writeError(cause: unknown, size_bytes: number, root: string): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`A file of ${size_bytes} bytes cannot be stored in ${root}: ${reason}`, {
    cause,
  });
}
