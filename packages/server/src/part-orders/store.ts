/** SQL of part orders. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type PartOrderRow = Tables["part_orders"];

export const PART_ORDERS_LIST = listSpec({
  operation_id: "getPartOrders",
  table: "part_orders",
  select: (db) => db.selectFrom("part_orders").selectAll(),
  filters: {
    uuid: { column: "part_orders.uuid", is: "equal" },
    application_uuid: { column: "part_orders.application_uuid", is: "equal" },
    updated_before: { column: "part_orders.updated_at", is: "before" },
    updated_after: { column: "part_orders.updated_at", is: "after" },
    status: { column: "part_orders.status", is: "equal" },
    packing_group: { column: "part_orders.packing_group", is: "equal" },
    part_order_number: { column: "part_orders.part_order_number", is: "equal" },
  },
  sorts: {
    uuid: { column: "part_orders.uuid" },
    updated_at: { column: "part_orders.updated_at" },
    part_order_number: { column: "part_orders.part_order_number" },
    due_date: { column: "part_orders.due_date" },
    flushed_at: { column: "part_orders.flushed_at", nullable: true },
  },
  default_sort: [{ column: "part_orders.updated_at", descending: true }],
});

export async function insertPartOrder(tx: Tx, row: PartOrderRow): Promise<void> {
  await tx.insertInto("part_orders").values(row).execute();
}

export async function updatePartOrder(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
  changes: Partial<PartOrderRow> & { updated_at: string },
): Promise<void> {
  await tx
    .updateTable("part_orders")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}

export async function readPartOrder(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("part_orders")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

/** The sequence number of the newest order of all. */
export async function readNewestSeq(db: Queries): Promise<number> {
  const row = await db
    .selectFrom("part_orders")
    .select((select) => select.fn.max("seq").as("seq"))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** Packing groups that open and processing orders name. */
export async function readLivePackingGroups(db: Queries, customer_uuid: string) {
  const rows = await db
    .selectFrom("part_orders")
    .select("packing_group")
    .distinct()
    .where("customer_uuid", "=", customer_uuid)
    .where("status", "in", ["open", "processing"])
    .where("packing_group", "is not", null)
    .execute();
  return rows.map((row) => row.packing_group);
}

/**
 * An order with its printed parts in the order they were asked for, replacements last. One
 * statement, so that the status is of the same moment as the parts that it follows from.
 */
export async function readPartOrderWithParts(db: Queries, customer_uuid: string, uuid: string) {
  const rows = await db
    .selectFrom("part_orders")
    .leftJoin("printed_parts", (join) =>
      join
        .onRef("printed_parts.customer_uuid", "=", "part_orders.customer_uuid")
        .onRef("printed_parts.part_order_uuid", "=", "part_orders.uuid"),
    )
    .selectAll("part_orders")
    .select(["printed_parts.uuid as printed_part_uuid", "part_uuid", "build_uuid"])
    .select("printed_parts.status as printed_part_status")
    .where("part_orders.customer_uuid", "=", customer_uuid)
    .where("part_orders.uuid", "=", uuid)
    .orderBy("order_index")
    .orderBy("printed_parts.uuid")
    .execute();
  const [row] = rows;
  if (!row) return undefined;
  const builds = new Set(rows.flatMap(({ build_uuid }) => build_uuid ?? []));
  const printed_parts = rows.flatMap(({ printed_part_uuid, part_uuid, printed_part_status }) => {
    if (printed_part_uuid === null || part_uuid === null || printed_part_status === null) return [];
    return [{ uuid: printed_part_uuid, part_uuid, status: printed_part_status }];
  });
  return { row, build_uuids: [...builds].sort(), printed_parts };
}

/** How many printed parts each order has, and in which builds they are. */
export async function readPartOrderContents(db: Queries, customer_uuid: string, uuids: string[]) {
  const contents = new Map(
    uuids.map((uuid) => [uuid, { printed_parts_count: 0, build_uuids: [] as string[] }]),
  );
  if (uuids.length === 0) return contents;
  const rows = await db
    .selectFrom("printed_parts")
    .where("customer_uuid", "=", customer_uuid)
    .where("part_order_uuid", "in", uuids)
    .select((select) => ["part_order_uuid", "build_uuid", select.fn.countAll<number>().as("count")])
    .groupBy(["part_order_uuid", "build_uuid"])
    .orderBy("build_uuid")
    .execute();
  for (const row of rows) {
    const content = contents.get(row.part_order_uuid ?? "");
    if (!content) continue;
    content.printed_parts_count += Number(row.count);
    if (row.build_uuid !== null) content.build_uuids.push(row.build_uuid);
  }
  return contents;
}

/** What the list and the single order have in common, as the compatible API shows it. */
export function partOrderView(row: PartOrderRow, build_uuids: string[]) {
  return {
    uuid: row.uuid,
    status: row.status,
    part_order_number: row.part_order_number,
    due_date: row.due_date,
    ...(row.flushed_at === null ? {} : { flushed_at: row.flushed_at }),
    build_uuids,
    ...(row.build_sop_uuid === null ? {} : { build_sop_uuid: row.build_sop_uuid }),
    ...(row.packing_group === null ? {} : { packing_group: row.packing_group }),
    application_uuid: row.application_uuid,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
