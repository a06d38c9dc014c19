/** Reads a backup to its end: rows into the caller's transaction, files into a folder. */
import { createHash } from "node:crypto";
import type { Tx } from "../platform/db/db.ts";
import { countMigrations, migrateWithin } from "../platform/db/migrate.ts";
import {
  type Contents,
  FORMAT,
  fileName,
  HEAD,
  type Head,
  kindOf,
  LOST,
  pieceName,
  SUMS,
  sumLine,
} from "./archive.ts";
import { BackupError, reasonOf } from "./backup-error.ts";
import type { FileSink } from "./restored-files.ts";
import { valuesOf } from "./rows.ts";
import { readNamed } from "./store-files.ts";
import { continueEvents, insertRows, readColumns } from "./store-rows.ts";
import { type Entry, readEntries } from "./tar.ts";

/** A piece of a table is as large as its largest row at most; none comes near this. */
const PIECE_BYTES_MAX = 256 * 2 ** 20;
const TEXT_BYTES_MAX = 64 * 2 ** 20;

/** Where the reading is. */
type State = Omit<Contents, "lost"> & {
  lost: Set<string>;
  /** Columns of each table there is. */
  columns: Map<string, string[]>;
  last: string;
  last_table: string;
  pieces: number;
  /** SHA-256 by name, of all but files that are what their name says. */
  sums: Map<string, string>;
  file_sums: ReturnType<typeof createHash>;
  ended: boolean;
};

/** Throws BackupError that says what is wrong, and where. */
export async function loadBackup(
  tx: Tx,
  source: AsyncIterable<Buffer>,
  sink: FileSink,
): Promise<Contents> {
  let state: State | null = null;
  for await (const entry of readEntries(source)) {
    state = state ? await takeEntry(tx, state, entry, sink) : await begin(tx, entry);
  }
  if (!state?.ended) throw new BackupError(`it has no ${SUMS}`);
  await migrateWithin(tx, countMigrations());
  await continueEvents(tx);
  await checkNamed(tx, state, sink);
  const { as_of, row_count, file_count, file_bytes, lost } = state;
  return { as_of, row_count, file_count, file_bytes, lost: [...lost] };
}

async function begin(tx: Tx, entry: Entry): Promise<State> {
  if (entry.name !== HEAD)
    throw new BackupError(`it begins with ${entry.name}, so it is no backup`);
  const { text, sha256 } = await readText(entry, TEXT_BYTES_MAX);
  const { schema, as_of } = checkHead(text);
  await migrateWithin(tx, schema);
  return {
    ...{ as_of, row_count: 0, file_count: 0, file_bytes: 0, lost: new Set<string>() },
    columns: await readColumns(tx),
    ...{ last: HEAD, last_table: "", pieces: 0, ended: false },
    sums: new Map([[HEAD, sha256]]),
    file_sums: createHash("sha256"),
  };
}

function checkHead(text: string): Head {
  let head: Partial<Head> | null = null;
  try {
    head = JSON.parse(text);
  } catch {}
  const { format, schema, program, as_of } = head ?? {};
  const known = countMigrations();
  if (typeof format !== "number" || typeof program !== "string") {
    throw new BackupError(`its ${HEAD} says nothing of a format and a program`);
  }
  if (format > FORMAT || Number(schema) > known) {
    throw new BackupError(
      `it was made by a newer program (Vatline ${program}, format ${format}, migration ` +
        `${schema}); this one knows format ${FORMAT} and migration ${known}`,
    );
  }
  if (!Number.isInteger(schema) || Number(schema) < 1 || typeof as_of !== "string") {
    throw new BackupError(`its ${HEAD} names no migration and time`);
  }
  return head as Head;
}

async function takeEntry(tx: Tx, state: State, entry: Entry, sink: FileSink): Promise<State> {
  const { name } = entry;
  if (state.ended) throw new BackupError(`${name} follows ${SUMS}`);
  const kind = kindOf(name);
  if (kind && "table" in kind) {
    state.sums.set(name, await takePiece(tx, state, entry, kind));
  } else if (kind) {
    await takeFile(state, entry, kind.file_key, sink);
  } else if (name === LOST) {
    const { text, sha256 } = await readText(entry, TEXT_BYTES_MAX);
    state.lost = new Set(text.split("\n").slice(0, -1));
    state.sums.set(name, sha256);
  } else if (name === SUMS) {
    await checkSums(state, entry);
    state.ended = true;
  } else {
    throw new BackupError(`${JSON.stringify(name)} is nothing that a backup has`);
  }
  state.last = name;
  return state;
}

/** Answers the SHA-256 of the piece. */
async function takePiece(
  tx: Tx,
  state: State,
  entry: Entry,
  { table, number }: { table: string; number: number },
): Promise<string> {
  const { name } = entry;
  const columns = state.columns.get(table);
  if (!columns || table === "migrations") throw new BackupError(`${name}: there is no such table`);
  const expected = pieceName(table, state.last_table === table ? state.pieces + 1 : 1);
  if (name !== expected || (number === 1 && state.sums.has(name))) {
    throw new BackupError(`${name} stands after ${state.last}, where it does not belong`);
  }
  state.last_table = table;
  state.pieces = number;
  const { text, sha256 } = await readText(entry, PIECE_BYTES_MAX);
  const [head, ...lines] = text.split("\n");
  if (lines.pop() !== "") throw new BackupError(`${name} does not end with a line`);
  const rows = lines.map((line, index) => rowOf(line, `${name}, line ${index + 2}`));
  const given = rowOf(head, `${name}, line 1`).map(String);
  if ([...columns].sort().join() !== given.join()) {
    throw new BackupError(`${name} has other columns than the table: ${given.join(", ")}`);
  }
  const odd = rows.findIndex((row) => row.length !== given.length);
  if (odd >= 0) throw new BackupError(`${name}, line ${odd + 2} has not a value for each column`);
  try {
    await insertRows(tx, table, given, rows);
  } catch (error) {
    throw new BackupError(`${name}: the database refuses it (${reasonOf(error)})`);
  }
  state.row_count += rows.length;
  return sha256;
}

function rowOf(line: string, where: string) {
  try {
    return valuesOf(line);
  } catch (error) {
    throw new BackupError(`${where} ${reasonOf(error)}`);
  }
}

async function takeFile(state: State, entry: Entry, file_key: string, sink: FileSink) {
  const { name, size_bytes, bytes } = entry;
  // In their order, so that none is there twice.
  if (state.last.startsWith("files/") && name <= state.last) {
    throw new BackupError(`${name} stands after ${state.last}, where it does not belong`);
  }
  const sha256 = await sink.take({ file_key, size_bytes, bytes });
  if (sha256 === file_key) state.file_sums.update(sumLine(sha256, name));
  else state.sums.set(name, sha256);
  state.file_count++;
  state.file_bytes += size_bytes;
}

/** Holds what was read against what the archive says at its end, line by line. */
async function checkSums(state: State, { bytes }: Entry): Promise<void> {
  const files = createHash("sha256");
  const left = new Map(state.sums);
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, sha256, name] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? ["", "", line];
      const seen = left.get(name);
      if (seen === undefined) {
        if (name !== fileName(sha256))
          throw new BackupError(`${SUMS} names ${name}, which is not there`);
        files.update(`${line}\n`);
      } else if (seen !== sha256) {
        throw new BackupError(`${name} is not as it was written`);
      }
      left.delete(name);
    }
    if (rest.length > TEXT_BYTES_MAX) throw new BackupError(`${SUMS} has no lines`);
  }
  const [unnamed] = left.keys();
  if (rest !== "" || unnamed !== undefined) {
    throw new BackupError(`${SUMS} does not name ${unnamed ?? "all that is there"}`);
  }
  if (files.digest("hex") !== state.file_sums.digest("hex")) {
    throw new BackupError(`${SUMS} names other files than are there`);
  }
}

/** Every file that the rows name is there and whole, or was lost before. */
async function checkNamed(tx: Tx, { as_of, lost }: State, sink: FileSink): Promise<void> {
  for await (const file_key of readNamed(tx, as_of)) {
    if (lost.has(file_key) || (await sink.has(file_key))) continue;
    throw new BackupError(`${fileName(file_key)} is named by a row, and is not there`);
  }
}

async function readText(
  { name, size_bytes, bytes }: Entry,
  bytes_max: number,
): Promise<{ text: string; sha256: string }> {
  if (size_bytes > bytes_max) {
    throw new BackupError(`${name} of ${size_bytes} bytes is larger than any backup has it`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
  const whole = Buffer.concat(chunks);
  return { text: whole.toString(), sha256: createHash("sha256").update(whole).digest("hex") };
}
