/** What previews read of parts and printed parts. */
import { PRIORITY } from "../part-orders/create.ts";
import type { Queries } from "../platform/db/db.ts";

const CHUNK = 500;

function selectPieces(db: Queries, customer_uuid: string) {
  return db
    .selectFrom("printed_parts")
    .leftJoin("part_orders", (join) =>
      join
        .onRef("part_orders.customer_uuid", "=", "printed_parts.customer_uuid")
        .onRef("part_orders.uuid", "=", "printed_parts.part_order_uuid"),
    )
    .where("printed_parts.customer_uuid", "=", customer_uuid)
    .select([
      "printed_parts.uuid",
      "printed_parts.part_uuid",
      "printed_parts.part_order_uuid",
      "printed_parts.application_uuid",
      "printed_parts.build_sop_uuid",
      "printed_parts.packing_group",
      "printed_parts.status",
      "printed_parts.build_uuid",
      "printed_parts.rotations",
      "printed_parts.pack_now",
      "part_orders.due_date",
      "part_orders.priority",
      "part_orders.seq",
      "printed_parts.order_index",
    ]);
}

export type AskedPiece = Awaited<ReturnType<ReturnType<typeof selectPieces>["execute"]>>[number];

/** The printed parts of these uuids, in the order in which packing takes them. */
export async function readPieces(
  db: Queries,
  customer_uuid: string,
  uuids: string[],
): Promise<AskedPiece[]> {
  const found: AskedPiece[] = [];
  for (const chunk of chunksOf(uuids)) {
    const query = selectPieces(db, customer_uuid).where("printed_parts.uuid", "in", chunk);
    found.push(...(await query.execute()));
  }
  return found.sort(inPackingOrder);
}

/** All printed parts of orders, in the order in which packing takes them. */
export async function readOrderedPieces(
  db: Queries,
  customer_uuid: string,
  part_order_uuids: string[],
): Promise<AskedPiece[]> {
  const found: AskedPiece[] = [];
  for (const chunk of chunksOf(part_order_uuids)) {
    const query = selectPieces(db, customer_uuid);
    found.push(...(await query.where("printed_parts.part_order_uuid", "in", chunk).execute()));
  }
  return found.sort(inPackingOrder);
}

/** Which of these part orders there are. */
export async function readKnownOrders(
  db: Queries,
  customer_uuid: string,
  uuids: string[],
): Promise<Set<string>> {
  const known = new Set<string>();
  for (const chunk of chunksOf(uuids)) {
    const rows = await db
      .selectFrom("part_orders")
      .select("uuid")
      .where("customer_uuid", "=", customer_uuid)
      .where("uuid", "in", chunk)
      .execute();
    for (const { uuid } of rows) known.add(uuid);
  }
  return known;
}

type PartFile = {
  part_number: string;
  file_key: string;
  model_uuid: string;
  report: string;
  filename: string;
};

/** The model files of parts, by part uuid. */
export async function readPartFiles(db: Queries, customer_uuid: string, uuids: string[]) {
  const found = new Map<string, PartFile>();
  for (const chunk of chunksOf(uuids)) {
    const rows = await db
      .selectFrom("parts")
      .innerJoin("models", "models.uuid", "parts.model_uuid")
      .where("parts.customer_uuid", "=", customer_uuid)
      .where("parts.uuid", "in", chunk)
      .select(["parts.uuid", "parts.part_number", "parts.file_key", "parts.model_uuid"])
      .select(["models.report", "models.filename"])
      .execute();
    for (const { uuid, ...file } of rows) found.set(uuid, file);
  }
  return found;
}

function chunksOf(uuids: string[]): string[][] {
  const unique = [...new Set(uuids)];
  const count = Math.ceil(unique.length / CHUNK);
  return Array.from({ length: count }, (_, at) => unique.slice(at * CHUNK, (at + 1) * CHUNK));
}

/** Priority, due date, then age, as the automatic packing reads them. */
function inPackingOrder(a: AskedPiece, b: AskedPiece): number {
  return (
    (b.priority ?? PRIORITY) - (a.priority ?? PRIORITY) ||
    compare(a.due_date ?? "", b.due_date ?? "") ||
    (a.seq ?? 0) - (b.seq ?? 0) ||
    (a.order_index ?? 0) - (b.order_index ?? 0) ||
    compare(a.uuid, b.uuid)
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
