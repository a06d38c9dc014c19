/**
 * Printed parts as /v1 shows them, kept as JSON on their rows: a page of a long history is put
 * together from these, without joins and without a column through the driver for every key
 * (decision 0027). Whatever writes a row, or changes an order number that it shows, says so here.
 */
import { type RawBuilder, sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import { dialectOf } from "../platform/db/dialect.ts";

/** Rows in one statement: bounds how long one statement holds the event loop on SQLite. */
const CHUNK = 500;

/** What a row shows of its own, beside order numbers, `finished_at` and tags. */
const COLUMNS = [
  ...["uuid", "part_uuid", "model_uuid", "part_number", "build_uuid", "part_order_uuid"],
  ...["print_order_uuid", "print_id", "print_uuid", "resin_lot_number", "serial_number"],
  ...["resin_cell_name", "created_at", "updated_at", "status", "error"],
];

/** Writes anew how rows are shown; to be run after every change of them, in its transaction. */
export async function showPrintedParts(tx: Tx, uuids: string[]): Promise<void> {
  for (let from = 0; from < uuids.length; from += CHUNK) {
    await tx
      .updateTable("printed_parts")
      .set({ shown: shownNow(tx) })
      .where("uuid", "in", uuids.slice(from, from + CHUNK))
      .execute();
  }
}

/** The same for all that were made for a print order, whose number they show. */
export async function showPartsOfPrintOrder(
  tx: Tx,
  customer_uuid: string,
  print_order_uuid: string,
): Promise<void> {
  await tx
    .updateTable("printed_parts")
    .set({ shown: shownNow(tx) })
    .where("customer_uuid", "=", customer_uuid)
    .where("print_order_uuid", "=", print_order_uuid)
    .execute();
}

/**
 * The JSON of a row without its end: the tags of its part number, which people change as they like,
 * and two braces. What is not known yet is left out.
 */
export function shownNow(db: Queries): RawBuilder<string> {
  const { jsonopen, jsonclose } = dialectOf(db).tokens;
  const pairs = COLUMNS.map((name) => sql`${sql.lit(name)}, ${sql.ref(`printed_parts.${name}`)}`);
  // None is applied, as the quality records say too.
  pairs.push(sql`'project_blackline', case when printed_parts.build_uuid is not null then 0 end`);
  for (const noun of ["part_order", "print_order"]) {
    const number = sql.ref(`${noun}_number`);
    pairs.push(sql`${sql.lit(`${noun}_number`)}, (select ${number} from ${sql.table(`${noun}s`)}
      where customer_uuid = printed_parts.customer_uuid
        and uuid = ${sql.ref(`printed_parts.${noun}_uuid`)})`);
  }
  const object = sql`${sql.raw(jsonopen)}${sql.join(pairs)}${sql.raw(jsonclose)}`;
  return sql<string>`rtrim(${object}, '}') ||
    ',"finished_at":' || coalesce('"' || printed_parts.finished_at || '"', 'null') ||
    ',"tags":{"printed_part":' || printed_parts.tags || ',"part":' ||
    (select part_tags from parts where uuid = printed_parts.part_uuid)`;
}

/** Printed parts as they are shown, and the tags that end them. */
export function selectShown(db: Queries) {
  return (
    db
      .selectFrom("printed_parts")
      // A left join of what is always there: both databases leave it out where only rows count.
      .leftJoin("catalog_parts", (join) =>
        join
          .onRef("catalog_parts.application_uuid", "=", "printed_parts.application_uuid")
          .onRef("catalog_parts.part_number", "=", "printed_parts.part_number"),
      )
      .select(["printed_parts.shown", "catalog_parts.tags as part_number_tags"])
  );
}

/** The JSON of one printed part, from the columns of selectShown. */
export const shownJson = ([shown, part_number_tags]: readonly unknown[]): string =>
  `${shown},"part_number":${part_number_tags ?? "{}"}}}`;

/** Its JSON. */
export async function readPrintedPart(db: Queries, customer_uuid: string, uuid: string) {
  const row = await selectShown(db)
    .where("printed_parts.customer_uuid", "=", customer_uuid)
    .where("printed_parts.uuid", "=", uuid)
    .executeTakeFirst();
  return row && shownJson([row.shown, row.part_number_tags]);
}
