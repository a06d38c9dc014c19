/**
 * Makes a backup of a database and its files, whether a server runs on them or not: rows as they
 * are committed at one moment, and every file that they name.
 */
import { realNow, systemClock } from "../platform/clock.ts";
import type { Db, Queries } from "../platform/db/db.ts";
import { newestOf } from "../platform/db/migrate.ts";
import type { Files } from "../platform/files/files.ts";
import { readJobs } from "../platform/jobs/carry.ts";
import { getSetting } from "../platform/settings.ts";
import { VERSION } from "../version.ts";
import {
  type ArchiveWriter,
  type Contents,
  createKeyList,
  FORMAT,
  fileName,
  HEAD,
  type Head,
  LOST,
  pieceName,
} from "./archive.ts";
import { BackupError } from "./backup-error.ts";
import { lineOf } from "./rows.ts";
import { readNamed } from "./store-files.ts";
import { readPages } from "./store-rows.ts";
import { KEPT_TABLES, type Row } from "./tables.ts";

/** Of a piece of a table, unless a single row has more. */
const PIECE_BYTES = 4 * 2 ** 20;

/** Writes the archive to its end. Where it throws, what was written is no backup. */
export async function backUpTo(
  archive: ArchiveWriter,
  { db, files, signal }: { db: Db; files: Files; signal: AbortSignal },
): Promise<Contents> {
  // Before the moment that is kept, so that no file named then is swept before it is copied.
  const letGo = await files.hold();
  try {
    const { as_of, row_count, file_keys } = await db.snapshot(async (read) => {
      const head = await headOf(read, db);
      await addText(archive, HEAD, `${JSON.stringify(head, null, 2)}\n`);
      const row_count = await addTables(archive, read, signal);
      return { as_of: head.as_of, row_count, file_keys: await namedFiles(read, head.as_of) };
    });
    const added = await addFiles(archive, files, file_keys, signal);
    if (added.lost.length > 0) await addText(archive, LOST, `${added.lost.join("\n")}\n`);
    await archive.end();
    return { as_of, row_count, ...added };
  } finally {
    await letGo();
  }
}

async function headOf(read: Queries, { dialect }: Db): Promise<Head> {
  const clock = await getSetting(read, "virtual_clock");
  const made_at = realNow(systemClock);
  return {
    format: FORMAT,
    program: VERSION,
    schema: await newestOf({ read }),
    database: dialect.name,
    made_at,
    as_of: clock === null ? made_at : JSON.parse(clock).now,
  };
}

async function addTables(
  archive: ArchiveWriter,
  read: Queries,
  signal: AbortSignal,
): Promise<number> {
  let row_count = 0;
  for (const table of KEPT_TABLES) {
    row_count += await addTable(archive, table.name, keptRows(read, table), signal);
  }
  const jobs = (await readJobs(read)).map((job, place) => ({ place: place + 1, ...job }));
  return row_count + (await addTable(archive, "restored_jobs", [jobs], signal));
}

async function* keptRows(read: Queries, table: (typeof KEPT_TABLES)[number]) {
  const keep = table.keep ?? ((row: Row) => row);
  for await (const rows of readPages(read, table)) {
    yield rows.map(keep).filter((row) => row !== null);
  }
}

async function addTable(
  archive: ArchiveWriter,
  name: string,
  pages: AsyncIterable<Row[]> | Iterable<Row[]>,
  signal: AbortSignal,
): Promise<number> {
  let row_count = 0;
  let pieces = 0;
  let lines: string[] = [];
  let length = 0;
  const addPiece = async () => {
    signal.throwIfAborted();
    await addText(archive, pieceName(name, ++pieces), lines.join(""));
    lines = [];
    length = 0;
  };
  for await (const rows of pages) {
    for (const row of rows) {
      const columns = Object.keys(row).sort();
      if (lines.length === 0) lines.push(lineOf(columns));
      const line = lineOf(columns.map((column) => row[column]));
      lines.push(line);
      length += line.length;
      row_count++;
      if (length >= PIECE_BYTES) await addPiece();
    }
  }
  if (lines.length > 0) await addPiece();
  return row_count;
}

async function namedFiles(read: Queries, as_of: string) {
  const file_keys = createKeyList();
  for await (const file_key of readNamed(read, as_of)) file_keys.add(file_key);
  return file_keys;
}

/** A file that is lost keeps nothing else from being backed up. */
async function addFiles(
  archive: ArchiveWriter,
  files: Files,
  file_keys: Iterable<string>,
  signal: AbortSignal,
): Promise<Pick<Contents, "file_count" | "file_bytes" | "lost">> {
  const lost: string[] = [];
  let file_count = 0;
  let file_bytes = 0;
  for (const file_key of file_keys) {
    signal.throwIfAborted();
    if (!(await files.has(file_key))) {
      lost.push(file_key);
      continue;
    }
    const size_bytes = await files.size(file_key);
    const sha256 = await archive.add(fileName(file_key), size_bytes, await files.stream(file_key));
    if (sha256 !== file_key) lost.push(file_key);
    file_count++;
    file_bytes += size_bytes;
  }
  return { file_count, file_bytes, lost };
}

async function addText(archive: ArchiveWriter, name: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  await archive.add(name, bytes.length, [bytes]);
}

/** What is told when it is done. */
export function summaryOf(done: Omit<Contents, "lost">): string {
  const { as_of, row_count, file_count, file_bytes } = done;
  const count = (value: number) => value.toLocaleString("en");
  const size_mb = (file_bytes / 1e6).toFixed(1);
  return `${count(row_count)} rows and ${count(file_count)} files (${size_mb} MB) as of ${as_of}`;
}

/** Refuses what the command line would only find out at the end. */
export function checkLost({ lost }: Contents): void {
  if (lost.length === 0) return;
  const shown = lost.slice(0, 10).map((file_key) => fileName(file_key));
  throw new BackupError(
    `${lost.length} files are missing or damaged on this server, and in the backup, which is ` +
      `complete but for them:\n${shown.join("\n")}${lost.length > shown.length ? "\n..." : ""}`,
  );
}
