/** What tests of backups do again and again, by other code than that of backups. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { zstdDecompressSync } from "node:zlib";
import { type DbPlace, databaseIn } from "../platform/db/open.ts";
import { backUp } from "../storage/backup-file.ts";
import { restore } from "../storage/restore.ts";
import type { OpenTestDb } from "./databases.ts";
import { sha256Of } from "./journeys/ledger.ts";

const MAIN = join(import.meta.dirname, "../../../cli/src/main.ts");
const BLOCK = 512;

export type Places = { data_dir: string; place: DbPlace };

/** A folder of its own, and an empty database that a server of it may be made in. */
export async function newPlaces(
  database: OpenTestDb,
  kind: "same" | "other" = "same",
): Promise<Places> {
  const folder = mkdtempSync(join(tmpdir(), "vatline-backup-"));
  const empty = await database.emptyPlace(kind);
  database.closeFirst(async () => rmSync(folder, { recursive: true, force: true }));
  const data_dir = join(folder, "data");
  return { data_dir, place: "sqlite" in empty ? databaseIn(data_dir) : empty };
}

/** A database that startTestServer opens where `places` say. */
export function at(database: OpenTestDb, { data_dir, place }: Places): OpenTestDb {
  mkdirSync(data_dir, { recursive: true });
  return Object.assign(() => database(), database, { place: async () => place });
}

/** The command, as a program of its own. */
export async function runVatline(
  args: string[],
  { data_dir, place }: Places,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const url = "postgres" in place ? ["--database-url", place.postgres] : [];
  const all = ["--disable-warning=ExperimentalWarning", MAIN, ...args, "--data", data_dir, ...url];
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, all)) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

const never = new AbortController().signal;

export const backUpInto = (places: Places, file: string) =>
  backUp({ places, to: { file }, signal: never });

export const restoreFrom = (file: string, places: Places) =>
  restore({ places, from: { file }, signal: never });

/** What is in a backup, by name, each held against its sum. */
export function unpack(file: string): Map<string, Buffer> {
  const tar = zstdDecompressSync(readFileSync(file));
  const entries = new Map<string, Buffer>();
  for (let at = 0; tar[at] !== 0; ) {
    const name = tar.toString("latin1", at, tar.indexOf(0, at));
    const size = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
    entries.set(name, tar.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  assert.equal([...entries.keys()].at(-1), "SHA256SUMS");
  for (const [name, sum] of sumsOf(entries)) {
    assert.equal(sha256Of(entries.get(name) ?? Buffer.of()), sum, name);
  }
  return entries;
}

/** SHA-256 by name, of all but the sums themselves. */
export function sumsOf(entries: Map<string, Buffer>): Map<string, string> {
  const lines = String(entries.get("SHA256SUMS")).trimEnd().split("\n");
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  assert.deepEqual([...sums.keys()].sort(), [...entries.keys()].slice(0, -1).sort());
  return sums;
}

/** Two backups of the same: all but what each says of itself. */
export function assertSame(one: Map<string, Buffer>, other: Map<string, Buffer>): void {
  const [sums, others] = [sumsOf(one), sumsOf(other)];
  for (const map of [sums, others]) map.delete("backup.json");
  assert.deepEqual(others, sums);
}
