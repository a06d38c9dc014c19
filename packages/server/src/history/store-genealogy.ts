/** SQL of genealogy: rows by the names that other rows have for them, whatever their table. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Queries } from "../platform/db/db.ts";
import { listSpec } from "../platform/http/list.ts";
import { PRINTED_PARTS_LIST, selectPrintedParts } from "../printed-parts/store.ts";
import { NOUNS, pathTo, type Relation, type Row } from "./relations.ts";

/** Pieces that one piece is replaced by, at most: it is one, unless something is very wrong. */
const LATER_MAX = 100;
/** Print orders and prints of one build that may have had to do with one piece. */
const COPIES_MAX = 1000;

/** One thing by its key; undefined when the customer has none, or it has no table. */
export async function readThing(
  db: Queries,
  customer_uuid: string,
  noun: string,
  key: unknown[],
): Promise<Row | undefined> {
  const spec = NOUNS[noun];
  if (!spec?.table) return undefined;
  const [row] = await rowsWhere(db, customer_uuid, spec.table, spec.key, key);
  return row;
}

/** The later things that name this one by a relation. */
export function readLater(db: Queries, customer_uuid: string, relation: Relation, key: unknown[]) {
  const { table } = NOUNS[relation.from];
  return table ? rowsWhere(db, customer_uuid, table, relation.columns, key) : [];
}

async function rowsWhere(
  db: Queries,
  customer_uuid: string,
  table: string,
  columns: readonly string[],
  values: unknown[],
): Promise<Row[]> {
  const bounds = columns.map((column, index) => sql`${sql.ref(column)} = ${values[index]}`);
  const { rows } = await sql<Row>`select * from ${sql.table(table)}
    where customer_uuid = ${customer_uuid} and ${sql.join(bounds, sql` and `)}
    limit ${LATER_MAX}`.execute(db);
  return rows;
}

/** A printed part by uuid or serial number. */
export async function readSubject(db: Queries, customer_uuid: string, id: string) {
  return db
    .selectFrom("printed_parts")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where(({ eb, or }) => or([eb("uuid", "=", id), eb("serial_number", "=", id)]))
    .executeTakeFirst();
}

/** Print orders and prints of a build that were made before `until`, newest first. */
export async function readCopies(
  db: Queries,
  customer_uuid: string,
  build_uuid: string,
  until: string,
): Promise<string[]> {
  const orders = await db
    .selectFrom("print_orders")
    .select("uuid")
    .where("customer_uuid", "=", customer_uuid)
    .where("build_uuid", "=", build_uuid)
    .where("created_at", "<=", until)
    .orderBy("created_at", "desc")
    .limit(COPIES_MAX)
    .execute();
  const prints = await db
    .selectFrom("prints")
    .select("uuid")
    .where("customer_uuid", "=", customer_uuid)
    .where("build_uuid", "=", build_uuid)
    .where("queued_at", "<=", until)
    .orderBy("queued_at", "desc")
    .limit(COPIES_MAX)
    .execute();
  return [...orders, ...prints].map(({ uuid }) => uuid);
}

/** Where a piece stands on its build's platform. */
export async function readPlacement(db: Queries, customer_uuid: string, part: Row) {
  return db
    .selectFrom("build_places")
    .select(["x_mm", "y_mm", "z_mm", "rotation_deg"])
    .where("customer_uuid", "=", customer_uuid)
    .where("build_uuid", "=", String(part.build_uuid))
    .where("place_index", "=", Number(part.place_index))
    .executeTakeFirst();
}

/** Printed parts that descend from one thing, as a list of its own for each kind of thing. */
export function descendantsList(customer_uuid: string, noun: string) {
  const path = pathTo(noun);
  return listSpec({
    ...PRINTED_PARTS_LIST,
    operation_id: "getDescendants",
    select: selectPrintedParts,
    filters: {
      noun: { where: () => sql<SqlBool>`1 = 1` },
      id: { where: ([id]) => descendsFrom(customer_uuid, "printed_parts", path, id) },
    },
  });
}

/** Whether rows of `table` lead along the path to the thing named `id`. */
function descendsFrom(
  customer_uuid: string,
  table: string,
  [relation, ...rest]: Relation[],
  id: string,
): RawBuilder<SqlBool> {
  const column = sql.ref(`${table}.${relation.columns.at(-1)}`);
  const next = NOUNS[relation.to];
  if (rest.length === 0 || !next.table) return sql<SqlBool>`${column} = ${id}`;
  return sql<SqlBool>`${column} in (select ${sql.ref(String(next.key.at(-1)))}
    from ${sql.table(next.table)} where customer_uuid = ${customer_uuid}
    and ${descendsFrom(customer_uuid, next.table, rest, id)})`;
}
