/** SQL of build SOPs and their versions: how the parts of one kind are packed and printed. */
import type { BuildSopStatus, Exclusion } from "@vatline/api";
import type { RotationRule } from "@vatline/geometry";
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";
import { invariant } from "../platform/invariant.ts";
import { checkBuildSopMove } from "./status.ts";

/** What the versions of a build SOP have in common. */
export type SopRow = Tables["build_sops"];

type VersionRow = Tables["build_sop_versions"];
type Life = Pick<VersionRow, "version" | "status" | "created_at" | "updated_at">;
type Keys = Pick<VersionRow, "customer_uuid" | "build_sop_uuid">;

/** What a version says: JSON columns read, flags as booleans. */
export type SopSettings = Omit<
  VersionRow,
  keyof Life | keyof Keys | "platform_classes" | "rotations" | "exclusions" | Flag
> & {
  /** Names of platform classes its builds may be made for. */
  platform_classes: string[];
  rotations: RotationRule;
  exclusions: Exclusion[];
} & Record<Flag, boolean>;

type Flag = "replace_failed" | "height_aware" | "group_by_height" | "fill_open_builds";

export type SopVersion = Life & SopSettings;

/** One version of a build SOP, which the uuid and the name are of. */
export type BuildSop = Pick<SopRow, "customer_uuid" | "uuid" | "name"> & SopVersion;

export const BUILD_SOPS_LIST = listSpec({
  operation_id: "getBuildSops",
  table: "build_sops",
  select: (db) =>
    db
      .selectFrom("build_sops")
      .selectAll()
      .select((select) =>
        select
          .selectFrom("build_sop_versions")
          .whereRef("build_sop_versions.build_sop_uuid", "=", "build_sops.uuid")
          .select((version) => version.fn.max("version").as("version"))
          .as("newest_version"),
      ),
  filters: {
    uuid: { column: "build_sops.uuid", is: "equal" },
    name: { column: "build_sops.name", is: "equal" },
    updated_before: { column: "build_sops.updated_at", is: "before" },
    updated_after: { column: "build_sops.updated_at", is: "after" },
    released: {
      where: ([released]) => {
        const exists = sql`exists (select 1 from build_sop_versions
          where build_sop_uuid = build_sops.uuid and status = 'released')`;
        return released === "true" ? sql`${exists}` : sql`not ${exists}`;
      },
    },
  },
  sorts: {
    uuid: { column: "build_sops.uuid" },
    name: { column: "build_sops.name" },
    created_at: { column: "build_sops.created_at" },
    updated_at: { column: "build_sops.updated_at" },
  },
  default_sort: [{ column: "build_sops.name", descending: false }],
});

export async function readSop(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("build_sops")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

export async function readSopNamed(db: Queries, customer_uuid: string, name: string) {
  return db
    .selectFrom("build_sops")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("name", "=", name)
    .executeTakeFirst();
}

/** Every version, the newest first. */
export async function readSopVersions(db: Queries, customer_uuid: string, uuid: string) {
  const rows = await selectVersions(db, customer_uuid)
    .where("build_sop_uuid", "=", uuid)
    .orderBy("version", "desc")
    .execute();
  return rows.map(sopOf);
}

/** The version that a build was made by, whatever has become of it since. */
export async function readSopVersion(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  version: number,
): Promise<BuildSop | undefined> {
  const row = await selectVersions(db, customer_uuid)
    .where("build_sop_uuid", "=", uuid)
    .where("version", "=", version)
    .executeTakeFirst();
  return row && sopOf(row);
}

/** What packing goes by at this moment: the newest released version. */
export async function readReleasedSop(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<BuildSop | undefined> {
  return (await readReleasedSops(db, customer_uuid, [uuid])).get(uuid);
}

/** The newest released versions by the uuid of the build SOP; those without one are absent. */
export async function readReleasedSops(
  db: Queries,
  customer_uuid: string,
  uuids: string[],
): Promise<Map<string, BuildSop>> {
  if (uuids.length === 0) return new Map();
  const rows = await selectVersions(db, customer_uuid)
    .where("build_sop_uuid", "in", uuids)
    .where("version", "=", (where) =>
      where
        .selectFrom("build_sop_versions as other")
        .whereRef("other.build_sop_uuid", "=", "build_sop_versions.build_sop_uuid")
        .where("other.status", "=", "released")
        .select((select) => select.fn.max("other.version").as("version")),
    )
    .execute();
  return new Map(rows.map((row) => [row.uuid, sopOf(row)]));
}

export async function insertSop(tx: Tx, row: SopRow): Promise<void> {
  await tx.insertInto("build_sops").values(row).execute();
}

export async function updateSop(
  tx: Tx,
  { customer_uuid, uuid }: Pick<SopRow, "customer_uuid" | "uuid">,
  changes: Partial<Pick<SopRow, "name" | "updated_at">>,
): Promise<void> {
  await tx
    .updateTable("build_sops")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}

export async function insertSopVersion(tx: Tx, sop: BuildSop): Promise<void> {
  await tx.insertInto("build_sop_versions").values(rowOf(sop)).execute();
}

/** Gives a draft the settings of `after`. */
export async function updateSopDraft(tx: Tx, sop: BuildSop, after: BuildSop): Promise<void> {
  invariant(sop.status === "draft", `version ${sop.version} of ${sop.uuid} is a draft`);
  await updateVersion(tx, sop, rowOf(after));
}

export async function moveSopVersion(
  tx: Tx,
  sop: BuildSop,
  status: BuildSopStatus,
  updated_at: string,
): Promise<void> {
  checkBuildSopMove(sop.status, status);
  await updateVersion(tx, sop, { status, updated_at });
}

/** What waits to be packed by a build SOP, as the groups that are packed together. */
export async function readWaitingGroups(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("printed_parts")
    .innerJoin("part_orders", (join) =>
      join
        .onRef("part_orders.customer_uuid", "=", "printed_parts.customer_uuid")
        .onRef("part_orders.uuid", "=", "printed_parts.part_order_uuid"),
    )
    .where("printed_parts.customer_uuid", "=", customer_uuid)
    .where("printed_parts.build_sop_uuid", "=", uuid)
    .where("printed_parts.status", "=", "waiting")
    .where("printed_parts.build_uuid", "is", null)
    .where("printed_parts.automatic_packing", "=", 1)
    .groupBy(["printed_parts.application_uuid", "printed_parts.packing_group"])
    .orderBy("printed_parts.application_uuid")
    .orderBy("printed_parts.packing_group")
    .select((select) => [
      "printed_parts.application_uuid",
      "printed_parts.packing_group",
      select.fn.max("part_orders.seq").as("upto_seq"),
    ])
    .execute();
}

function selectVersions(db: Queries, customer_uuid: string) {
  return db
    .selectFrom("build_sop_versions")
    .innerJoin("build_sops", "build_sops.uuid", "build_sop_versions.build_sop_uuid")
    .where("build_sop_versions.customer_uuid", "=", customer_uuid)
    .selectAll("build_sop_versions")
    .select(["build_sops.uuid", "build_sops.name"]);
}

type SelectedRow = Awaited<ReturnType<ReturnType<typeof selectVersions>["execute"]>>[number];

const sopOf = ({ build_sop_uuid: _, ...row }: SelectedRow): BuildSop => ({
  ...row,
  platform_classes: JSON.parse(row.platform_classes),
  rotations: JSON.parse(row.rotations),
  exclusions: JSON.parse(row.exclusions),
  replace_failed: row.replace_failed === 1,
  height_aware: row.height_aware === 1,
  group_by_height: row.group_by_height === 1,
  fill_open_builds: row.fill_open_builds === 1,
});

const rowOf = ({ uuid: build_sop_uuid, name: _, ...sop }: BuildSop): VersionRow => ({
  ...sop,
  build_sop_uuid,
  platform_classes: JSON.stringify(sop.platform_classes),
  rotations: JSON.stringify(sop.rotations),
  exclusions: JSON.stringify(sop.exclusions),
  replace_failed: Number(sop.replace_failed),
  height_aware: Number(sop.height_aware),
  group_by_height: Number(sop.group_by_height),
  fill_open_builds: Number(sop.fill_open_builds),
});

async function updateVersion(
  tx: Tx,
  { customer_uuid, uuid, version, status }: BuildSop,
  changes: Partial<VersionRow>,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable("build_sop_versions")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("build_sop_uuid", "=", uuid)
    .where("version", "=", version)
    .where("status", "=", status)
    .executeTakeFirst();
  invariant(numUpdatedRows === 1n, `version ${version} of ${uuid} is ${status}`);
}
