/** Keeps other sites from asking in the name of who is logged in here. */
import { Problem } from "@vatline/api";
import type { Asked } from "./open-operation.ts";

/**
 * Lets pass what changes nothing, what carries a token of its own, and what comes from a page of
 * this server, under the address it was asked by or the one it is configured for. What names no
 * origin is no browser's. Throws origin_foreign.
 */
export function checkOrigin(
  { method, headers }: Pick<Asked, "method" | "headers">,
  base_url: string,
): void {
  const { origin, host, authorization } = headers;
  if (method === "GET" || origin === undefined || authorization !== undefined) return;
  if (URL.canParse(origin)) {
    const { host: asking, origin: exact } = new URL(origin);
    if (asking === host || exact === new URL(base_url).origin) return;
  }
  throw new Problem("origin_foreign", "The Origin of the request is not this server.");
}
