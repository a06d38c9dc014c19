/** Build SOPs under /manage/v1. */
import { manageOperations } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Caller, route } from "../platform/http/route.ts";
import { createBuildSop, updateBuildSop } from "./create.ts";
import { createBuildSopVersion, updateBuildSopVersion } from "./draft.ts";
import { sopFor } from "./find.ts";
import { moveBuildSopVersion } from "./move.ts";
import { BUILD_SOPS_LIST, readReleasedSops, readSopVersions } from "./store.ts";
import { sopView, versionView } from "./view.ts";

export const openBuildSops: OpenFeature = (deps) => ({
  manage: [
    route(manageOperations.getBuildSops, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const { rows, ...page } = await listPage(deps, BUILD_SOPS_LIST, customer_uuid, query);
      const uuids = rows.map(({ uuid }) => uuid);
      const released = await readReleasedSops(deps.db.read, customer_uuid, uuids);
      return {
        ...page,
        build_sops: rows.map((row) => ({
          ...sopView(row, released.get(row.uuid)),
          newest_version: Number(row.newest_version),
        })),
      };
    }),
    route(manageOperations.getBuildSop, ({ caller, params }) =>
      buildSop(deps, caller, params.uuid),
    ),
    route(manageOperations.createBuildSop, async ({ caller, body }) =>
      buildSop(deps, caller, await createBuildSop(deps, caller, body)),
    ),
    route(manageOperations.updateBuildSop, async ({ caller, params, body }) => {
      await updateBuildSop(deps, caller, params.uuid, body);
      return buildSop(deps, caller, params.uuid);
    }),
    route(manageOperations.createBuildSopVersion, async ({ caller, params, body }) => {
      await createBuildSopVersion(deps, caller, params.uuid, body);
      return buildSop(deps, caller, params.uuid);
    }),
    route(manageOperations.updateBuildSopVersion, async ({ caller, params, body }) => {
      await updateBuildSopVersion(deps, caller, keyOf(params), body);
      return buildSop(deps, caller, params.uuid);
    }),
    route(manageOperations.releaseBuildSopVersion, async ({ caller, params }) => {
      await moveBuildSopVersion(deps, caller, keyOf(params), "released");
      return buildSop(deps, caller, params.uuid);
    }),
    route(manageOperations.obsoleteBuildSopVersion, async ({ caller, params }) => {
      await moveBuildSopVersion(deps, caller, keyOf(params), "obsolete");
      return buildSop(deps, caller, params.uuid);
    }),
  ],
});

const keyOf = ({ uuid, version }: { uuid: string; version: string }) => ({
  uuid,
  version: Number(version),
});

async function buildSop(deps: Deps, { customer_uuid }: Caller, uuid: string) {
  const sop = await sopFor(deps.db.read, customer_uuid, uuid);
  const versions = await readSopVersions(deps.db.read, customer_uuid, uuid);
  const released = versions.find(({ status }) => status === "released");
  return { ...sopView(sop, released), versions: versions.map(versionView) };
}
