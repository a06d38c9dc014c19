/** Fidelity: models and programs. */
import type { FidelityRow } from "../fidelity.ts";

export const MODELS_ROWS: readonly FidelityRow[] = [
  {
    id: "no-application-named",
    about: "no application named",
    source: "decided",
    reading:
      "POST /models: the account's only one, 400 where there are several; POST /parts: the model's",
  },
  {
    id: "file-names",
    about: "file names",
    source: "decided",
    reading: "folders are cut off; no extension means `.stl`",
  },
  {
    id: "unreadable-model",
    about: "unreadable model",
    source: "decided",
    reading: "400 `model_invalid` with the byte, line or triangle; nothing is stored",
  },
  {
    id: "models-after-30-days",
    about: "models after 30 days",
    source: "documented",
    reading:
      "404 on record and download, in domain time; the file is kept as long as a part made of it " +
      "is there",
  },
  {
    id: "presigned-address",
    about: "presigned address",
    source: "decided",
    reading:
      "on this host, signed for one model; one PUT within 15 minutes of real time, of any " +
      "media type, at most as large as any upload; no bearer token is looked at; anything " +
      "else 403 with `link_invalid`, `link_expired` or `link_used`, too large 413",
  },
  {
    id: "upload-etag",
    about: "ETag of the upload",
    source: "observed",
    reading: "the file's MD5 in quotes; taken with and without them",
  },
  {
    id: "upload-unresolved",
    about: "model between the two steps",
    source: "decided",
    reading:
      "404 until it is resolved; its application is the account's only one when the upload " +
      "begins, 400 where there are several",
  },
  {
    id: "upload-resolve",
    about: "resolve",
    source: "decided",
    reading:
      "400 for an unknown or another's uuid (`model_unknown`), no file " +
      "(`model_upload_missing`), another ETag (`model_etag_mismatch`), or a file that is no " +
      "model; the name given here counts, and the 30 days begin",
  },
  {
    id: "upload-resolve-twice",
    about: "resolve twice",
    source: "decided",
    reading: "200 with the same ETag, file name and external id, 400 with others",
  },
  {
    id: "upload-forgotten",
    about: "uploads not resolved",
    source: "decided",
    reading: "forgotten after a day of domain time, with their file when nothing else names it",
  },
  {
    id: "downloads",
    about: "downloads",
    source: "documented",
    reading:
      "302 to a signed address on the same host, good for 5 minutes, with or without a bearer " +
      "token",
  },
  {
    id: "model-union",
    about: "`uuid` and `external_id` of GET /models",
    source: "documented",
    reading: "the models that match either; 400 with neither",
  },
  {
    id: "earlier-model-list",
    about: "GET /models with `limit` or `cursor` and no criteria",
    source: "decided",
    reading: "the paged list of 0.3.5",
  },
  {
    id: "header-text",
    about: "header values beyond ASCII",
    source: "observed",
    reading: "read as latin-1, as the published client sends them",
  },
  {
    id: "redirect-headers",
    about: "headers of a download",
    source: "observed",
    reading: "a plain ASCII `filename=` without spaces or folders; the redirect stays on the host",
  },
  {
    id: "run-preparing",
    about: "status of a new model program run",
    source: "observed",
    reading: "`preparing` from creation, never `pending` or `invalid`",
  },
  {
    id: "run-complete",
    about: "`model_uuid` of a run",
    source: "observed",
    reading: "written together with `complete`",
  },
  {
    id: "run-parameters",
    about: "parameters of a run",
    source: "documented",
    reading: "an object of tokens or a list of typed values; what the program does not take is 400",
  },
];
