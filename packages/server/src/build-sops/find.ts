/** The build SOP, or the version of it, that a caller names. */
import { Problem } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { readReleasedSop, readSop, readSopVersion } from "./store.ts";

/** Throws not_found. */
export async function sopFor(db: Queries, customer_uuid: string, uuid: string) {
  const sop = await readSop(db, customer_uuid, uuid);
  if (sop) return sop;
  throw new Problem("not_found", `There is no build SOP ${uuid}.`);
}

/** Throws not_found. */
export async function versionFor(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  version: number,
) {
  const sop = await readSopVersion(db, customer_uuid, uuid, version);
  if (sop) return sop;
  throw new Problem("not_found", `There is no version ${version} of a build SOP ${uuid}.`);
}

/** The build SOP that a body names, released or not. Throws build_sop_unknown. */
export async function knownSop(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  pointer = "/body/build_sop_uuid",
) {
  const sop = await readSop(db, customer_uuid, uuid);
  if (sop) return sop;
  throw new Problem("build_sop_unknown", `There is no build SOP ${uuid}.`, {
    errors: [{ pointer, detail: "names no build SOP" }],
  });
}

/**
 * The version that what is ordered now is packed by, for an order that names the build SOP at
 * `pointer`. Throws build_sop_unknown and build_sop_not_released.
 */
export async function releasedSop(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  pointer: string,
) {
  const released = await readReleasedSop(db, customer_uuid, uuid);
  if (released) return released;
  const sop = await knownSop(db, customer_uuid, uuid, pointer);
  throw new Problem("build_sop_not_released", `Build SOP ${sop.name} has no released version.`, {
    errors: [{ pointer, detail: `goes by build SOP ${uuid}, which has no released version` }],
  });
}
