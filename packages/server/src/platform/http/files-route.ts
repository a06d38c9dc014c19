/** GET /files/...: what signed links lead to. Whole files, or one range of them. */
import { Problem } from "@vatline/api";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Files } from "../files/files.ts";
import type { LinkReader } from "./links.ts";

type Query = Record<string, unknown>;
type Range = { start: number; end: number };

/** Serves files with or without a bearer token; the signature is what lets a caller in. */
export function serveFiles(app: FastifyInstance, files: Files, links: LinkReader): void {
  app.route<{ Params: Record<"file_key" | "filename", string>; Querystring: Query }>({
    method: ["GET", "HEAD"],
    url: "/files/:file_key/:filename",
    handler: async (request, reply) => {
      const offer = links.read(request.params, request.query);
      if (!offer) throw new Problem("not_found", "The address was altered or has expired.");
      const size_bytes = await files.size(offer.file_key);
      reply
        .header("content-disposition", `attachment; filename="${offer.filename}"`)
        .header("accept-ranges", "bytes")
        .header("etag", `"${offer.file_key}"`)
        .header("cache-control", "private, max-age=300")
        .header("x-content-type-options", "nosniff")
        .type(offer.media_type);

      const { range: asked, "if-range": if_range, "if-none-match": known } = request.headers;
      const etag = `"${offer.file_key}"`;
      if (known?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)) {
        return reply.code(304).send();
      }
      // Of a file that has changed the whole is wanted, and HEAD knows no ranges.
      const whole = request.method === "HEAD" || (if_range !== undefined && if_range !== etag);
      const range = whole ? null : readRange(asked, size_bytes);
      if (range === "unsatisfiable") {
        return reply.code(416).header("content-range", `bytes */${size_bytes}`).send("");
      }
      const { start, end } = range ?? { start: 0, end: size_bytes - 1 };
      if (range) reply.code(206).header("content-range", `bytes ${start}-${end}/${size_bytes}`);
      reply.header("content-length", end - start + 1);
      return sendBytes(reply, files, offer.file_key, range);
    },
  });
}

async function sendBytes(reply: FastifyReply, files: Files, file_key: string, range: Range | null) {
  if (reply.request.method === "HEAD") return reply.send();
  return reply.send(await files.stream(file_key, range ?? undefined));
}

/** One range of RFC 9110 section 14.2; null (the whole file) where there is none or several. */
export function readRange(
  header: string | undefined,
  size_bytes: number,
): Range | "unsatisfiable" | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [, from, to] = match;
  if (from === "") {
    const length = Math.min(Number(to), size_bytes);
    return length === 0 ? "unsatisfiable" : { start: size_bytes - length, end: size_bytes - 1 };
  }
  const start = Number(from);
  const end = to === "" ? size_bytes - 1 : Math.min(Number(to), size_bytes - 1);
  if (to !== "" && Number(to) < start) return null;
  return start >= size_bytes ? "unsatisfiable" : { start, end };
}
