/** SQL of previews of packings. */
import type { LockedPlate, PackingPreview, PreviewedLeftOut } from "@vatline/api";
import type { BuildSop } from "../build-sops/store.ts";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

type Row = Tables["packing_previews"];

/** One thing to find a place for; its uuid is that of a printed part, or made up. */
export type Piece = {
  uuid: string;
  part_uuid: string;
  due_date: string;
  priority: number;
  rotations: string | null;
  pack_now: number;
};

/** A piece that was left out, by the uuid that it has among the pieces. */
export type LeftOutPiece = Pick<PreviewedLeftOut, "part_uuid" | "code" | "reason" | "change"> & {
  uuid: string;
};

/** What a preview came to, as the interface shows it. */
export type PreviewAnswer = Pick<PackingPreview, "plates" | "left_out" | "bound_plates">;

/** What a preview goes by: changes of the version's settings, and all that the version says. */
export type PreviewSettings = Pick<
  BuildSop,
  | ("platform_classes" | "gap_mm" | "margin_mm" | "rotations" | "minimum_fill")
  | ("height_aware" | "group_by_height" | "fill_open_builds" | "exclusions")
> & { locked: LockedPlate[]; moves_max: number };

/** The columns that lists show, JSON read. */
export type PreviewSummary = Omit<Row, "settings" | "build_uuids" | Large> & {
  settings: PreviewSettings;
  build_uuids: string[];
};

/** Columns as long as the number of pieces. */
type Large = "pieces" | "left_out" | "answer";

export type Preview = PreviewSummary & {
  pieces: Piece[];
  left_out: LeftOutPiece[];
  answer: PreviewAnswer | null;
};

export type ShownPreview = Omit<Preview, "pieces" | "left_out">;

const SMALL = [
  ...(["customer_uuid", "uuid", "status", "pieces_are", "application_uuid"] as const),
  ...(["build_sop_uuid", "build_sop_version", "packing_group", "settings", "seed"] as const),
  ...(["piece_count", "plate_count", "left_out_count", "moves", "stopped"] as const),
  ...(["failure_message", "build_uuids", "created_by", "created_at", "started_at"] as const),
  ...(["stop_at", "finished_at", "committed_at", "updated_at", "expires_at"] as const),
];

const selectSummaries = (db: Queries) => db.selectFrom("packing_previews").select(SMALL);

export const PREVIEWS_LIST = listSpec({
  operation_id: "getPackingPreviews",
  table: "packing_previews",
  select: selectSummaries,
  filters: {
    uuid: { column: "packing_previews.uuid", is: "equal" },
    status: { column: "packing_previews.status", is: "equal" },
    build_sop_uuid: { column: "packing_previews.build_sop_uuid", is: "equal" },
    updated_before: { column: "packing_previews.updated_at", is: "before" },
    updated_after: { column: "packing_previews.updated_at", is: "after" },
  },
  sorts: {
    uuid: { column: "packing_previews.uuid" },
    status: { column: "packing_previews.status" },
    created_at: { column: "packing_previews.created_at" },
    updated_at: { column: "packing_previews.updated_at" },
  },
  default_sort: [{ column: "packing_previews.created_at", descending: true }],
});

export async function readPreview(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<Preview | undefined> {
  const row = await db
    .selectFrom("packing_previews")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  if (!row) return undefined;
  const { pieces, left_out, answer, ...summary } = row;
  return {
    ...summaryOf(summary),
    pieces: JSON.parse(pieces),
    left_out: JSON.parse(left_out),
    answer: answer === null ? null : JSON.parse(answer),
  };
}

/** As it is shown: without the pieces that it was asked for, which may be many. */
export async function readShown(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<ShownPreview | undefined> {
  const row = await selectSummaries(db)
    .select("answer")
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  if (!row) return undefined;
  const { answer, ...summary } = row;
  return { ...summaryOf(summary), answer: answer === null ? null : JSON.parse(answer) };
}

/** Without what may be large. */
export async function readSummary(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<PreviewSummary | undefined> {
  const row = await selectSummaries(db)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  return row && summaryOf(row);
}

/** How many previews of a customer run or wait for their turn. */
export async function countRunning(db: Queries, customer_uuid: string): Promise<number> {
  const row = await db
    .selectFrom("packing_previews")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where("status", "=", "running")
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export async function insertPreview(tx: Tx, preview: Preview): Promise<void> {
  const { settings, pieces, left_out, answer, build_uuids, ...row } = preview;
  const json = { settings, pieces, left_out, build_uuids };
  const texts = Object.entries(json).map(([name, value]) => [name, JSON.stringify(value)]);
  const columns: { [Name in keyof typeof json]: string } = Object.fromEntries(texts);
  await tx
    .insertInto("packing_previews")
    .values({ ...row, ...columns, answer: answer && JSON.stringify(answer) })
    .execute();
}

export type PreviewChange = Partial<
  Pick<Row, "plate_count" | "left_out_count" | "moves" | "stopped" | "started_at" | "stop_at"> &
    Pick<Row, "failure_message" | "finished_at" | "committed_at">
> & {
  status?: Row["status"];
  answer?: PreviewAnswer;
  build_uuids?: string[];
  updated_at: string;
};

/** Changes a preview that is in status `from`; false where it is not. */
export async function updatePreview(
  tx: Tx,
  { customer_uuid, uuid }: Pick<Preview, "customer_uuid" | "uuid">,
  from: Row["status"],
  { answer, build_uuids, ...change }: PreviewChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("packing_previews")
    .set({
      ...change,
      ...(answer && { answer: JSON.stringify(answer) }),
      ...(build_uuids && { build_uuids: JSON.stringify(build_uuids) }),
    })
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .where("status", "=", from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** When the next preview that has ended is to be forgotten. */
export async function readNextExpiry(db: Queries): Promise<string | null> {
  const row = await db
    .selectFrom("packing_previews")
    .select((select) => select.fn.min("expires_at").as("expires_at"))
    .where("status", "!=", "running")
    .executeTakeFirst();
  return row?.expires_at ?? null;
}

/** Ended previews whose time is over at `now`, the oldest first. */
export async function readExpired(db: Queries, now: string, limit: number) {
  return db
    .selectFrom("packing_previews")
    .select(["customer_uuid", "uuid"])
    .where("status", "!=", "running")
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .orderBy("uuid")
    .limit(limit)
    .execute();
}

/** Ended previews of a customer beyond the newest `kept`. */
export async function readSurplus(db: Queries, customer_uuid: string, kept: number) {
  return db
    .selectFrom("packing_previews")
    .select(["customer_uuid", "uuid"])
    .where("customer_uuid", "=", customer_uuid)
    .where("status", "!=", "running")
    .orderBy("created_at", "desc")
    .orderBy("uuid", "desc")
    .limit(kept)
    .offset(kept)
    .execute();
}

export async function deletePreview(
  tx: Tx,
  { customer_uuid, uuid }: Pick<Preview, "customer_uuid" | "uuid">,
): Promise<void> {
  await tx
    .deleteFrom("packing_previews")
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}

export const summaryOf = ({ settings, build_uuids, ...row }: Omit<Row, Large>): PreviewSummary => ({
  ...row,
  settings: JSON.parse(settings),
  build_uuids: JSON.parse(build_uuids),
});
