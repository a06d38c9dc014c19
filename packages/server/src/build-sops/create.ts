/** Makes a build SOP, and renames it. Names are one of a kind, as people choose by them. */
import {
  BUILD_SOP_DEFAULTS,
  type BuildSopRequest,
  type BuildSopUpdateRequest,
  Problem,
} from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkResin } from "./check-resin.ts";
import { sopFor } from "./find.ts";
import { checkSettings } from "./settings.ts";
import { insertSop, insertSopVersion, readSopNamed, updateSop } from "./store.ts";

/**
 * Creates a build SOP with its first draft; answers its uuid. Throws input_invalid, name_taken,
 * resin_unknown.
 */
export async function createBuildSop(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  { name, ...given }: BuildSopRequest,
): Promise<string> {
  const settings = { ...BUILD_SOP_DEFAULTS, ...given };
  checkSettings(settings);
  const uuid = deps.ids.next();
  const at = deps.clock.now();
  const row = { customer_uuid, uuid, name, created_at: at, updated_at: at };
  await deps.db.transaction(async (tx) => {
    await checkName(tx, customer_uuid, name);
    await checkResin(tx, customer_uuid, settings.resin_name);
    await insertSop(tx, row);
    await insertSopVersion(tx, { ...row, ...settings, version: 1, status: "draft" });
    const changed = { at, customer_uuid, actor, noun: "build_sops", uuid };
    await appendEvent(tx, { ...changed, what: "created", details: { name, ...settings } });
  });
  return uuid;
}

/** Throws not_found and name_taken. */
export async function updateBuildSop(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  changes: BuildSopUpdateRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const sop = await sopFor(tx, customer_uuid, uuid);
    const details = changesOf(sop, changes);
    if (changes.name === undefined || !details.name) return;
    await checkName(tx, customer_uuid, changes.name);
    await updateSop(tx, sop, { name: changes.name, updated_at: at });
    const changed = { at, customer_uuid, actor, noun: "build_sops", uuid };
    await appendEvent(tx, { ...changed, what: "changed", details });
  });
}

async function checkName(tx: Tx, customer_uuid: string, name: string): Promise<void> {
  if (!(await readSopNamed(tx, customer_uuid, name))) return;
  throw new Problem("name_taken", `There is already a build SOP "${name}".`, {
    errors: [{ pointer: "/body/name", detail: "is the name of another build SOP" }],
  });
}
