import { type Static, Type } from "typebox";
import { integer, optional, ownUuid, page, text } from "./fields.ts";

/** An uploaded file and what is known of it. Geometry only: how it is made is the part's matter. */
export const Model = Type.Object(
  {
    uuid: ownUuid("model"),
    filename: Type.String({ description: "Name of the file as it was uploaded, without folders." }),
    external_id: text("The caller's own id; absent when none was given."),
    application_uuid: text("The application that owns it."),
    description: text("Free words."),
    file_size_bytes: integer("Size of the file in bytes."),
    updated_at: text("When the record last changed; ISO 8601, UTC."),
    created_at: text("When it was uploaded; ISO 8601, UTC."),
    created_by: text("Name of the person whose key uploaded it."),
  },
  { title: "Model", description: "An uploaded file with a shape; kept for 30 days." },
);
export type Model = Static<typeof Model>;

/** The models asked for. */
export const ModelsResponse = Type.Object(
  {
    ...page,
    models: optional(Type.Array(Model), "Every model that was found; all of them, or one page."),
  },
  {
    title: "ModelsResponse",
    description:
      "The models asked for. `limit`, `next_cursor` and `total_count` are only there when the " +
      "older form, a list read by cursor, was asked for.",
  },
);
export type ModelsResponse = Static<typeof ModelsResponse>;

/** First step of an upload in two steps. */
export const ModelPresignedUploadUrlRequest = Type.Object(
  {
    filename: Type.String({
      description: "Name of the file to come: .stl, .obj or .3mf; .stl when it has no ending.",
    }),
  },
  {
    title: "ModelPresignedUploadUrlRequest",
    description: "Asks for an address to upload a file to. Unknown keys are ignored.",
  },
);
export type ModelPresignedUploadUrlRequest = Static<typeof ModelPresignedUploadUrlRequest>;

/** Where the file of a two-step upload goes. */
export const ModelPresignedUploadUrlResponse = Type.Object(
  {
    presigned_url: Type.String({
      description: "Takes one PUT with the bytes for a short while; needs no token.",
    }),
    model_uuid: Type.String({ description: "What the model will be called once it is resolved." }),
  },
  {
    title: "ModelPresignedUploadUrlResponse",
    description: "Where the file of a two-step upload goes.",
  },
);
export type ModelPresignedUploadUrlResponse = Static<typeof ModelPresignedUploadUrlResponse>;

/** Last step of an upload in two steps. */
export const ModelResolveUploadRequest = Type.Object(
  {
    filename: Type.String({ description: "Name of the file, as in the first step." }),
    model_etag: Type.String({
      description: "The ETag that the upload answered, with or without its quotes.",
    }),
    model_uuid: Type.String({ description: "What the first step answered." }),
    external_id: text("The caller's own id for the model.", { maxLength: 255 }),
  },
  {
    title: "ModelResolveUploadRequest",
    description: "Says that the file has been uploaded. Unknown keys are ignored.",
  },
);
export type ModelResolveUploadRequest = Static<typeof ModelResolveUploadRequest>;
