/**
 * What waits to be packed: reading only. A part that came back from a printer's queue is waiting
 * too, but has its build already: it is never packed again.
 */
import type { Queries } from "../platform/db/db.ts";

/** What is packed together and never mixed with anything else. */
export type PackingKey = {
  customer_uuid: string;
  application_uuid: string;
  build_sop_uuid: string;
  packing_group: string | null;
};

/** Build SOPs of an order's parts that wait to be packed by themselves. */
export async function readWaitingSops(
  db: Queries,
  customer_uuid: string,
  part_order_uuid: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom("printed_parts")
    .select("build_sop_uuid")
    .distinct()
    .where("customer_uuid", "=", customer_uuid)
    .where("part_order_uuid", "=", part_order_uuid)
    .where("status", "=", "waiting")
    .where("build_uuid", "is", null)
    .where("automatic_packing", "=", 1)
    .orderBy("build_sop_uuid")
    .execute();
  return rows.map((row) => row.build_sop_uuid);
}

/** Waiting parts of one group in the order they should be made: priority, due date, age. */
export async function readWaitingParts(
  db: Queries,
  key: PackingKey,
  upto_seq: number,
  limit: number,
) {
  return db
    .selectFrom("printed_parts")
    .innerJoin("part_orders", (join) =>
      join
        .onRef("part_orders.customer_uuid", "=", "printed_parts.customer_uuid")
        .onRef("part_orders.uuid", "=", "printed_parts.part_order_uuid"),
    )
    .innerJoin("parts", "parts.uuid", "printed_parts.part_uuid")
    .innerJoin("models", "models.uuid", "parts.model_uuid")
    .where("printed_parts.customer_uuid", "=", key.customer_uuid)
    .where("printed_parts.status", "=", "waiting")
    .where("printed_parts.build_uuid", "is", null)
    .where("printed_parts.automatic_packing", "=", 1)
    .where("printed_parts.application_uuid", "=", key.application_uuid)
    .where("printed_parts.build_sop_uuid", "=", key.build_sop_uuid)
    .where("printed_parts.packing_group", "is not distinct from", key.packing_group)
    .where("part_orders.seq", "<=", upto_seq)
    .select([
      "printed_parts.uuid",
      "printed_parts.part_uuid",
      "printed_parts.part_order_uuid",
      "printed_parts.pack_now",
      "printed_parts.rotations",
      "part_orders.due_date",
      "part_orders.priority",
      "parts.file_key",
      "models.report",
    ])
    .orderBy("part_orders.priority", "desc")
    .orderBy("part_orders.due_date")
    .orderBy("part_orders.seq")
    .orderBy("printed_parts.order_index")
    .orderBy("printed_parts.uuid")
    .limit(limit)
    .execute();
}

/** How many printed parts of an order wait to be packed. */
export async function countWaitingOf(
  db: Queries,
  customer_uuid: string,
  part_order_uuid: string,
): Promise<number> {
  const row = await db
    .selectFrom("printed_parts")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where("part_order_uuid", "=", part_order_uuid)
    .where("status", "=", "waiting")
    .where("build_uuid", "is", null)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export type WaitingPart = Awaited<ReturnType<typeof readWaitingParts>>[number];

/** When the next waiting part has waited as long as its build SOP lets it. */
export async function readNextPackBy(db: Queries): Promise<string | null> {
  const row = await db
    .selectFrom("printed_parts")
    .select((select) => select.fn.min("pack_by").as("pack_by"))
    .where("status", "=", "waiting")
    .where("pack_by", "is not", null)
    .executeTakeFirst();
  return row?.pack_by ?? null;
}

/** Groups with a part whose wait is over at `now`. */
export async function readOverdueGroups(db: Queries, now: string): Promise<PackingKey[]> {
  return db
    .selectFrom("printed_parts")
    .select(["customer_uuid", "application_uuid", "build_sop_uuid", "packing_group"])
    .distinct()
    .where("status", "=", "waiting")
    .where("pack_by", "<=", now)
    .orderBy("customer_uuid")
    .orderBy("application_uuid")
    .orderBy("build_sop_uuid")
    .orderBy("packing_group")
    .execute();
}
