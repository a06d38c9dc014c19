/**
 * The database port. The same Kysely queries run on SQLite and PostgreSQL; what differs is data in
 * dialect.ts.
 */
import type { Kysely, Transaction } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { Parameter } from "./parameters.ts";
import type { Tables } from "./tables.ts";

/** What a store's verbs take first: a transaction, or the reading side of the database. */
export type Queries = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** Rows as the database hands them over: values in the order of the columns. */
export type RawRows = { columns: readonly string[]; rows: Parameter[][] };

export type Db = {
  /** For reading outside transactions; sees everything committed. */
  readonly read: Queries;
  /**
   * Reads as `read` does what is SQL already, without what a query builder adds to each query and
   * each row; for what is asked for all the time.
   */
  readRaw(sql: string, parameters: Parameter[]): Promise<RawRows>;
  readonly dialect: Dialect;
  /**
   * Runs `work` in one serialisable transaction and answers what it returns. On PostgreSQL it is
   * run again after a serialisation failure or deadlock, so `work` must have no effect but
   * through `tx`. Durable when the promise resolves. A statement that fails ends the transaction,
   * even when its error is caught: use `on conflict` where a conflict is expected.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` over all as it is committed at one moment, however long that takes; writers go on
   * meanwhile. Nothing can be written through it.
   */
  snapshot<T>(work: (read: Queries) => Promise<T>): Promise<T>;
  /**
   * A number that is another one as soon as anything was committed, by whichever program; null
   * where that cannot be told for less than a query would cost.
   */
  generation(): number | null;
  close(): Promise<void>;
};
