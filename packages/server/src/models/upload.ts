/** Takes a model in: read and judged first, then stored, so that nothing unreadable is kept. */
import { openApplication, ownApplication } from "../applications/find.ts";
import { addSeconds } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { modelFilenameOf, modelFormatOf } from "./filename.ts";
import { inspectModel, type ModelReport } from "./report.ts";
import { insertModel, type ModelRow } from "./store.ts";
import { forgetFailures } from "./store-printability.ts";

/** Models live 30 days of domain time. Source: the compatible API's documentation. */
const MODEL_RETENTION_S = 30 * 24 * 3600;

/** Where an upload names its application. */
const HEADER = "/headers/application-uuid";

export type ModelUpload = {
  filename: string;
  application_uuid?: string;
  external_id?: string;
  bytes: Uint8Array;
};

/**
 * Stores one model file. Throws input_invalid, model_empty, model_invalid, application_unknown,
 * application_archived, and application_ambiguous where none is named, none is the default and the
 * customer has several.
 */
export async function uploadModel(
  deps: Deps,
  caller: Caller,
  { application_uuid, bytes, ...upload }: ModelUpload,
): Promise<ModelRow> {
  const filename = modelFilenameOf(upload.filename, "/headers/filename");
  const { customer_uuid } = caller;
  const application =
    application_uuid === undefined
      ? await ownApplication(deps.db.read, customer_uuid)
      : await openApplication(deps.db.read, customer_uuid, application_uuid, HEADER);
  const report = await inspectModel(deps, bytes, modelFormatOf(filename));
  const { file_key } = await deps.files.put(bytes);
  const row = modelRowOf(deps, caller, {
    uuid: deps.ids.next(),
    application_uuid: application.uuid,
    filename,
    external_id: upload.external_id ?? null,
    file_key,
    file_size_bytes: bytes.byteLength,
    report,
  });
  await deps.db.transaction((tx) => addModel(tx, caller, row));
  return row;
}

type NewModel = Pick<
  ModelRow,
  "uuid" | "application_uuid" | "filename" | "external_id" | "file_key" | "file_size_bytes"
> & {
  report: ModelReport;
  /** Of a model that was computed. */
  model_program_run_uuid?: string;
};

/** The row of a model that is uploaded now; its days begin. */
export function modelRowOf(
  deps: Deps,
  caller: Pick<Caller, "customer_uuid" | "user_name">,
  model: NewModel,
): ModelRow {
  const now = deps.clock.now();
  return {
    customer_uuid: caller.customer_uuid,
    model_program_run_uuid: null,
    ...model,
    description: null,
    report: JSON.stringify(model.report),
    created_by: caller.user_name,
    created_at: now,
    updated_at: now,
    expires_at: addSeconds(now, MODEL_RETENTION_S),
  };
}

/** Throws application_archived where that happened while the file was read. */
export async function addModel(
  tx: Tx,
  { actor }: Pick<Caller, "actor">,
  row: ModelRow,
): Promise<void> {
  const { customer_uuid, uuid, created_at: at, filename, file_key, file_size_bytes } = row;
  await openApplication(tx, customer_uuid, row.application_uuid);
  await insertModel(tx, row);
  await forgetFailures(tx, row.file_key);
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "models",
    uuid,
    what: "created",
    details: { filename, file_key, file_size_bytes, external_id: row.external_id },
  });
}
