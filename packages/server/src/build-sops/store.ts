/** SQL of build SOPs: how the parts of one kind are packed and printed. */
import type { RotationRule } from "@vatline/geometry";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

type Row = Tables["build_sops"];

/** A build SOP as the rules use it: JSON columns read, flags as booleans. */
export type BuildSop = Omit<Row, "platform_classes" | "rotations" | "replace_failed"> & {
  /** Names of platform classes its builds may be made for. */
  platform_classes: string[];
  rotations: RotationRule;
  replace_failed: boolean;
};

export async function readBuildSop(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<BuildSop | undefined> {
  const row = await db
    .selectFrom("build_sops")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  return row && sopOf(row);
}

export async function insertBuildSop(tx: Tx, sop: BuildSop): Promise<void> {
  await tx
    .insertInto("build_sops")
    .values({
      ...sop,
      platform_classes: JSON.stringify(sop.platform_classes),
      rotations: JSON.stringify(sop.rotations),
      replace_failed: Number(sop.replace_failed),
    })
    .execute();
}

const sopOf = (row: Row): BuildSop => ({
  ...row,
  platform_classes: JSON.parse(row.platform_classes),
  rotations: JSON.parse(row.rotations),
  replace_failed: row.replace_failed === 1,
});
