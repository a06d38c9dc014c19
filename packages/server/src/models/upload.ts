/** Takes a model in: read and judged first, then stored, so that nothing unreadable is kept. */
import { Problem } from "@vatline/api";
import { GeometryError, type MeshReport } from "@vatline/geometry";
import { readApplication, readApplications } from "../applications/store.ts";
import { addSeconds } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { geometry } from "../platform/geometry.ts";
import type { Caller } from "../platform/http/route.ts";
import { modelFilenameOf } from "./filename.ts";
import { insertModel, type ModelRow } from "./store.ts";

/** Models live 30 days of domain time. Source: the compatible API's documentation. */
const MODEL_RETENTION_S = 30 * 24 * 3600;

/** Ten million triangles take about 20 s; what takes longer is made to. */
const INSPECTION_MS_MAX = 120_000;

export type ModelUpload = {
  filename: string;
  application_uuid?: string;
  external_id?: string;
  bytes: Uint8Array;
};

/**
 * Stores one model file. Throws input_invalid, model_empty, model_invalid, application_unknown, and
 * application_ambiguous where none is named and the customer has several.
 */
export async function uploadModel(
  deps: Deps,
  caller: Caller,
  upload: ModelUpload,
): Promise<ModelRow> {
  const filename = modelFilenameOf(upload.filename);
  const application = await applicationFor(deps, caller, upload.application_uuid);
  if (upload.bytes.byteLength === 0) throw new Problem("model_empty", "The body has no bytes.");
  const report = await inspect(deps, upload.bytes);
  const { file_key, file_size_bytes } = await deps.files.put(upload.bytes);
  const now = deps.clock.now();
  const row: ModelRow = {
    customer_uuid: caller.customer_uuid,
    uuid: deps.ids.next(),
    application_uuid: application.uuid,
    filename,
    external_id: upload.external_id ?? null,
    description: null,
    file_key,
    file_size_bytes,
    report: JSON.stringify(report),
    created_by: caller.user_name,
    created_at: now,
    updated_at: now,
    expires_at: addSeconds(now, MODEL_RETENTION_S),
  };
  await deps.db.transaction(async (tx) => {
    await insertModel(tx, row);
    await appendEvent(tx, {
      at: now,
      customer_uuid: caller.customer_uuid,
      actor: caller.actor,
      noun: "models",
      uuid: row.uuid,
      what: "created",
      details: { filename, file_key, file_size_bytes },
    });
  });
  return row;
}

async function applicationFor(deps: Deps, { customer_uuid }: Caller, uuid: string | undefined) {
  const pointer = "/headers/application-uuid";
  if (uuid !== undefined) {
    const application = await readApplication(deps.db.read, customer_uuid, uuid);
    if (application) return application;
    throw new Problem("application_unknown", `There is no application ${uuid}.`, {
      errors: [{ pointer, detail: "names no application" }],
    });
  }
  const [application, ...others] = await readApplications(deps.db.read, customer_uuid);
  if (application && others.length === 0) return application;
  throw new Problem(
    "application_ambiguous",
    `The account has ${application ? others.length + 1 : 0} applications: name one.`,
    { errors: [{ pointer, detail: "is required here" }] },
  );
}

async function inspect(deps: Deps, bytes: Uint8Array): Promise<MeshReport> {
  try {
    const signal = AbortSignal.timeout(INSPECTION_MS_MAX);
    const report = await deps.workers.run(geometry, "inspectStl", [bytes], { signal });
    const { triangles_max } = deps.config;
    if (report.triangle_count <= triangles_max) return report;
    const detail = `has ${report.triangle_count} triangles, at most ${triangles_max} are taken`;
    throw new Problem("model_invalid", `The model ${detail}.`, {
      errors: [{ pointer: "/body", detail }],
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") {
      const detail = `was not read within ${INSPECTION_MS_MAX / 1000} s`;
      throw new Problem("model_invalid", `The model ${detail}.`, { cause: error });
    }
    if (!(error instanceof GeometryError)) throw error;
    throw new Problem("model_invalid", error.message, {
      errors: [{ pointer: "/body", detail: `${error.code}: ${error.message}` }],
      cause: error,
    });
  }
}
