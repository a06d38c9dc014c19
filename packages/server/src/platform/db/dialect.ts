/**
 * Everything in which the databases differ, as data. Code asks for a difference by its name and
 * never for the database, so that a third one is a third record here.
 */
import type { DialectAdapter } from "kysely";
import { invariant } from "../invariant.ts";
import type { Queries } from "./db.ts";

export type Dialect = {
  name: "sqlite" | "postgres";
  /** What the :tokens of the migrations stand for. */
  tokens: Record<Token, string>;
  /** Whether `for update skip locked` lets several workers claim rows side by side. */
  supportsSkipLocked: boolean;
  /** Whether listen and notify reach other processes. */
  supportsListen: boolean;
  /** What makes JSON of a text column, for `->` and `->>`, which both databases have. */
  as_json: string;
  /**
   * A statement that makes events commit in the order of their seq, run before one is appended;
   * null where transactions that write already follow one another.
   */
  event_order_lock: string | null;
  /** Before `values`: lets a row bring the number that its table would count. */
  given_serial: string;
  /** Has the numbers of events go on after rows that brought theirs; null where they do anyway. */
  continue_events: string | null;
};

export type Token =
  | ("text" | "json" | "bytes" | "bigint" | "real" | "serial" | "strict" | "newuuid")
  // Around keys and values: the text of a JSON object of those that are not null.
  | ("jsonopen" | "jsonclose");

export const SQLITE: Dialect = {
  name: "sqlite",
  tokens: {
    text: "text",
    json: "text",
    bytes: "blob",
    bigint: "integer",
    real: "real",
    serial: "integer primary key autoincrement",
    // Columns refuse values of another type, as PostgreSQL does anyway.
    strict: "strict",
    newuuid: `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||
      substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' ||
      hex(randomblob(6)))`,
    jsonopen: "json_patch('{}', json_object(",
    jsonclose: "))",
  },
  supportsSkipLocked: false,
  supportsListen: false,
  as_json: "",
  event_order_lock: null,
  given_serial: "",
  continue_events: null,
};

export const POSTGRES: Dialect = {
  name: "postgres",
  tokens: {
    // Sorted by bytes as on SQLite, whatever the collation of the database.
    text: 'text collate "C"',
    json: "text",
    bytes: "bytea",
    bigint: "bigint",
    real: "double precision",
    serial: "bigint generated always as identity primary key",
    strict: "",
    newuuid: "gen_random_uuid()::text",
    jsonopen: "json_strip_nulls(json_build_object(",
    jsonclose: "))::text",
  },
  supportsSkipLocked: true,
  supportsListen: true,
  as_json: "::json",
  // Any number of our own; it is held until the transaction ends.
  event_order_lock: "select pg_advisory_xact_lock(6873)",
  given_serial: "overriding system value",
  continue_events: `select setval(pg_get_serial_sequence('events', 'seq'),
    coalesce(max(seq), 0) + 1, false) from events`,
};

/** The dialect that queries made from `queries` are compiled for. */
export function dialectOf(queries: Queries): Dialect {
  const adapter: DialectAdapter & Partial<CarriesDialect> = queries.getExecutor().adapter;
  invariant(adapter.dialect, "queries come from openDb");
  return adapter.dialect;
}

/** What our adapters of Kysely add, so that a transaction knows its dialect. */
export type CarriesDialect = { dialect: Dialect };

/** `sql` with every :token replaced. */
export function fillTokens(sql: string, dialect: Dialect): string {
  return sql.replace(/:([a-z]+)\b/g, (whole, name: string) =>
    name in dialect.tokens ? dialect.tokens[name as Token] : whole,
  );
}
