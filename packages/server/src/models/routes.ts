/** /models, and their mesh reports under /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { createWorkers, type Workers } from "../platform/workers.ts";
import { checkPrintability } from "./check-printability.ts";
import { modelFormatOf } from "./filename.ts";
import { forgetUploads } from "./forget.ts";
import { beginUpload, resolveUpload } from "./presigned.ts";
import { modelPrintability } from "./printability-view.ts";
import {
  findModels,
  type ModelRow,
  modelsList,
  modelView,
  readModel,
  reportView,
} from "./store.ts";
import { readNextUploadExpiry } from "./store-uploads.ts";
import { uploadModel } from "./upload.ts";

export const openModels: OpenFeature = (deps) => {
  // A thread of its own: a model takes seconds to look through, and uploads must not wait for that.
  let pool: Workers | undefined;
  const ownPool = () => {
    pool ??= createWorkers({ threads: 1 });
    return pool;
  };
  return {
    routes: [
      route(operations.uploadModel, async ({ caller, headers, body }) =>
        modelView(
          await uploadModel(deps, caller, {
            filename: headers.filename,
            application_uuid: headers["application-uuid"],
            external_id: headers["external-id"],
            bytes: body,
          }),
        ),
      ),
      route(operations.findModels, async ({ caller, query }) => {
        const { uuid: uuids = [], external_id: external_ids = [], ...listQuery } = query;
        const now = deps.clock.now();
        if (uuids.length > 0 || external_ids.length > 0) {
          const wanted = { uuids, external_ids };
          const rows = await findModels(deps.db.read, caller.customer_uuid, wanted, now);
          return { models: rows.map(modelView) };
        }
        if (query.limit === undefined && query.cursor === undefined) {
          throw new Problem("model_criteria_missing", "Name at least one uuid or external_id.");
        }
        const list = modelsList(now);
        const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, listQuery);
        return { ...page, models: rows.map(modelView) };
      }),
      route(operations.getModel, async ({ caller, params }) =>
        modelView(await modelFor(deps, caller.customer_uuid, params.uuid)),
      ),
      route(operations.downloadModel, async ({ caller, params }) => {
        const { file_key, filename } = await modelFor(deps, caller.customer_uuid, params.uuid);
        const media_type = `model/${modelFormatOf(filename)}`;
        return { redirect: deps.links.download({ file_key, filename, media_type }) };
      }),
      route(operations.getPresignedUploadUrl, ({ caller, body }) =>
        beginUpload(deps, caller, body.filename),
      ),
      route(operations.resolvePresignedModelUpload, ({ caller, body }) =>
        resolveUpload(deps, caller, body),
      ),
    ],
    manage: reportRoutes(deps),
    jobs: {
      check_printability: (payload, context) =>
        checkPrintability({ ...deps, workers: ownPool() }, payload, context),
    },
    ticks: [
      {
        name: "model uploads",
        housekeeping: true,
        nextDueAt: () => readNextUploadExpiry(deps.db.read),
        run: (now) => forgetUploads(deps, now),
      },
    ],
    close: async () => pool?.close(),
  };
};

const reportRoutes = (deps: Deps) => [
  route(manageOperations.getModelReport, async ({ caller, params }) =>
    reportView(await modelFor(deps, caller.customer_uuid, params.uuid)),
  ),
  route(manageOperations.getModelPrintability, async ({ caller, params, query }) =>
    modelPrintability(deps, await modelFor(deps, caller.customer_uuid, params.uuid), query),
  ),
];

async function modelFor(deps: Deps, customer_uuid: string, uuid: string): Promise<ModelRow> {
  const row = await readModel(deps.db.read, customer_uuid, uuid, deps.clock.now());
  if (!row) throw new Problem("not_found", `There is no model ${uuid}.`);
  return row;
}
