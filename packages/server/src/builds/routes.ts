/** /builds and /attachments, and where parts stand under /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { createWorkers, type Workers } from "../platform/workers.ts";
import { readNextPackBy } from "../printed-parts/store-waiting.ts";
import { attachDocuments } from "./attach-documents.ts";
import { attachSlices } from "./attach-slices.ts";
import { enqueueOverdue } from "./overdue.ts";
import { packWaitingParts } from "./pack.ts";
import { placementsView } from "./placements-view.ts";
import { buildPrintability } from "./printability/view.ts";
import { sliceBuild } from "./slice-build.ts";
import { slicesView } from "./slices-view.ts";
import { BUILDS_LIST, type BuildRow, readAttachment, readBuild } from "./store.ts";
import { buildViews } from "./view.ts";

export const openBuilds: OpenFeature = (deps) => {
  // A thread of its own: files of layers take seconds, and what is ordered must not wait for them.
  let pool: Workers | undefined;
  const ownPool = () => {
    pool ??= createWorkers({ threads: 1 });
    return pool;
  };
  return {
    routes: [
      route(operations.getBuild, async ({ caller, params }) => {
        const row = await buildFor(deps, caller.customer_uuid, params.uuid);
        const [view] = await buildViews(deps.db.read, caller.customer_uuid, [row]);
        return view;
      }),
      route(operations.getBuilds, async ({ caller, query }) => {
        const { customer_uuid } = caller;
        const { rows, ...page } = await listPage(deps, BUILDS_LIST, customer_uuid, query);
        return { ...page, builds: await buildViews(deps.db.read, customer_uuid, rows) };
      }),
      route(operations.getAttachment, async ({ caller, params }) => {
        const attachment = await readAttachment(deps.db.read, caller.customer_uuid, params.uuid);
        if (!attachment) throw new Problem("not_found", `There is no attachment ${params.uuid}.`);
        return { redirect: deps.links.download(attachment) };
      }),
    ],
    manage: [
      route(manageOperations.getBuildPlacements, async ({ caller, params }) => {
        const build = await buildFor(deps, caller.customer_uuid, params.uuid);
        return placementsView(deps.db.read, build);
      }),
      route(manageOperations.getBuildSlices, async ({ caller, params }) => {
        const build = await buildFor(deps, caller.customer_uuid, params.uuid);
        return slicesView(deps.db.read, build);
      }),
      route(manageOperations.getBuildPrintability, async ({ caller, params }) =>
        buildPrintability(deps, await buildFor(deps, caller.customer_uuid, params.uuid)),
      ),
    ],
    jobs: {
      pack: (payload, context) => packWaitingParts(deps, payload, context),
      slice_build: (payload, context) => sliceBuild(deps, payload, context),
      attach_slices: (payload, context) =>
        attachSlices({ ...deps, workers: ownPool() }, payload, context),
      attach_documents: (payload, context) => attachDocuments(deps, payload, context),
    },
    ticks: [
      {
        name: "packing",
        nextDueAt: () => readNextPackBy(deps.db.read),
        run: (now) => enqueueOverdue(deps, now),
      },
    ],
    close: async () => pool?.close(),
  };
};

async function buildFor(deps: Deps, customer_uuid: string, uuid: string): Promise<BuildRow> {
  const row = await readBuild(deps.db.read, customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no build ${uuid}.`);
  return row;
}
