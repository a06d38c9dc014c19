/** Drafts of build SOPs: the only versions that can be changed. */
import { type BuildSopVersionRequest, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { invariant } from "../platform/invariant.ts";
import { checkResin } from "./check-resin.ts";
import { sopFor, versionFor } from "./find.ts";
import { checkSettings } from "./settings.ts";
import { insertSopVersion, readSopVersions, updateSop, updateSopDraft } from "./store.ts";

/** Of one build SOP: all are told in one answer. */
const VERSIONS_MAX = 1000;

/**
 * Drafts the next version, a copy of the newest but for `changes`. Throws not_found,
 * input_invalid, resin_unknown, build_sop_draft_exists, limit_reached.
 */
export async function createBuildSopVersion(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  changes: BuildSopVersionRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const sop = await sopFor(tx, customer_uuid, uuid);
    const [newest, ...older] = await readSopVersions(tx, customer_uuid, uuid);
    invariant(newest, `build SOP ${uuid} has a version`);
    if (newest.status === "draft") {
      const detail = `Version ${newest.version} of ${sop.name} is a draft`;
      throw new Problem("build_sop_draft_exists", `${detail}: change or release that one.`);
    }
    if (older.length + 1 >= VERSIONS_MAX) {
      throw new Problem("limit_reached", `${sop.name} has ${VERSIONS_MAX} versions, the most.`);
    }
    const version = newest.version + 1;
    const life = { version, status: "draft" as const, created_at: at, updated_at: at };
    const draft = { ...newest, ...changes, ...life };
    checkSettings(draft);
    await checkResin(tx, customer_uuid, changes.resin_name);
    await insertSopVersion(tx, draft);
    await updateSop(tx, sop, { updated_at: at });
    await appendEvent(tx, {
      at,
      customer_uuid,
      actor,
      noun: "build_sops",
      uuid,
      what: "drafted",
      details: { version, ...changesOf(newest, changes) },
    });
  });
}

/** Throws not_found, input_invalid, resin_unknown, build_sop_status_conflict if it is no draft. */
export async function updateBuildSopVersion(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  { uuid, version }: { uuid: string; version: number },
  changes: BuildSopVersionRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const sop = await versionFor(tx, customer_uuid, uuid, version);
    if (sop.status !== "draft") {
      const detail = `Version ${version} of ${sop.name} is ${sop.status} and never changes`;
      throw new Problem("build_sop_status_conflict", `${detail}: draft a new version instead.`);
    }
    const details = changesOf(sop, changes);
    if (Object.keys(details).length === 0) return;
    const after = { ...sop, ...changes, updated_at: at };
    checkSettings(after);
    await checkResin(tx, customer_uuid, changes.resin_name);
    await updateSopDraft(tx, sop, after);
    await updateSop(tx, sop, { updated_at: at });
    await appendEvent(tx, {
      at,
      customer_uuid,
      actor,
      noun: "build_sops",
      uuid,
      what: "changed",
      details: { version, ...details },
    });
  });
}
