/** SQL of what the layers of builds come to. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import type { FileKind } from "./build-file-kind.ts";
import type { SliceFigures } from "./slices/figures.ts";
import type { BuildRow } from "./store.ts";

type Build = Pick<BuildRow, "customer_uuid" | "uuid" | "revision">;

/** Of one revision of a build. */
export type BuildSlices = {
  /** Why it cannot be sliced; null where it can. */
  error: string | null;
  areas_mm2: number[];
  parts: SliceFigures["parts"];
  sliced_at: string;
  /** Why files could not be made, by kind. */
  file_errors: Partial<Record<FileKind, string>>;
};

/** Undefined while the build, as it is in that revision, is not sliced yet. */
export async function readSlices(
  db: Queries,
  { customer_uuid, uuid, revision }: Build,
): Promise<BuildSlices | undefined> {
  const row = await db
    .selectFrom("build_slices")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("build_uuid", "=", uuid)
    .where("revision", "=", revision)
    .executeTakeFirst();
  return row && slicesOf(row);
}

const slicesOf = ({ error, sliced_at, ...row }: Tables["build_slices"]): BuildSlices => ({
  error,
  areas_mm2: JSON.parse(row.areas_mm2),
  parts: JSON.parse(row.parts),
  sliced_at,
  file_errors: JSON.parse(row.file_errors),
});

/** Takes the place of what is known of an earlier revision. */
export async function insertSlices(
  tx: Tx,
  { customer_uuid, uuid, revision }: Build,
  {
    error,
    figures,
    sliced_at,
  }: { error: string | null; figures: SliceFigures | null; sliced_at: string },
): Promise<void> {
  const known = {
    revision,
    error,
    areas_mm2: JSON.stringify(figures?.areas_mm2 ?? []),
    parts: JSON.stringify(figures?.parts ?? []),
    sliced_at,
    file_errors: "{}",
  };
  await tx
    .insertInto("build_slices")
    .values({ customer_uuid, build_uuid: uuid, ...known })
    .onConflict((conflict) => conflict.column("build_uuid").doUpdateSet(known))
    .execute();
}

/** Notes why a file could not be made; null: that it was. */
export async function noteFileError(
  tx: Tx,
  build: Build,
  file: FileKind,
  reason: string | null,
): Promise<void> {
  const { file_errors = {} } = (await readSlices(tx, build)) ?? {};
  const { [file]: before = null, ...others } = file_errors;
  if (before === reason) return;
  const noted = reason === null ? others : { ...others, [file]: reason };
  await tx
    .updateTable("build_slices")
    .set({ file_errors: JSON.stringify(noted) })
    .where("customer_uuid", "=", build.customer_uuid)
    .where("build_uuid", "=", build.uuid)
    .execute();
}

/** What slicing found out about the build itself. */
export async function updateSliced(
  tx: Tx,
  { customer_uuid, uuid }: Build,
  sliced: Pick<BuildRow, "layer_count" | "volume_ml" | "updated_at">,
): Promise<void> {
  await tx
    .updateTable("builds")
    .set(sliced)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}
