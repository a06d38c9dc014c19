/** SQL of parts and of the footprints of their files. */
import type { Band, Footprint, Outline } from "@vatline/geometry";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type PartRow = Tables["parts"];

/** A file's footprint, or why it has none. */
export type PreparedFootprint =
  | { ok: true; footprint: Footprint }
  | { ok: false; code: string; detail: string };

/** SQLite's own bound on values in one statement is 32,766; this keeps statements small. */
const CHUNK = 500;

/** A part with what it has from the catalog. */
export function selectParts(db: Queries) {
  return db
    .selectFrom("parts")
    .innerJoin("catalog_parts", (join) =>
      join
        .onRef("catalog_parts.customer_uuid", "=", "parts.customer_uuid")
        .onRef("catalog_parts.application_uuid", "=", "parts.application_uuid")
        .onRef("catalog_parts.part_number", "=", "parts.part_number"),
    )
    .select([
      "parts.uuid",
      "parts.part_number",
      "parts.model_uuid",
      "parts.description",
      "parts.part_tags",
      "parts.updated_at",
      "catalog_parts.description as part_number_description",
      "catalog_parts.tags as part_number_tags",
    ]);
}

type PartViewRow = Awaited<ReturnType<ReturnType<typeof selectParts>["execute"]>>[number];

export const PARTS_LIST = listSpec({
  operation_id: "getParts",
  table: "parts",
  select: selectParts,
  filters: {
    uuid: { column: "parts.uuid", is: "equal" },
    application_uuid: { column: "parts.application_uuid", is: "equal" },
    model_uuid: { column: "parts.model_uuid", is: "equal" },
    updated_before: { column: "parts.updated_at", is: "before" },
    updated_after: { column: "parts.updated_at", is: "after" },
  },
  sorts: {
    uuid: { column: "parts.uuid" },
    updated_at: { column: "parts.updated_at" },
    part_number: { column: "parts.part_number" },
    model_uuid: { column: "parts.model_uuid" },
  },
  default_sort: [{ column: "parts.updated_at", descending: true }],
});

export async function readPart(db: Queries, customer_uuid: string, uuid: string) {
  return selectParts(db)
    .where("parts.customer_uuid", "=", customer_uuid)
    .where("parts.uuid", "=", uuid)
    .executeTakeFirst();
}

/** What an order needs to know of its parts, by part uuid; unknown uuids are absent. */
export async function readOrderedParts(db: Queries, customer_uuid: string, uuids: string[]) {
  const found = new Map<string, Awaited<ReturnType<typeof readChunk>>[number]>();
  const wanted = [...new Set(uuids)];
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const rows = await readChunk(db, customer_uuid, wanted.slice(from, from + CHUNK));
    for (const row of rows) found.set(row.uuid, row);
  }
  return found;
}

async function readChunk(db: Queries, customer_uuid: string, uuids: string[]) {
  return db
    .selectFrom("parts")
    .innerJoin("catalog_parts", (join) =>
      join
        .onRef("catalog_parts.application_uuid", "=", "parts.application_uuid")
        .onRef("catalog_parts.part_number", "=", "parts.part_number"),
    )
    .where("parts.customer_uuid", "=", customer_uuid)
    .where("parts.uuid", "in", uuids)
    .select([
      "parts.uuid",
      "parts.application_uuid",
      "parts.model_uuid",
      "parts.part_number",
      "catalog_parts.build_sop_uuid",
      "catalog_parts.automatic_packing",
      "catalog_parts.rotations",
    ])
    .execute();
}

export async function insertPart(tx: Tx, row: PartRow): Promise<void> {
  await tx.insertInto("parts").values(row).execute();
}

export async function readFootprints(db: Queries, file_keys: string[]) {
  const found = new Map<string, PreparedFootprint>();
  for (let from = 0; from < file_keys.length; from += CHUNK) {
    const rows = await db
      .selectFrom("footprints")
      .selectAll()
      .where("file_key", "in", file_keys.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) found.set(row.file_key, parseFootprint(row.footprint));
  }
  return found;
}

/** Keeps a footprint; a second one of the same file is the same and is dropped. */
export async function insertFootprint(
  tx: Tx,
  file_key: string,
  prepared: PreparedFootprint,
  created_at: string,
): Promise<void> {
  const footprint = JSON.stringify(prepared, ringsAsLists);
  await tx
    .insertInto("footprints")
    .values({ file_key, footprint, created_at })
    .onConflict((conflict) => conflict.column("file_key").doNothing())
    .execute();
}

function parseFootprint(text: string): PreparedFootprint {
  const prepared = JSON.parse(text);
  if (!prepared.ok) return prepared;
  const outline = outlineOf(prepared.footprint.outline);
  return { ok: true, footprint: { ...prepared.footprint, outline } };
}

export async function readBands(db: Queries, file_keys: string[]): Promise<Map<string, Band[]>> {
  const found = new Map<string, Band[]>();
  for (let from = 0; from < file_keys.length; from += CHUNK) {
    const rows = await db
      .selectFrom("footprint_bands")
      .selectAll()
      .where("file_key", "in", file_keys.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) found.set(row.file_key, parseBands(row.bands));
  }
  return found;
}

/** Keeps the bands of a file; a second time they are the same and are dropped. */
export async function insertBands(
  tx: Tx,
  file_key: string,
  bands: Band[],
  created_at: string,
): Promise<void> {
  await tx
    .insertInto("footprint_bands")
    .values({ file_key, bands: JSON.stringify(bands, ringsAsLists), created_at })
    .onConflict((conflict) => conflict.column("file_key").doNothing())
    .execute();
}

const ringsAsLists = (_key: string, value: unknown) =>
  value instanceof Float64Array ? [...value] : value;

const outlineOf = (rings: number[][]): Outline => rings.map((ring) => Float64Array.from(ring));

type KeptBand = Omit<Band, "outline"> & { outline: number[][] };

const parseBands = (text: string): Band[] =>
  JSON.parse(text).map((band: KeptBand) => ({ ...band, outline: outlineOf(band.outline) }));

/** The row as the compatible API shows it. */
export function partView(row: Omit<PartViewRow, "updated_at">) {
  const description = row.description ?? row.part_number_description;
  return {
    uuid: row.uuid,
    part_number: row.part_number,
    model_uuid: row.model_uuid,
    ...(description === null ? {} : { description }),
    part_tags: JSON.parse(row.part_tags) as Record<string, string>,
    part_number_tags: JSON.parse(row.part_number_tags) as Record<string, string>,
  };
}
