/** SQL of builds, what stands on them, and their attachments. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type BuildRow = Tables["builds"];
export type BuildPlaceRow = Tables["build_places"];
export type AttachmentRow = Tables["attachments"];

/** The packing a build was made by, as kept in `builds.plate`. */
export type BuildPlate = {
  platform: { class: string; width_mm: number; depth_mm: number; height_mm: number };
  gap_mm: number;
  margin_mm: number;
  utilisation: number;
  seed: number;
  moves: number;
};

const CHUNK = 100;

export const BUILDS_LIST = listSpec({
  operation_id: "getBuilds",
  table: "builds",
  select: (db) => db.selectFrom("builds").selectAll(),
  filters: {
    uuid: { column: "builds.uuid", is: "equal" },
    application_uuid: { column: "builds.application_uuid", is: "equal" },
    updated_before: { column: "builds.updated_at", is: "before" },
    updated_after: { column: "builds.updated_at", is: "after" },
    created_before: { column: "builds.created_at", is: "before" },
    created_after: { column: "builds.created_at", is: "after" },
    name: { column: "builds.name", is: "equal" },
    packing_group: { column: "builds.packing_group", is: "equal" },
    revision: { column: "builds.revision", is: "equal" },
    status: { column: "builds.status", is: "equal" },
  },
  sorts: {
    build_uuid: { column: "builds.uuid" },
    updated_at: { column: "builds.updated_at" },
    status: { column: "builds.status" },
    created_at: { column: "builds.created_at" },
  },
  default_sort: [{ column: "builds.created_at", descending: true }],
});

export async function insertBuild(tx: Tx, row: BuildRow, places: BuildPlaceRow[]): Promise<void> {
  await tx.insertInto("builds").values(row).execute();
  await insertPlaces(tx, places);
}

export async function insertPlaces(tx: Tx, places: BuildPlaceRow[]): Promise<void> {
  for (let from = 0; from < places.length; from += CHUNK) {
    await tx
      .insertInto("build_places")
      .values(places.slice(from, from + CHUNK))
      .execute();
  }
}

export async function readBuild(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("builds")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

/** What stands on builds, with model and part order, by build and place. */
export async function readPlaces(db: Queries, customer_uuid: string, build_uuids: string[]) {
  return db
    .selectFrom("build_places")
    .innerJoin("printed_parts", "printed_parts.uuid", "build_places.printed_part_uuid")
    .innerJoin("parts", "parts.uuid", "build_places.part_uuid")
    .innerJoin("catalog_parts", (join) =>
      join
        .onRef("catalog_parts.application_uuid", "=", "parts.application_uuid")
        .onRef("catalog_parts.part_number", "=", "parts.part_number"),
    )
    .leftJoin("part_orders", (join) =>
      join
        .onRef("part_orders.customer_uuid", "=", "printed_parts.customer_uuid")
        .onRef("part_orders.uuid", "=", "printed_parts.part_order_uuid"),
    )
    .where("build_places.customer_uuid", "=", customer_uuid)
    .where("build_places.build_uuid", "in", build_uuids)
    .select([
      "build_places.build_uuid",
      "build_places.place_index",
      "build_places.part_uuid",
      "build_places.printed_part_uuid",
      "build_places.x_mm",
      "build_places.y_mm",
      "build_places.z_mm",
      "build_places.rotation_deg",
      "parts.model_uuid",
      "parts.part_number",
      "parts.file_key",
      "parts.description",
      "parts.part_tags",
      "catalog_parts.description as part_number_description",
      "catalog_parts.tags as part_number_tags",
      "part_orders.uuid as part_order_uuid",
      "part_orders.part_order_number",
      "part_orders.status as part_order_status",
      "part_orders.due_date",
    ])
    .orderBy("build_places.build_uuid")
    .orderBy("build_places.place_index")
    .execute();
}

export type Place = Awaited<ReturnType<typeof readPlaces>>[number];

export async function readAttachments(db: Queries, customer_uuid: string, build_uuids: string[]) {
  return db
    .selectFrom("attachments")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("build_uuid", "in", build_uuids)
    .orderBy("filename")
    .execute();
}

export async function readAttachment(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("attachments")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

/** Adds an attachment; a build has one of each kind, so a second one is dropped. */
export async function insertAttachment(tx: Tx, row: AttachmentRow): Promise<void> {
  await tx
    .insertInto("attachments")
    .values(row)
    .onConflict((conflict) => conflict.columns(["build_uuid", "kind"]).doNothing())
    .execute();
}

/** Marks a build as changed, for those that poll by updated_at. */
export async function touchBuild(tx: Tx, uuid: string, updated_at: string): Promise<void> {
  await tx.updateTable("builds").set({ updated_at }).where("uuid", "=", uuid).execute();
}

export const plateOf = (row: BuildRow): BuildPlate => JSON.parse(row.plate);
