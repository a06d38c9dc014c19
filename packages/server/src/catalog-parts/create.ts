/** Enters a part number into the catalog of an application. */
import { type CatalogPartRequest, Problem } from "@vatline/api";
import { openApplication } from "../applications/find.ts";
import { knownSop } from "../build-sops/find.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { type CatalogPart, insertCatalogPart, readPartNumber } from "./store.ts";

/** Throws application_unknown, application_archived, build_sop_unknown, part_number_taken. */
export async function createCatalogPart(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  request: CatalogPartRequest,
): Promise<CatalogPart> {
  const at = deps.clock.now();
  const { application_uuid, part_number, build_sop_uuid } = request;
  const settings = { description: null, tags: {}, automatic_packing: true, rotations: null };
  const life = { retired_at: null, created_at: at, updated_at: at };
  const part = { customer_uuid, uuid: deps.ids.next(), ...settings, ...request, ...life };
  return deps.db.transaction(async (tx) => {
    await openApplication(tx, customer_uuid, application_uuid, "/body/application_uuid");
    await knownSop(tx, customer_uuid, build_sop_uuid);
    if (await readPartNumber(tx, customer_uuid, application_uuid, part_number)) {
      throw new Problem("part_number_taken", `There is already a part number "${part_number}".`, {
        errors: [{ pointer: "/body/part_number", detail: "is taken" }],
      });
    }
    await insertCatalogPart(tx, part);
    const { uuid } = part;
    const changed = { at, customer_uuid, actor, noun: "catalog_parts", uuid };
    await appendEvent(tx, { ...changed, what: "created", details: { ...settings, ...request } });
    return part;
  });
}
