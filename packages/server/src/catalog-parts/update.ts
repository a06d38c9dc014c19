/** Changes a part number. What was ordered before took over what it needs, and keeps it. */
import { type CatalogPartUpdateRequest, Problem } from "@vatline/api";
import { knownSop } from "../build-sops/find.ts";
import type { Queries } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { type CatalogPart, readCatalogPart, updateCatalogPartRow } from "./store.ts";

/** Throws not_found and build_sop_unknown. */
export function updateCatalogPart(
  deps: Deps,
  caller: Caller,
  uuid: string,
  changes: CatalogPartUpdateRequest,
): Promise<CatalogPart> {
  return change(deps, caller, uuid, "changed", changes);
}

/** Lets no more parts be made of it. Throws not_found. */
export function retireCatalogPart(deps: Deps, caller: Caller, uuid: string) {
  return change(deps, caller, uuid, "retired", { retired_at: deps.clock.now() });
}

/** Throws not_found. */
export function restoreCatalogPart(deps: Deps, caller: Caller, uuid: string) {
  return change(deps, caller, uuid, "restored", { retired_at: null });
}

/** Throws not_found. */
export async function catalogPartFor(db: Queries, customer_uuid: string, uuid: string) {
  const part = await readCatalogPart(db, customer_uuid, uuid);
  if (part) return part;
  throw new Problem("not_found", `There is no entry ${uuid} in the part catalog.`);
}

function change(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  what: "changed" | "retired" | "restored",
  changes: Partial<CatalogPart>,
): Promise<CatalogPart> {
  const at = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const part = await catalogPartFor(tx, customer_uuid, uuid);
    const details = changesOf(part, changes);
    const is_done = what === "retired" && part.retired_at !== null;
    if (is_done || Object.keys(details).length === 0) return part;
    if (details.build_sop_uuid) await knownSop(tx, customer_uuid, String(changes.build_sop_uuid));
    const after = { ...part, ...changes, updated_at: at };
    await updateCatalogPartRow(tx, after);
    const changed = { at, customer_uuid, actor, noun: "catalog_parts", uuid };
    const { part_number } = part;
    await appendEvent(tx, { ...changed, what, details: { part_number, ...details } });
    return after;
  });
}
