/** SQL of genealogy: rows by the names that other rows have for them, whatever their table. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Queries } from "../platform/db/db.ts";
import { listSpec } from "../platform/http/list.ts";
import { PRINTED_PARTS_LIST } from "../printed-parts/store.ts";
import { keyOf, NOUNS, pathTo, type Relation, type Row } from "./relations.ts";

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

/** The earlier things that a row names by a relation: one, but where the relation is of pairs. */
export async function readEarlier(
  db: Queries,
  customer_uuid: string,
  { columns, pairs, to }: Relation,
  row: Row,
): Promise<Row[]> {
  const spec = NOUNS[to];
  if (pairs) {
    const { table, from_column } = pairs;
    const found = await rowsWhere(db, customer_uuid, table, [from_column], [row.uuid]);
    const things = found.map((pair) =>
      readThing(
        db,
        customer_uuid,
        to,
        columns.map((column) => pair[column]),
      ),
    );
    return (await Promise.all(things)).filter((thing) => thing !== undefined);
  }
  const key = columns.map((column) => row[column]);
  if (key.some((value) => value === null || value === undefined)) return [];
  if (!spec.table) return [{ [spec.key[0]]: key[0] }];
  const thing = await readThing(db, customer_uuid, to, key);
  return thing ? [thing] : [];
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
    filters: {
      noun: { where: () => sql<SqlBool>`1 = 1` },
      id: {
        where: ([id]) =>
          descendsFrom(customer_uuid, "printed_parts", path, keyOf(NOUNS[noun], id) ?? []),
      },
    },
  });
}

/** Whether rows of `table` lead along the path to the thing with the key. */
function descendsFrom(
  customer_uuid: string,
  table: string,
  [relation, ...rest]: Relation[],
  key: (string | number)[],
): RawBuilder<SqlBool> {
  const columns = tuple(relation.columns.map((column) => sql.ref(`${table}.${column}`)));
  const next = NOUNS[relation.to];
  const is_it = tuple(key.map((value) => sql`${value}`));
  if (rest.length === 0 && relation.to !== "models") return sql<SqlBool>`${columns} = ${is_it}`;
  const bound =
    rest.length === 0
      ? sql<SqlBool>`${sql.ref(`${next.table}.uuid`)} = ${is_it}`
      : descendsFrom(customer_uuid, String(next.table), rest, key);
  const found = sql`select ${sql.join(next.key.map((column) => sql.ref(`${next.table}.${column}`)))}
    from ${sql.table(String(next.table))}
    where ${sql.ref(`${next.table}.customer_uuid`)} = ${customer_uuid} and ${bound}`;
  const all = relation.to === "models" ? withComputed(customer_uuid, found) : found;
  return sql<SqlBool>`${columns} in (${all})`;
}

const tuple = (values: RawBuilder<unknown>[]) =>
  values.length === 1 ? values[0] : sql`(${sql.join(values)})`;

/** Models, and all that runs of model programs made of them, however many came after another. */
const withComputed = (customer_uuid: string, models: RawBuilder<unknown>) => sql`
  with recursive made (uuid) as (
    ${models}
    union
    select computed.uuid from made
    join model_program_run_inputs inputs on inputs.model_uuid = made.uuid
    join models computed on computed.model_program_run_uuid = inputs.model_program_run_uuid
    where computed.customer_uuid = ${customer_uuid}
  ) select uuid from made`;
