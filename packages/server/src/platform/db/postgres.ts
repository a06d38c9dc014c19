/**
 * PostgreSQL through pg, under Kysely. Transactions are serialisable and run again when the server
 * ends one for the sake of another; reading outside them sees what is committed.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "@vatline/api";
import { Kysely, PostgresAdapter, PostgresDialect, PostgresQueryCompiler, sql } from "kysely";
import pg from "pg";
import { invariant } from "../invariant.ts";
import type { Db, Tx } from "./db.ts";
import { type CarriesDialect, POSTGRES } from "./dialect.ts";
import { parameterOf } from "./parameters.ts";
import type { Tables } from "./tables.ts";

const CONNECTIONS_MAX = 10;
const WAIT_MS = 30_000;
const ATTEMPTS_MAX = 20;
const DELAY_MAX_MS = 200;

/** Kept by each connection, as long as it lives. */
const STATEMENTS_MAX = 500;
/** "cached plan must not change result type": a column was added to a table of `select *`. */
const PLAN_OUTDATED = "0A000";

/**
 * serialization_failure, deadlock_detected, and unique_violation, since two that looked whether a
 * name is free may both have found it so. Source: PostgreSQL documentation, 13.5 and appendix A.
 */
const RETRYABLE = new Set<unknown>(["40001", "40P01", "23505"]);

/** Opens a pool on the server that `url` names. Does not migrate. */
export function openPostgres(url: string): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: WAIT_MS,
    idle_in_transaction_session_timeout: WAIT_MS,
    application_name: "vatline",
    types: readTypes(),
  });
  // A connection that breaks while idle leaves the pool; whoever asks next hears of what is wrong.
  pool.on("error", () => {});
  const queries = new Kysely<Tables>({ dialect: new OurPostgresDialect({ pool }) });
  return {
    read: queries,
    readRaw: openReadRaw(pool),
    dialect: POSTGRES,
    transaction: (work) => runSerializable(queries, work),
    snapshot: (work) =>
      queries
        .transaction()
        .setIsolationLevel("repeatable read")
        .setAccessMode("read only")
        .execute(async (tx) => {
          // Whoever takes what is read may be slow.
          await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
          return work(tx);
        }),
    generation: () => null,
    close: () => queries.destroy(),
  };
}

/** Names statements, so that each connection plans one once: it takes longer than running it. */
function openReadRaw(pool: pg.Pool): Db["readRaw"] {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known !== undefined || names.size === STATEMENTS_MAX) return known;
    const name = `list_${names.size}`;
    names.set(text, name);
    return name;
  };
  return async (text, values) => {
    const asked: pg.QueryArrayConfig = { text, values, rowMode: "array" };
    const answer = await pool.query({ ...asked, name: nameOf(text) }).catch((error: Error) => {
      // The schema was brought up to a newer program's under our hands.
      if (!("code" in error && error.code === PLAN_OUTDATED)) throw error;
      return pool.query(asked);
    });
    return { columns: answer.fields.map(({ name }) => name), rows: answer.rows };
  };
}

async function runSerializable<T>(
  queries: Kysely<Tables>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await queries.transaction().setIsolationLevel("serializable").execute(work);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && RETRYABLE.has(error.code))) throw error;
      if (attempt === ATTEMPTS_MAX) {
        throw new Problem("overloaded", "The same rows are being changed from too many sides.", {
          cause: error,
          headers: { "Retry-After": "1" },
        });
      }
      await sleep(Math.min(2 ** attempt, DELAY_MAX_MS));
    }
  }
}

/** Reads values as SQLite gives them: every number a number, and 0 or 1 for a truth. */
function readTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, integerOf);
  types.setTypeParser(pg.types.builtins.NUMERIC, Number);
  types.setTypeParser(pg.types.builtins.BOOL, (text) => (text === "t" ? 1 : 0));
  return types;
}

function integerOf(text: string): number {
  const value = Number(text);
  invariant(Number.isSafeInteger(value), `an integer column holds ${text}, beyond 2^53`);
  return value;
}

class OurPostgresDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new Adapter();
  }

  override createQueryCompiler(): PostgresQueryCompiler {
    return new QueryCompiler();
  }
}

class Adapter extends PostgresAdapter implements CarriesDialect {
  readonly dialect = POSTGRES;
}

class QueryCompiler extends PostgresQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(parameterOf(parameter));
  }
}
