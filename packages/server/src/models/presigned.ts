/**
 * Uploads in two steps: an address is given out, a file is put there without a token, and then a
 * model is made of it. Every step is durable by itself; what is never resolved is forgotten.
 */
import { type InputFault, Problem } from "@vatline/api";
import { ownApplication } from "../applications/find.ts";
import { addSeconds } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { digestOf } from "../platform/files/file-key.ts";
import type { Caller } from "../platform/http/route.ts";
import { modelFilenameOf, modelFormatOf } from "./filename.ts";
import { inspectModel } from "./report.ts";
import { type ModelRow, readModel } from "./store.ts";
import {
  fillUpload,
  hasOpenUploads,
  insertUpload,
  markResolved,
  readUpload,
  readUploadOwner,
  type UploadRow,
} from "./store-uploads.ts";
import { addModel, modelRowOf } from "./upload.ts";

/** Domain time from the first step to the last; afterwards the upload is forgotten. */
const UPLOAD_RETENTION_S = 24 * 3600;

/** Uploads of a customer that are not resolved: each may hold a file of the largest size. */
const OPEN_UPLOADS_MAX = 1000;
const OPEN_UPLOADS_WAIT_S = 60;

/**
 * Draws the uuid of a model to come. Throws input_invalid, application_ambiguous, and
 * too_many_requests where a thousand wait to be resolved.
 */
export async function beginUpload(deps: Deps, caller: Caller, given: string) {
  const filename = modelFilenameOf(given, "/body/filename");
  const { customer_uuid, actor } = caller;
  const { uuid: application_uuid } = await ownApplication(deps.db.read, customer_uuid);
  const now = deps.clock.now();
  const row: UploadRow = {
    customer_uuid,
    uuid: deps.ids.next(),
    application_uuid,
    etag: null,
    file_key: null,
    created_at: now,
    resolved_at: null,
    expires_at: addSeconds(now, UPLOAD_RETENTION_S),
  };
  await deps.db.transaction(async (tx) => {
    if (await hasOpenUploads(tx, customer_uuid, now, OPEN_UPLOADS_MAX)) throw tooManyOpen();
    await insertUpload(tx, row);
    const changed = { customer_uuid, actor, noun: "model_uploads", uuid: row.uuid };
    await appendEvent(tx, { ...changed, at: now, what: "created", details: { filename } });
  });
  return {
    presigned_url: `${deps.config.base_url}${deps.links.upload(row.uuid)}`,
    model_uuid: row.uuid,
  };
}

function tooManyOpen(): Problem {
  const detail = `${OPEN_UPLOADS_MAX} uploads are open: resolve some, or wait a day.`;
  return new Problem("too_many_requests", detail, {
    headers: { "retry-after": String(OPEN_UPLOADS_WAIT_S) },
  });
}

/**
 * Keeps the bytes put to the address of an upload, unread; answers their MD5 in hex. Throws
 * link_used when there was a file before, link_expired when the upload is forgotten.
 */
export async function takeUpload(deps: Deps, uuid: string, bytes: Uint8Array): Promise<string> {
  const now = deps.clock.now();
  const owner = await readUploadOwner(deps.db.read, uuid, now);
  if (!owner) throw new Problem("link_expired", `The upload of ${uuid} was given up.`);
  const used = new Problem("link_used", "The address takes one file, and has had it.");
  if (owner.etag !== null) throw used;
  const etag = await digestOf("md5", bytes);
  const { file_key, file_size_bytes } = await deps.files.put(bytes);
  const { customer_uuid } = owner;
  const filled = await deps.db.transaction(async (tx) => {
    const file = { etag, file_key };
    // The time as it is now: a tick may have seen the upload expire, and no file of it.
    const at = deps.clock.now();
    if (!(await fillUpload(tx, { customer_uuid, uuid }, file, at))) return false;
    const details = { etag, file_key, file_size_bytes };
    const changed = { customer_uuid, actor: "link", noun: "model_uploads", uuid };
    await appendEvent(tx, { ...changed, at, what: "put", details });
    return true;
  });
  if (!filled) throw used;
  return etag;
}

export type Resolution = {
  filename: string;
  model_etag: string;
  model_uuid: string;
  external_id?: string;
};

/**
 * Makes the model of the file that was put; once more with the same values changes nothing. Throws
 * model_unknown, model_upload_missing, model_etag_mismatch, model_empty, model_invalid,
 * application_archived, and input_invalid for a bad file name or values that are not those of the
 * first time.
 */
export async function resolveUpload(deps: Deps, caller: Caller, given: Resolution) {
  const filename = modelFilenameOf(given.filename, "/body/filename");
  const external_id = given.external_id ?? null;
  const { customer_uuid } = caller;
  const now = deps.clock.now();
  const { uuid, application_uuid, file_key, resolved_at } = await filledUpload(deps, caller, given);
  const names = { uuid, filename, external_id };
  if (resolved_at !== null) {
    return checkSame(await readModel(deps.db.read, customer_uuid, uuid, now), names);
  }
  const bytes = await deps.files.get(file_key);
  const model = modelRowOf(deps, caller, {
    ...names,
    application_uuid,
    file_key,
    file_size_bytes: bytes.byteLength,
    report: await inspectModel(deps, bytes, modelFormatOf(filename)),
  });
  const times = { resolved_at: model.created_at, expires_at: model.expires_at };
  await deps.db.transaction(async (tx) => {
    if (await markResolved(tx, model, times)) await addModel(tx, caller, model);
    else checkSame(await readModel(tx, customer_uuid, uuid, now), names);
  });
}

/** The upload that is to be resolved, with its file. */
async function filledUpload(deps: Deps, { customer_uuid }: Caller, given: Resolution) {
  const { model_uuid, model_etag } = given;
  const upload = await readUpload(deps.db.read, customer_uuid, model_uuid, deps.clock.now());
  if (!upload) throw unknownModel(model_uuid);
  const { etag, file_key, ...rest } = upload;
  if (etag === null || file_key === null) {
    throw new Problem("model_upload_missing", `No file was put for ${model_uuid}.`);
  }
  if (model_etag.replace(/^"(.*)"$/, "$1") !== etag) {
    const detail = "is not what the upload was answered";
    throw new Problem("model_etag_mismatch", `The ETag ${detail}.`, {
      errors: [{ pointer: "/body/model_etag", detail }],
    });
  }
  return { ...rest, file_key };
}

function checkSame(
  model: ModelRow | undefined,
  names: Pick<ModelRow, "uuid" | "filename" | "external_id">,
): void {
  if (!model) throw unknownModel(names.uuid);
  const errors: InputFault[] = (["filename", "external_id"] as const)
    .filter((name) => model[name] !== names[name])
    .map((name) => ({ pointer: `/body/${name}`, detail: "is not that of the first time" }));
  if (errors.length === 0) return;
  const detail = `The upload of ${model.uuid} is resolved already, with another name or id.`;
  throw new Problem("input_invalid", detail, { errors });
}

function unknownModel(uuid: string): Problem {
  return new Problem("model_unknown", `No upload of a model ${uuid} was begun.`, {
    errors: [{ pointer: "/body/model_uuid", detail: "names no upload" }],
  });
}
