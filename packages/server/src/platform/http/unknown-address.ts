/** What lies at no address, or takes another method there; counted and told like all else. */
import { type Operation, Problem } from "@vatline/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Frame } from "./open-operation.ts";

type Table = { base: string; operations: Record<string, Operation> };
type Parts = Pick<Frame, "authenticate" | "rateLimit">;
type KnownPath = { method: string; pattern: RegExp };

/** As an operation that anybody may ask who is let in. */
const ANYTHING: Operation = {
  id: "unknownAddress",
  method: "GET",
  path: "/",
  tag: "Unknown",
  summary: "Ask for what is not there",
  role: "VIEWER",
  session: true,
  responses: { 200: null },
  problems: [],
};

export function serveUnknown(app: FastifyInstance, tables: readonly Table[], frame: Parts): void {
  const paths = tables.flatMap(pathsOf);
  app.setNotFoundHandler(async (request, reply) => {
    // Who is not let in has no limit to be told of.
    const caller = await frame.authenticate(request, ANYTHING).catch(() => null);
    if (caller) reply.headers(await frame.rateLimit.spend(caller.user_uuid));
    throw unknownAddress(request, paths);
  });
}

function pathsOf(table: Table): KnownPath[] {
  return Object.values(table.operations).map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${table.base}${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
  }));
}

function unknownAddress(request: FastifyRequest, paths: KnownPath[]): Problem {
  const path = request.url.split("?")[0];
  const allowed = paths.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  if (allowed.length === 0) return new Problem("not_found", `There is nothing at ${path}.`);
  const methods = [...new Set(allowed)].sort().join(", ");
  return new Problem("method_not_allowed", `${path} takes ${methods}.`, {
    headers: { Allow: methods },
  });
}
