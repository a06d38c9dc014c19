/** PUT /uploads/...: takes the file for which an address was signed. */
import { Problem } from "@vatline/api";
import type { FastifyInstance } from "fastify";
import type { LinkReader } from "./links.ts";

/**
 * Keeps the bytes put to the address of `upload_uuid` and answers their ETag, without quotes.
 * Called with nothing but signed uuids; that an address works once is up to it.
 */
export type TakeUpload = (upload_uuid: string, bytes: Uint8Array) => Promise<string>;

type Address = { Params: { upload_uuid: string }; Querystring: Record<string, unknown> };

/** Takes files of any media type; the signature lets a caller in, no bearer token is looked at. */
export function serveUploads(
  app: FastifyInstance,
  links: LinkReader,
  upload_bytes_max: number,
  take: TakeUpload,
): void {
  app.route<Address>({
    method: "PUT",
    url: "/uploads/:upload_uuid",
    bodyLimit: upload_bytes_max,
    // Before a byte of the body is read.
    onRequest: async ({ params, query }) => {
      const state = links.readUpload(params.upload_uuid, query);
      if (state === "altered") throw new Problem("link_invalid", "The address was altered.");
      if (state === "expired") {
        throw new Problem("link_expired", "An address takes its file for 15 minutes.");
      }
    },
    handler: async ({ params, body }, reply) => {
      const bytes = body instanceof Uint8Array ? body : new Uint8Array();
      const etag = await take(params.upload_uuid, bytes);
      return reply.header("etag", `"${etag}"`).send();
    },
  });
}
