/** Files of a backup on their way into a folder: kept where they are what their name says. */
import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { orNull } from "../platform/files/absent.ts";
import { filePathOf } from "../platform/files/file-key.ts";
import { BackupError } from "./backup-error.ts";

/** Files whose bytes are on their way to the disk at once. */
const SYNCING_MAX = 16;

export type FileSink = {
  /** Answers the SHA-256 of the bytes; a file of another one than its key is not kept. */
  take(file: {
    file_key: string;
    size_bytes: number;
    bytes: AsyncIterable<Buffer>;
  }): Promise<string>;
  /** Whether it was taken and kept. */
  has(file_key: string): Promise<boolean>;
  /** All that was kept is on the disk, and so are its names. */
  close(): Promise<void>;
};

/** Makes the folder; it must not be there. */
export async function createFileSink(folder: string): Promise<FileSink> {
  await mkdir(folder);
  const folders = new Set([folder]);
  const syncing = new Set<Promise<void>>();

  const settle = async (file: FileHandle) => {
    if (syncing.size >= SYNCING_MAX) await Promise.race(syncing);
    const synced = file.sync().finally(() => file.close());
    const tracked = synced.finally(() => syncing.delete(tracked));
    syncing.add(tracked);
    // Whoever waits next hears of a failure.
    tracked.catch(() => {});
  };
  return {
    async take({ file_key, size_bytes, bytes }) {
      await checkRoom(folder, size_bytes);
      const path = join(folder, filePathOf(file_key));
      await mkdir(dirname(path), { recursive: true });
      folders.add(dirname(path)).add(dirname(dirname(path)));
      const file = await open(path, "wx");
      const sha256 = await writeHashed(file, bytes).catch(async (error) => {
        await file.close();
        throw error;
      });
      await settle(file);
      if (sha256 !== file_key) await rm(path);
      return sha256;
    },
    async has(file_key) {
      return (await orNull(stat(join(folder, filePathOf(file_key))))) !== null;
    },
    async close() {
      await Promise.all(syncing);
      for (const path of folders) {
        await using handle = await open(path, "r");
        await handle.sync();
      }
    },
  };
}

async function writeHashed(file: FileHandle, bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of bytes) {
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return hash.digest("hex");
}

/** A small archive may unpack to more than there is room for. */
async function checkRoom(folder: string, size_bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (size_bytes <= bavail * bsize) return;
  throw new BackupError(`a file of ${size_bytes} bytes has no room in ${folder}`);
}
