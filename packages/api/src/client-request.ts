/** What a client sends for an operation: path with query, method, headers, body. */
import type { Operation } from "./operation.ts";

/** Input of any operation, its types already checked by the caller's compiler. */
export type RequestInput = {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  headers?: Record<string, string | undefined>;
  body?: unknown;
  signal?: AbortSignal;
};

/** A request for fetch; `path` is below the base path. */
export type EncodedRequest = {
  path: string;
  method: string;
  headers: Headers;
  body: string | Uint8Array<ArrayBuffer> | null;
  signal: AbortSignal | null;
};

/** Lists repeat their key; what is undefined is not sent. */
export function encodeRequest(operation: Operation, input: RequestInput): EncodedRequest {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ""),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    for (const each of [value].flat()) {
      if (each !== undefined) query.append(name, String(each));
    }
  }
  const headers = new Headers();
  for (const [name, value] of Object.entries(input.headers ?? {})) {
    if (value !== undefined) headers.set(name, value);
  }
  const { body } = operation;
  if (body) headers.set("content-type", "binary" in body ? body.binary : "application/json");
  return {
    path: query.size > 0 ? `${path}?${query}` : path,
    method: operation.method,
    headers,
    body: bodyOf(input.body),
    signal: input.signal ?? null,
  };
}

function bodyOf(body: unknown): EncodedRequest["body"] {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
