/** /models: upload in one step or two, look-up and download. */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import { integer, text } from "../schemas/fields.ts";
import {
  Model,
  ModelPresignedUploadUrlRequest,
  ModelPresignedUploadUrlResponse,
  ModelResolveUploadRequest,
  ModelsResponse,
} from "../schemas/model.ts";
import { anyOf, listProblems, sortBy, updated, uuidOf } from "./params.ts";

const sortable = ["uuid", "updated_at", "filename"] as const;

export const findModels = defineOperation({
  id: "findModels",
  method: "GET",
  path: "/models",
  tag: "Models",
  summary: "Look models up",
  description:
    "By `uuid`, by `external_id`, or by both: the answer holds every model that matches either. " +
    "With neither of them, but with `limit` or `cursor`, the list of earlier versions of the " +
    "interface is answered, and only then the other parameters count.",
  query: Type.Object({
    uuid: anyOf("The models with this uuid."),
    external_id: anyOf("The models that callers gave this id."),
    limit: integer("Rows to a page. Earlier list only.", {
      minimum: 1,
      maximum: 1000,
      deprecated: true,
    }),
    cursor: text("The `next_cursor` of the page before. Earlier list only.", { deprecated: true }),
    application_uuid: anyOf("Models of this application. Earlier list only."),
    filename: anyOf("Models of this file name. Earlier list only."),
    ...updated,
    sort: sortBy(sortable),
  }),
  responses: { 200: ModelsResponse },
  problems: ["model_criteria_missing", ...listProblems],
  sortable,
});

export const uploadModel = defineOperation({
  id: "uploadModel",
  method: "POST",
  path: "/models",
  tag: "Models",
  summary: "Upload a model",
  description:
    "The body is the file: STL (binary or text), OBJ or 3MF, which its name must end in: `.stl`, " +
    "`.obj`, `.3mf`. Lengths of STL and OBJ are taken as mm; those of 3MF are converted. A 3MF " +
    "gives everything that its build section places, as one model. The file is kept for 30 days.",
  headers: Type.Object({
    filename: Type.String({
      minLength: 1,
      maxLength: 255,
      description:
        "Name of the file, with its format as its ending: .stl, .obj or .3mf; .stl is added " +
        "when it has none. Folders are dropped.",
    }),
    "application-uuid": text("Owner; the default where it is left out, or the only one."),
    "external-id": text("The caller's own id, to look the model up by.", { maxLength: 255 }),
  }),
  body: { binary: "application/octet-stream" },
  body_bytes_max: 1_000_000_000,
  responses: { 200: Model },
  problems: [
    "application_unknown",
    "application_archived",
    "application_ambiguous",
    "model_empty",
    "model_invalid",
  ],
});

export const getModel = defineOperation({
  id: "getModel",
  method: "GET",
  path: "/models/{uuid}",
  tag: "Models",
  summary: "Get a model",
  params: uuidOf("model"),
  responses: { 200: Model },
  problems: ["not_found"],
});

export const downloadModel = defineOperation({
  id: "downloadModel",
  method: "GET",
  path: "/models/{uuid}/download",
  tag: "Models",
  summary: "Download the file of a model",
  description: "Redirects to a short-lived address that needs no token.",
  params: uuidOf("model"),
  responses: { 200: { binary: "application/octet-stream" }, 302: null },
  problems: ["not_found", "file_missing"],
});

export const getPresignedUploadUrl = defineOperation({
  id: "getPresignedUploadUrl",
  method: "POST",
  path: "/models/presigned",
  tag: "Models",
  summary: "Begin an upload in two steps",
  description:
    "Put the file to the address that is answered, keep the ETag of that answer, and then " +
    "resolve the upload with it.",
  body: ModelPresignedUploadUrlRequest,
  responses: { 200: ModelPresignedUploadUrlResponse },
  problems: ["application_ambiguous"],
});

export const resolvePresignedModelUpload = defineOperation({
  id: "resolvePresignedModelUpload",
  method: "POST",
  path: "/models/presigned/resolve",
  tag: "Models",
  summary: "End an upload in two steps",
  description:
    "Makes the model of the file that was put. Has no body to answer; once more changes nothing.",
  body: ModelResolveUploadRequest,
  responses: { 200: null },
  problems: [
    "model_unknown",
    "model_upload_missing",
    "model_etag_mismatch",
    "model_empty",
    "model_invalid",
    "application_ambiguous",
    "application_archived",
  ],
});
