/**
 * The one mechanism behind every list that is read by cursor: filters, sort, keyset pages and the
 * capped count. A store describes its list as data and turns the rows into views.
 */
import { Problem } from "@vatline/api";
import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { runCompiled } from "../db/compiled.ts";
import type { Queries } from "../db/db.ts";
import type { Parameter } from "../db/parameters.ts";
import type { Deps } from "../deps.ts";
import { invariant } from "../invariant.ts";
import type { Position } from "./cursor.ts";
import { Encoded } from "./route.ts";
import { readSort } from "./sort.ts";
import { readTime } from "./time.ts";

const LIMIT_MAX = 1000;
const LIMIT_DEFAULT = 100;
/** Source: the compatible API's documentation. */
const TOTAL_COUNT_MAX = 10_000;

/** How one query parameter narrows the list; several values of one parameter are alternatives. */
export type Filter =
  | { column: string; is: "equal" | "before" | "after" }
  | { where(values: string[]): RawBuilder<SqlBool> };

export type SortColumn = { column: string; nullable?: boolean };

export type ListSpec<DB, TB extends keyof DB, Row> = {
  /** Id of the operation; cursors of one list are worth nothing to another. */
  operation_id: string;
  /** Table (or alias) whose `customer_uuid` and unique column rule the list. */
  table: string;
  /** Its unique column where that is not `uuid`. */
  unique?: string;
  /** The rows to choose from: joins and columns, without order or bounds. */
  select(db: Queries): SelectQueryBuilder<DB, TB, Row>;
  /** By query parameter. Parameters not named here (but sort, cursor, limit) are a bug. */
  filters: Record<string, Filter>;
  /** By field that `sort` takes; columns that may be null say so, nulls come last. */
  sorts: Record<string, SortColumn>;
  /** The order where none is asked for. */
  default_sort: { column: string; nullable?: boolean; descending: boolean }[];
};

/** Names a spec and has its types inferred. */
export const listSpec = <DB, TB extends keyof DB, Row>(spec: ListSpec<DB, TB, Row>) => spec;

/** The parameters of a list, as the contract validated them. */
export type ListQuery = {
  limit?: number;
  cursor?: string;
  sort?: string[];
  [parameter: string]: unknown;
};

export type Page<Row> = {
  rows: Row[];
  limit: number;
  /** Of the whole query when its first page was read, exact up to 10,000, then 10,000. */
  total_count: number;
  /** Absent on the last page. */
  next_cursor?: string;
};

/** Values of a row in the order of its columns. */
type RawRow = readonly Parameter[];

type Key = { column: string; nullable: boolean; descending: boolean };

/**
 * Reads one page of a customer's rows. The customer is named here, so that no list can forget it.
 * Cost: one statement, and another one on the first page, which counts at most 10,001 rows.
 * Throws sort_unknown, cursor_invalid, cursor_expired, input_invalid.
 */
export async function listPage<DB, TB extends keyof DB, Row>(
  deps: Pick<Deps, "db" | "cursors">,
  spec: ListSpec<DB, TB, Row>,
  customer_uuid: string,
  query: ListQuery,
): Promise<Page<Row>> {
  const { columns, rows, ...page } = await readRawPage(deps, spec, customer_uuid, query);
  return { rows: rows.map((row) => rowOf<Row>(columns, row)), ...page };
}

/** The row as its list selects it: stores may show all that is in it. */
function rowOf<Row>(columns: readonly string[], values: RawRow): Row {
  const row: Record<string, Parameter> = {};
  for (let i = 0; i < columns.length; i++) row[columns[i]] = values[i];
  return row as Row;
}

/**
 * The same page as JSON, from the JSON of its rows: `jsonOf` is given the columns of a row as the
 * spec selects them. `noun` names the rows, `more` stands beside them.
 */
export async function listPageJson<DB, TB extends keyof DB, Row>(
  deps: Pick<Deps, "db" | "cursors">,
  spec: ListSpec<DB, TB, Row>,
  customer_uuid: string,
  query: ListQuery,
  { noun, jsonOf, more }: { noun: string; jsonOf: (row: RawRow) => string; more?: object },
): Promise<Encoded> {
  const { columns: _, rows, ...page } = await readRawPage(deps, spec, customer_uuid, query);
  let json = `${JSON.stringify({ ...page, ...more }).slice(0, -1)},"${noun}":[`;
  for (let i = 0; i < rows.length; i++) json += (i === 0 ? "" : ",") + jsonOf(rows[i]);
  return new Encoded(`${json}]}`);
}

/** The columns of the list itself come first, the keys of its order behind them. */
async function readRawPage<DB, TB extends keyof DB, Row>(
  deps: Pick<Deps, "db" | "cursors">,
  spec: ListSpec<DB, TB, Row>,
  customer_uuid: string,
  query: ListQuery,
): Promise<Page<RawRow> & { columns: readonly string[] }> {
  const limit = Math.min(query.limit ?? LIMIT_DEFAULT, LIMIT_MAX);
  const keys = keysOf(spec, query.sort ?? []);
  const binding = bindingOf(spec.operation_id, customer_uuid, query);
  const cursor = query.cursor ? deps.cursors.read(query.cursor, binding) : null;

  const bounds = boundsOf(spec, query);
  const position = cursor?.slice(1) ?? [];
  const matching = () => selectMatching(deps.db.read, spec, customer_uuid, bounds);
  const read = runCompiled(
    deps.db,
    JSON.stringify([spec.operation_id, query.sort, position.length, bounds.map(shapeOf)]),
    [customer_uuid, ...bounds.flatMap(({ values }) => values), ...position, limit + 1],
    // Cast, as SQLite makes a query ready anew, at each run, whose bare parameter is its limit.
    () => pageOf(matching(), keys, position).limit(sql<number>`cast(${limit + 1} as integer)`),
  );
  // Counting costs more than a page: it is done once a walk, and its cursors carry the answer.
  const counted = cursor ? Number(cursor[0]) : countUpTo(deps.db.read, matching());
  const [{ columns, rows }, total_count] = await Promise.all([read, counted]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const reached = last && [total_count, ...last.slice(-keys.length).map(positionValue)];
  const end = reached && { next_cursor: deps.cursors.write(reached, binding) };
  if (last) rows.length = limit;
  return { columns: columns.slice(0, -keys.length), rows, limit, total_count, ...end };
}

function positionValue(value: Parameter): Position[number] {
  invariant(!(value instanceof Uint8Array), "lists are not sorted by bytes");
  return value;
}

export type TableSpec<DB, TB extends keyof DB, Row> = Pick<
  ListSpec<DB, TB, Row>,
  "operation_id" | "table" | "select" | "filters"
> & {
  /** Columns that are never null and together unique, such as an index with them answers. */
  order: readonly string[];
};

/** Names a spec and has its types inferred. */
export const tableSpec = <DB, TB extends keyof DB, Row>(spec: TableSpec<DB, TB, Row>) => spec;

/**
 * Reads all of a customer's rows that match, `page_rows` at a time, rising in the spec's order, and
 * holds one page at once. Not a snapshot: a row is read as it is when its turn comes. Throws
 * input_invalid before the first page is asked for.
 */
export function readPages<DB, TB extends keyof DB, Row>(
  db: Queries,
  spec: TableSpec<DB, TB, Row>,
  customer_uuid: string,
  query: ListQuery,
  page_rows: number,
): AsyncGenerator<Row[], void> {
  const all = selectMatching(db, spec, customer_uuid, boundsOf(spec, query));
  const keys = spec.order.map((column) => ({ column, nullable: false, descending: false }));
  const next = pageOf(all, keys, []).limit(page_rows);
  return (async function* () {
    let rows = (await next.execute()) as Row[];
    while (rows.length > 0) {
      const last = rows[rows.length - 1];
      yield rows;
      if (rows.length < page_rows) return;
      const after = afterPosition(keys, positionOf(last, keys.length));
      rows = (await next.where(after).execute()) as Row[];
    }
  })();
}

/** A customer's rows that pass the filters, in no order. */
function selectMatching<DB, TB extends keyof DB, Row>(
  db: Queries,
  spec: Pick<ListSpec<DB, TB, Row>, "table" | "select">,
  customer_uuid: string,
  bounds: Bound[],
): SelectQueryBuilder<DB, TB, Row> {
  const all = [
    sql<SqlBool>`${sql.ref(`${spec.table}.customer_uuid`)} = ${customer_uuid}`,
    ...bounds.map(conditionOf),
  ];
  return spec.select(db).where(sql.join(all, sql` and `) as RawBuilder<SqlBool>);
}

/** Rows in the order of `keys`, which stand beside their columns, behind a position if any. */
function pageOf<DB, TB extends keyof DB, Row>(
  all: SelectQueryBuilder<DB, TB, Row>,
  keys: Key[],
  position: Position,
) {
  const columns = keys.map((key, index) => sql.ref(key.column).as(`sort_key_${index}`));
  let page = all.select(columns);
  if (position.length > 0) page = page.where(afterPosition(keys, position));
  for (const key of keys) page = page.orderBy(orderOf(key));
  return page;
}

/** The keys in order; the unique column makes the order total, so that a page can end anywhere. */
function keysOf<DB, TB extends keyof DB, Row>(
  spec: ListSpec<DB, TB, Row>,
  sort: readonly string[],
): Key[] {
  const unique = `${spec.table}.${spec.unique ?? "uuid"}`;
  const asked = readSort(sort, Object.keys(spec.sorts)).map(({ field, descending }) => ({
    ...spec.sorts[field],
    descending,
  }));
  const keys: Key[] = [];
  for (const { column, nullable = false, descending } of asked[0] ? asked : spec.default_sort) {
    keys.push({ column, nullable, descending });
    if (column === unique) return keys;
  }
  // The same direction as the key before it, so that one index serves both ways.
  const descending = keys.at(-1)?.descending ?? false;
  return [...keys, { column: unique, nullable: false, descending }];
}

/** Everything that a cursor must find unchanged. The limit is not among it, clients change it. */
function bindingOf(operation_id: string, customer_uuid: string, query: ListQuery): string {
  const { limit: _limit, cursor: _cursor, sort = [], ...filters } = query;
  const sorted = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([operation_id, customer_uuid, sort, sorted]);
}

/** One filter as it was asked for, its values as they are bound. */
type Bound = { parameter: string; filter: Filter; values: string[] };

const shapeOf = ({ parameter, values }: Bound) => [parameter, values.length];

/** Throws input_invalid for what is no time. */
function boundsOf(
  spec: { operation_id: string; filters: Record<string, Filter> },
  query: ListQuery,
): Bound[] {
  const { limit: _limit, cursor: _cursor, sort: _sort, ...asked } = query;
  const bounds: Bound[] = [];
  for (const [parameter, value] of Object.entries(asked)) {
    const filter = spec.filters[parameter];
    invariant(filter, `${spec.operation_id} has no filter ${parameter}`);
    const given = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined);
    if (given.length === 0) continue;
    const values = given.map(String);
    const is_time = "is" in filter && filter.is !== "equal";
    bounds.push({ parameter, filter, values: is_time ? [timeOf(parameter, values[0])] : values });
  }
  return bounds;
}

function timeOf(parameter: string, value: string): string {
  const time = readTime(value, "up");
  if (time !== null) return time;
  const detail = `"${value}" is not a time that exists`;
  throw new Problem("input_invalid", `The query is not valid: ${parameter}: ${detail}.`, {
    errors: [{ pointer: `/query/${parameter}`, detail }],
  });
}

function conditionOf({ filter, values }: Bound): RawBuilder<SqlBool> {
  if ("where" in filter) return filter.where(values);
  const column = sql.ref(filter.column);
  if (filter.is === "before") return sql`${column} < ${values[0]}`;
  if (filter.is === "after") return sql`${column} >= ${values[0]}`;
  return values.length === 1
    ? sql`${column} = ${values[0]}`
    : sql`${column} in (${sql.join(values)})`;
}

function orderOf(key: Key): RawBuilder<unknown> {
  const column = sql.ref(key.column);
  const direction = key.descending ? sql`desc` : sql`asc`;
  return key.nullable ? sql`${column} ${direction} nulls last` : sql`${column} ${direction}`;
}

/** The rows that come after a position in the order of `keys`. */
function afterPosition(keys: Key[], position: Position): RawBuilder<SqlBool> {
  const [first] = keys;
  const uniform = keys.every((key) => !key.nullable && key.descending === first.descending);
  if (uniform) {
    // Row values, which both databases answer with one range of a matching index.
    const columns = sql.join(keys.map((key) => sql.ref(key.column)));
    const compare = first.descending ? sql`<` : sql`>`;
    return sql`(${columns}) ${compare} (${sql.join(position)})`;
  }
  return keys.reduceRight<RawBuilder<SqlBool>>((rest, key, index) => {
    const column = sql.ref(key.column);
    const value = position[index];
    // Nulls come last: after a null there are only nulls, after a value there are nulls too.
    if (value === null) return sql`(${column} is null and ${rest})`;
    const beyond = key.descending ? sql`${column} < ${value}` : sql`${column} > ${value}`;
    const nulls = key.nullable ? sql` or ${column} is null` : sql``;
    return sql`(${beyond}${nulls} or (${column} = ${value} and ${rest}))`;
  }, sql`1 = 0`);
}

function positionOf(row: unknown, key_count: number): Position {
  const values = row as Record<string, string | number | null>;
  return Array.from({ length: key_count }, (_, index) => values[`sort_key_${index}`]);
}

async function countUpTo<DB, TB extends keyof DB, Row>(
  db: Queries,
  all: SelectQueryBuilder<DB, TB, Row>,
): Promise<number> {
  const counted = all
    .clearSelect()
    .select(sql`1`.as("one"))
    .limit(TOTAL_COUNT_MAX + 1);
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from ${counted.as("counted")}`.execute(db);
  return Math.min(Number(rows[0].n), TOTAL_COUNT_MAX);
}
