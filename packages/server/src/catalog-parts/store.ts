/** SQL of the part catalog: part numbers, their tags and how they are packed. */
import type { RotationRule } from "@vatline/geometry";
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

type Row = Tables["catalog_parts"];

/** An entry of the catalog: JSON columns read, flags as booleans. */
export type CatalogPart = Omit<Row, "tags" | "automatic_packing" | "rotations"> & {
  tags: Record<string, string>;
  automatic_packing: boolean;
  /** Null leaves it to the build SOP. */
  rotations: RotationRule | null;
};

export const CATALOG_PARTS_LIST = listSpec({
  operation_id: "getCatalogParts",
  table: "catalog_parts",
  select: (db) => db.selectFrom("catalog_parts").selectAll(),
  filters: {
    uuid: { column: "catalog_parts.uuid", is: "equal" },
    application_uuid: { column: "catalog_parts.application_uuid", is: "equal" },
    part_number: { column: "catalog_parts.part_number", is: "equal" },
    build_sop_uuid: { column: "catalog_parts.build_sop_uuid", is: "equal" },
    updated_before: { column: "catalog_parts.updated_at", is: "before" },
    updated_after: { column: "catalog_parts.updated_at", is: "after" },
    automatic_packing: {
      where: ([automatic]) => sql`automatic_packing = ${automatic === "true" ? 1 : 0}`,
    },
    retired: {
      where: ([retired]) =>
        retired === "true" ? sql`retired_at is not null` : sql`retired_at is null`,
    },
  },
  sorts: {
    uuid: { column: "catalog_parts.uuid" },
    part_number: { column: "catalog_parts.part_number" },
    created_at: { column: "catalog_parts.created_at" },
    updated_at: { column: "catalog_parts.updated_at" },
  },
  default_sort: [{ column: "catalog_parts.part_number", descending: false }],
});

export async function readCatalogPart(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<CatalogPart | undefined> {
  const row = await selectOf(db, customer_uuid).where("uuid", "=", uuid).executeTakeFirst();
  return row && catalogPartOf(row);
}

/** The entry of a part number. */
export async function readPartNumber(
  db: Queries,
  customer_uuid: string,
  application_uuid: string,
  part_number: string,
): Promise<CatalogPart | undefined> {
  const row = await selectOf(db, customer_uuid)
    .where("application_uuid", "=", application_uuid)
    .where("part_number", "=", part_number)
    .executeTakeFirst();
  return row && catalogPartOf(row);
}

export async function insertCatalogPart(tx: Tx, part: CatalogPart): Promise<void> {
  await tx.insertInto("catalog_parts").values(rowOf(part)).execute();
}

export async function updateCatalogPartRow(tx: Tx, part: CatalogPart): Promise<void> {
  await tx
    .updateTable("catalog_parts")
    .set(rowOf(part))
    .where("customer_uuid", "=", part.customer_uuid)
    .where("uuid", "=", part.uuid)
    .execute();
}

const selectOf = (db: Queries, customer_uuid: string) =>
  db.selectFrom("catalog_parts").selectAll().where("customer_uuid", "=", customer_uuid);

/** The row as the rules and the interface know it. */
export const catalogPartOf = (row: Row): CatalogPart => ({
  ...row,
  tags: JSON.parse(row.tags),
  automatic_packing: row.automatic_packing === 1,
  rotations: row.rotations === null ? null : JSON.parse(row.rotations),
});

const rowOf = (part: CatalogPart): Row => ({
  ...part,
  tags: JSON.stringify(part.tags),
  automatic_packing: Number(part.automatic_packing),
  rotations: part.rotations === null ? null : JSON.stringify(part.rotations),
});
