/** Takes a model in: read and judged first, then stored, so that nothing unreadable is kept. */
import { Problem } from "@vatline/api";
import { readApplication, readApplications } from "../applications/store.ts";
import { addSeconds } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { modelFilenameOf, modelFormatOf } from "./filename.ts";
import { inspectModel, type ModelReport } from "./report.ts";
import { insertModel, type ModelRow } from "./store.ts";

/** Models live 30 days of domain time. Source: the compatible API's documentation. */
const MODEL_RETENTION_S = 30 * 24 * 3600;

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
  { application_uuid, bytes, ...upload }: ModelUpload,
): Promise<ModelRow> {
  const filename = modelFilenameOf(upload.filename, "/headers/filename");
  const application =
    application_uuid === undefined
      ? await onlyApplication(deps, caller)
      : await namedApplication(deps, caller, application_uuid);
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
  await keepFile(deps, file_key, bytes);
  return row;
}

/** The customer's application where there is one only. Throws application_ambiguous. */
export async function onlyApplication(deps: Deps, { customer_uuid }: Caller) {
  const [application, ...others] = await readApplications(deps.db.read, customer_uuid);
  if (application && others.length === 0) return application;
  const count = application ? others.length + 1 : 0;
  const detail = `The account has ${count} applications: POST /models takes the name of one`;
  throw new Problem("application_ambiguous", `${detail} in the header application-uuid.`);
}

type NewModel = Pick<
  ModelRow,
  "uuid" | "application_uuid" | "filename" | "external_id" | "file_key" | "file_size_bytes"
> & { report: ModelReport };

/** The row of a model that is uploaded now; its days begin. */
export function modelRowOf(
  deps: Deps,
  caller: Pick<Caller, "customer_uuid" | "user_name">,
  model: NewModel,
): ModelRow {
  const now = deps.clock.now();
  return {
    customer_uuid: caller.customer_uuid,
    ...model,
    description: null,
    report: JSON.stringify(model.report),
    created_by: caller.user_name,
    created_at: now,
    updated_at: now,
    expires_at: addSeconds(now, MODEL_RETENTION_S),
  };
}

export async function addModel(
  tx: Tx,
  { actor }: Pick<Caller, "actor">,
  row: ModelRow,
): Promise<void> {
  const { customer_uuid, uuid, created_at: at, filename, file_key, file_size_bytes } = row;
  await insertModel(tx, row);
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

/** To be called once a row names the file: it may have been deleted just before, named by none. */
export async function keepFile(deps: Deps, file_key: string, bytes: Uint8Array): Promise<void> {
  if (!(await deps.files.has(file_key))) await deps.files.put(bytes);
}

async function namedApplication(deps: Deps, { customer_uuid }: Caller, uuid: string) {
  const application = await readApplication(deps.db.read, customer_uuid, uuid);
  if (application) return application;
  throw new Problem("application_unknown", `There is no application ${uuid}.`, {
    errors: [{ pointer: "/headers/application-uuid", detail: "names no application" }],
  });
}
