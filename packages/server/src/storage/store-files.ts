/**
 * SQL of which files are named. A file that is in none of these queries belongs to nobody: sweeps
 * delete it, and backups leave it out.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../platform/db/db.ts";

const KEYS_READ = 1000;

type Named = { file_key: string };

/**
 * What names files. Models and uploads past their time name none any more; parts made of them do,
 * and so do runs that are under way.
 */
const namersAt = (now: string): RawBuilder<Named>[] => [
  sql`select file_key from models where expires_at > ${now}`,
  sql`select file_key from parts`,
  sql`select file_key from attachments`,
  sql`select file_key from model_uploads where expires_at > ${now} and file_key is not null`,
  sql`select models.file_key from model_program_runs as runs
    join model_program_run_inputs as inputs on inputs.model_program_run_uuid = runs.uuid
    join models on models.uuid = inputs.model_uuid
    where runs.status = 'preparing'`,
];

/** Those of `file_keys` that something of any customer names at `now`. */
export async function readNamedAmong(
  db: Queries,
  file_keys: string[],
  now: string,
): Promise<Set<string>> {
  const named = new Set<string>();
  for (const namer of namersAt(now)) {
    const query = sql<Named>`select distinct file_key from (${namer}) as named
      where file_key in (${sql.join(file_keys)})`;
    for (const { file_key } of (await query.execute(db)).rows) named.add(file_key);
  }
  return named;
}

/** Every file that something names at `now`, in order, read a thousand at a time. */
export async function* readNamed(db: Queries, now: string): AsyncGenerator<string, void> {
  for (let after = ""; ; ) {
    const some = await readNamedAfter(db, after, now, KEYS_READ);
    yield* some;
    if (some.length < KEYS_READ) return;
    after = some[some.length - 1];
  }
}

/** The next files after `after` that something names at `now`, in their order; [] at the end. */
async function readNamedAfter(
  db: Queries,
  after: string,
  now: string,
  limit: number,
): Promise<string[]> {
  const found = new Set<string>();
  for (const namer of namersAt(now)) {
    const query = sql<Named>`select distinct file_key from (${namer}) as named
      where file_key > ${after} order by file_key limit ${limit}`;
    for (const { file_key } of (await query.execute(db)).rows) found.add(file_key);
  }
  // Beyond the first `limit` one of them may have a gap.
  return [...found].sort().slice(0, limit);
}
