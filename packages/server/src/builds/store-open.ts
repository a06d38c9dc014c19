/** SQL of builds that are not queued yet, and of filling them further. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { PackingKey } from "../printed-parts/store-waiting.ts";
import type { BuildRow } from "./store.ts";

type Asked = PackingKey & { version: number; platform_classes: string[]; limit: number };

const selectOpen = (db: Queries) =>
  db
    .selectFrom("builds")
    .selectAll()
    .where("status", "=", "Released")
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("print_orders")
            .whereRef("print_orders.customer_uuid", "=", "builds.customer_uuid")
            .whereRef("print_orders.build_uuid", "=", "builds.uuid")
            .select("print_orders.uuid"),
        ),
      ),
    );

/** Builds that nobody has ordered a print of, the oldest first. */
export async function readOpenBuilds(db: Queries, asked: Asked): Promise<BuildRow[]> {
  return selectOpen(db)
    .where("customer_uuid", "=", asked.customer_uuid)
    .where("application_uuid", "=", asked.application_uuid)
    .where("build_sop_uuid", "=", asked.build_sop_uuid)
    .where("build_sop_version", "=", asked.version)
    .where("packing_group", "is not distinct from", asked.packing_group)
    .where("platform_class", "in", asked.platform_classes)
    .orderBy("created_at")
    .orderBy("uuid")
    .limit(asked.limit)
    .execute();
}

/** The build if it is still open, and as it was in that revision. */
export async function readOpenBuild(
  tx: Tx,
  customer_uuid: string,
  { build_uuid, revision }: { build_uuid: string; revision: string },
): Promise<BuildRow | undefined> {
  return selectOpen(tx)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", build_uuid)
    .where("revision", "=", revision)
    .executeTakeFirst();
}

export type FilledBuild = Pick<
  BuildRow,
  "revision" | "plate" | "layer_count" | "height_mm" | "volume_ml" | "updated_at"
>;

/** Gives the build its next revision; its documents were of the last one. */
export async function updateFilled(
  tx: Tx,
  { customer_uuid, uuid }: Pick<BuildRow, "customer_uuid" | "uuid">,
  filled: FilledBuild,
): Promise<void> {
  await tx
    .updateTable("builds")
    .set(filled)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
  await tx
    .deleteFrom("attachments")
    .where("customer_uuid", "=", customer_uuid)
    .where("build_uuid", "=", uuid)
    .execute();
}

/** How many parts stand on a build. */
export async function countPlaces(tx: Tx, build_uuid: string): Promise<number> {
  const row = await tx
    .selectFrom("build_places")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("build_uuid", "=", build_uuid)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
