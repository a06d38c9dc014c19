/** SQL of the part catalog: part numbers, their tags and how they are packed. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type CatalogPartRow = Tables["catalog_parts"];

export async function readCatalogPart(
  db: Queries,
  customer_uuid: string,
  application_uuid: string,
  part_number: string,
) {
  return db
    .selectFrom("catalog_parts")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("application_uuid", "=", application_uuid)
    .where("part_number", "=", part_number)
    .executeTakeFirst();
}

export async function insertCatalogPart(tx: Tx, row: CatalogPartRow): Promise<void> {
  await tx.insertInto("catalog_parts").values(row).execute();
}
