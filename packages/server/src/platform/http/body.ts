/** Reads request bodies: which media types are taken, and JSON with a word on what is wrong. */
import type { IncomingHttpHeaders } from "node:http";
import { type Operation, Problem } from "@vatline/api";

const NESTING_MAX = 100;

/** Throws media_type_unsupported before a byte of the body is read. */
export function checkMediaType(operation: Operation, headers: IncomingHttpHeaders): void {
  const { body } = operation;
  const header = headers["content-type"];
  const empty = headers["transfer-encoding"] === undefined && !Number(headers["content-length"]);
  if (body === undefined || header === undefined || empty) return;
  const [type, ...parameters] = header
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  if ("binary" in body) {
    if (type === body.binary || type === "application/octet-stream" || /^model\//.test(type))
      return;
    throw unsupported(`Send the file with Content-Type: ${body.binary}, not ${type}.`);
  }
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw unsupported(`Send the body with Content-Type: application/json, not ${type}.`);
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset && !/^charset="?(utf-8|us-ascii)"?$/.test(charset)) {
    throw unsupported("JSON is sent in UTF-8.");
  }
}

/** Parses a JSON body that must be there. Throws body_invalid. */
export function readJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) throw invalid("The operation needs a JSON body, and none came.");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid("The body is not UTF-8.", cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`The body is not JSON: ${cause instanceof Error ? cause.message : ""}.`, cause);
  }
}

/**
 * Pointer to the first text (a value or a name) that no database keeps as it is: one with a NUL or
 * half a surrogate pair; or to what is nested too deeply; null where there is none.
 */
export function findUnstorable(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return isStorable(value) ? null : "";
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return null;
  if (depth === NESTING_MAX) return "";
  for (const name of Object.keys(value)) {
    if (!isStorable(name)) return "";
    const found = findUnstorable((value as Record<string, unknown>)[name], depth + 1);
    if (found !== null) return pointerTo(name) + found;
  }
  return null;
}

/** The pointer to a name in an object. */
export function pointerTo(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

function unsupported(detail: string): Problem {
  return new Problem("media_type_unsupported", detail);
}

function invalid(detail: string, cause?: unknown): Problem {
  return new Problem("body_invalid", detail, { cause });
}
