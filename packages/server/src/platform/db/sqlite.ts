/**
 * SQLite through node:sqlite, under Kysely. One connection writes, its transactions one after
 * another in the order they were asked for; another one reads what is committed. Statements are
 * synchronous: each holds the event loop while it runs, so bulk work goes in small chunks.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Db, Queries } from "./db.ts";
import { type CarriesDialect, SQLITE } from "./dialect.ts";
import { createLock, type Release } from "./lock.ts";
import { type Parameter, parameterOf } from "./parameters.ts";
import type { Tables } from "./tables.ts";

/**
 * `full` syncs the write-ahead log at every commit; kill -9 and power cuts lose nothing that was
 * acknowledged. `like` tells upper from lower case, as on PostgreSQL.
 */
const PRAGMAS = `
  pragma busy_timeout = 5000;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma cache_size = -65536;
  pragma mmap_size = 1073741824;
  pragma case_sensitive_like = on;
`;

const STATEMENTS_MAX = 500;
const WAITING_MAX = 10_000;
const WAIT_MS = 30_000;

/**
 * Opens the file at `path`, made when it is not there, or ":memory:" for a database that ends with
 * the program. Does not migrate.
 */
export function openSqlite(path: string): Db {
  const lock = createLock({ waiting_max: WAITING_MAX, wait_ms: WAIT_MS });
  const in_transaction = new AsyncLocalStorage<true>();
  const writer = openConnection(path);
  const write = kyselyOver(writer, () => lock.acquire());

  // In memory there is one connection, so that reading waits for transactions to end; but what a
  // transaction itself reads aside would wait for ever.
  const in_memory = path === ":memory:";
  const reader = in_memory ? writer : openConnection(path);
  if (!in_memory) reader.database.exec("pragma query_only = on");
  const enter = async () => (in_memory && !in_transaction.getStore() ? lock.acquire() : () => {});
  const read = kyselyOver(reader, enter);

  const transaction: Db["transaction"] = async (work) => {
    try {
      return await in_transaction.run(true, () => write.transaction().execute((tx) => work(tx)));
    } finally {
      commits++;
    }
  };

  let commits = 0;
  const otherCommits = countOtherCommits(reader.database);
  return {
    read,
    async readRaw(sql, parameters) {
      const release = await enter();
      try {
        const { prepared, columns } = prepare(reader, sql);
        return { columns, rows: allArrays(prepared, parameters) };
      } finally {
        release();
      }
    },
    dialect: SQLITE,
    transaction,
    snapshot: (work) => (in_memory ? transaction(work) : readSnapshot(path, work)),
    generation: () => commits + otherCommits(),
    async close() {
      // Whatever still runs or waits is let finish.
      const release = await lock.acquire();
      if (!writer.database.isOpen) return release();
      await read.destroy();
      await write.destroy();
      if (!in_memory) reader.database.close();
      writer.database.close();
      release();
    },
  };
}

/** On a connection of its own. As long as it reads, the write-ahead log only grows. */
async function readSnapshot<T>(path: string, work: (read: Queries) => Promise<T>): Promise<T> {
  const connection = openConnection(path);
  const { database } = connection;
  const queries = kyselyOver(connection, async () => () => {});
  try {
    // Read once: mapping the file and keeping pages would not pay, and memory stays flat.
    database.exec("pragma query_only = on; pragma mmap_size = 0; pragma cache_size = -8192");
    // What is read first settles the moment.
    database.exec("begin; select 1 from sqlite_schema");
    return await work(queries);
  } finally {
    if (database.isTransaction) database.exec("rollback");
    await queries.destroy();
    database.close();
  }
}

/** Commits of other connections and programs, looked for once a turn of the event loop. */
function countOtherCommits(database: DatabaseSync): () => number {
  const statement = database.prepare("pragma data_version");
  let known: number | null = null;
  return () => {
    if (known !== null) return known;
    known = Number(statement.get()?.data_version);
    setImmediate(() => {
      known = null;
    });
    return known;
  };
}

type Connection = { database: DatabaseSync; statements: Map<string, Statement> };
type Statement = { prepared: StatementSync; columns: string[] };

function openConnection(path: string): Connection {
  const database = new DatabaseSync(path);
  database.exec(PRAGMAS);
  return { database, statements: new Map() };
}

function kyselyOver(connection: Connection, enter: () => Promise<Release>): Kysely<Tables> {
  const dialect: Dialect = {
    createAdapter: () => new Adapter(),
    createDriver: () => createDriver(connection, enter),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new QueryCompiler(),
  };
  return new Kysely<Tables>({ dialect });
}

class Adapter extends SqliteAdapter implements CarriesDialect {
  readonly dialect = SQLITE;

  // Kysely would put an unfair lock of its own before ours.
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class QueryCompiler extends SqliteQueryCompiler {
  protected override addParameter(parameter: unknown): void {
    super.addParameter(parameterOf(parameter));
  }
}

/** A connection as long as one caller has it. */
type Session = DatabaseConnection & {
  release: Release;
  /** What ended the transaction before its time. */
  failure: unknown;
};

function createDriver(connection: Connection, enter: () => Promise<Release>): Driver {
  const { database } = connection;
  const sessionOf = (session: DatabaseConnection) => session as Session;
  return {
    async init() {},
    async acquireConnection() {
      return openSession(connection, await enter());
    },
    async beginTransaction() {
      database.exec("begin immediate");
    },
    async commitTransaction(session) {
      refuseAfter(sessionOf(session).failure);
      database.exec("commit");
    },
    async rollbackTransaction() {
      // A full disk, among others, makes SQLite roll back by itself.
      if (database.isTransaction) database.exec("rollback");
    },
    async releaseConnection(session) {
      sessionOf(session).release();
    },
    async destroy() {},
  };
}

function openSession(connection: Connection, release: Release): Session {
  const session: Session = {
    release,
    failure: undefined,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      refuseAfter(session.failure);
      try {
        return runQuery(connection, query);
      } catch (error) {
        if (connection.database.isTransaction) session.failure = error;
        throw error;
      }
    },
    streamQuery(): never {
      throw new Error("Queries are not streamed; read a page at a time.");
    },
  };
  return session;
}

/** As on PostgreSQL, a statement that fails ends its transaction, even when the error is caught. */
function refuseAfter(failure: unknown): void {
  if (failure !== undefined) {
    throw new Error("An earlier statement of this transaction failed.", { cause: failure });
  }
}

function runQuery<R>(connection: Connection, query: CompiledQuery): QueryResult<R> {
  const { prepared, columns } = prepare(connection, query.sql);
  const parameters = query.parameters as Parameter[];
  if (columns.length === 0) {
    return { rows: [], numAffectedRows: BigInt(prepared.run(...parameters).changes) };
  }
  // Arrays made into plain objects: faster than node:sqlite's own objects, and those have no
  // prototype, unlike PostgreSQL's (207 against 247 us for 100 rows of 25 columns).
  const rows = allArrays(prepared, parameters).map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < columns.length; i++) row[columns[i]] = values[i];
    return row as R;
  });
  return { rows, numAffectedRows: BigInt(rows.length) };
}

/** All rows of a statement that returns arrays, as `prepare` has every one do. */
function allArrays(prepared: StatementSync, parameters: Parameter[]): Parameter[][] {
  return prepared.all(...parameters) as unknown as Parameter[][];
}

/** Compiles `sql`, or takes it from the ones used last. */
function prepare({ database, statements }: Connection, sql: string): Statement {
  let statement = statements.get(sql);
  if (statement) {
    statements.delete(sql);
  } else {
    const prepared = database.prepare(sql);
    prepared.setReturnArrays(true);
    statement = { prepared, columns: prepared.columns().map((column) => column.name) };
    const [oldest] = statements.keys();
    if (oldest !== undefined && statements.size >= STATEMENTS_MAX) statements.delete(oldest);
  }
  statements.set(sql, statement);
  return statement;
}
