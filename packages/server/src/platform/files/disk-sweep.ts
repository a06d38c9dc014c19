/**
 * Deletes files that nothing names. Content names its file and is shared, so nobody who stops
 * naming one can tell whether it may go: here all files are held against all names, one rule for
 * files of every kind and for what a crash left between a file and its row.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../clock.ts";
import { orNull } from "./absent.ts";
import { filePathOf, isFileKey } from "./file-key.ts";
import type { Sweep } from "./files.ts";

const BATCH = 500;
const TWO_DIGITS = /^[0-9a-f]{2}$/;

/** A holder that gave no sign of life for so long is dead. As restic has it for its locks. */
const HOLD_MS = 30 * 60_000;
const SIGN_OF_LIFE_MS = 60_000;

export async function sweep(root: string, options: Sweep): Promise<number> {
  await removeCrashed(join(root, "unfinished"), options.before_ms);
  let deleted = 0;
  // What a sweep that crashed had set aside is judged again.
  for (const file_key of await namesIn(join(root, "aside"))) {
    if (isFileKey(file_key) && (await deleteUnnamed(root, file_key, options))) deleted++;
  }
  let batch: string[] = [];
  const sweepBatch = async () => {
    const named = await options.namedAmong(batch);
    for (const file_key of batch) {
      if (!named.has(file_key) && (await deleteUnnamed(root, file_key, options))) deleted++;
    }
    batch = [];
  };
  for await (const file_key of allFiles(root)) {
    batch.push(file_key);
    if (batch.length === BATCH) await sweepBatch();
  }
  if (batch.length > 0) await sweepBatch();
  return deleted;
}

/**
 * Sets a file aside first: whoever puts it from then on writes it anew, so that what is found out
 * about the one aside stays true. It is put back unless it may go.
 */
async function deleteUnnamed(root: string, file_key: string, options: Sweep): Promise<boolean> {
  const path = join(root, filePathOf(file_key));
  const aside = join(root, "aside", file_key);
  if (((await putAt(path)) ?? 0) >= options.before_ms) return false;
  await mkdir(join(root, "aside"), { recursive: true });
  await orNull(rename(path, aside));
  if (await mayGo(root, aside, file_key, options).catch(() => false)) {
    await rm(aside, { force: true });
    return true;
  }
  // Another process that sweeps may have decided already.
  await orNull(rename(aside, path));
  return false;
}

async function mayGo(root: string, aside: string, file_key: string, options: Sweep) {
  const put_ms = await putAt(aside);
  if (put_ms === null || put_ms >= options.before_ms) return false;
  if ((await options.namedAmong([file_key])).has(file_key)) return false;
  // Asked last: who holds now read the names before, and may have found this one among them.
  return !(await isHeld(root));
}

/** See Files.hold. */
export async function hold(root: string): Promise<() => Promise<void>> {
  const path = join(root, "holds", randomUUID());
  await mkdir(join(root, "holds"), { recursive: true });
  await writeFile(path, "");
  const timer = setInterval(() => {
    const now_s = systemClock.realNowMs() / 1000;
    utimes(path, now_s, now_s).catch(() => {});
  }, SIGN_OF_LIFE_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await rm(path, { force: true });
  };
}

async function isHeld(root: string): Promise<boolean> {
  const alive_ms = systemClock.realNowMs() - HOLD_MS;
  const folder = join(root, "holds");
  await removeCrashed(folder, alive_ms);
  return (await namesIn(folder)).length > 0;
}

async function* allFiles(root: string): AsyncGenerator<string> {
  for (const first of await namesIn(root)) {
    if (!TWO_DIGITS.test(first)) continue;
    for (const second of await namesIn(join(root, first))) {
      if (!TWO_DIGITS.test(second)) continue;
      for (const name of await namesIn(join(root, first, second))) {
        if (isFileKey(name)) yield name;
      }
    }
  }
}

async function removeCrashed(folder: string, before_ms: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const written_ms = await putAt(path);
    if (written_ms !== null && written_ms < before_ms) await rm(path, { force: true });
  }
}

/** When a file was last put, in real time; null where it is not there. */
async function putAt(path: string): Promise<number | null> {
  return (await orNull(stat(path)))?.mtimeMs ?? null;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await orNull(readdir(folder))) ?? [];
}
