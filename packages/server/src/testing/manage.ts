/** Requests to /manage/v1 for tests: the answer must be a success, or be a refusal of that code. */
import assert from "node:assert/strict";
import { createClientOf, manageOperations } from "@vatline/api";
import type { TestServer } from "./server.ts";

/** A client of /manage/v1. */
export function manageClient({ url, token }: Pick<TestServer, "url" | "token">) {
  return createClientOf(manageOperations, "/manage/v1", { url, token });
}

/** Sends a request and gives the body of its success; of most it is a thing with a uuid. */
export async function manage<Body = Record<string, unknown> & { uuid: string }>(
  shop: TestServer,
  method: string,
  path: string,
  body?: object,
): Promise<Body> {
  const answer = await shop.request(method, `/manage/v1${path}`, body && { body });
  assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body as Body;
}

/** Sends a request that must be refused; `pointer` is the first fault told. */
export async function refused(
  shop: TestServer,
  [method, path, body]: [method: string, path: string, body?: object],
  [status, code, pointer]: [status: number, code: string, pointer?: string],
): Promise<void> {
  const answer = await shop.request(method, `/manage/v1${path}`, body && { body });
  const said = `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`;
  assert.deepEqual([answer.status, answer.body.code], [status, code], said);
  const faults = (answer.body.errors ?? []) as { pointer: string }[];
  if (pointer !== undefined) assert.equal(faults[0]?.pointer, pointer, said);
}

/** Every row of a list, two by two, and what its count says. */
export async function everyRow<Row = Record<string, unknown>>(
  shop: TestServer,
  path: string,
  key: string,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ""; ; ) {
    const bounds = `limit=2&cursor=${encodeURIComponent(cursor)}`;
    const joint = path.includes("?") ? "&" : "?";
    const page = await manage(shop, "GET", path + joint + bounds);
    rows.push(...(page[key] as Row[]));
    if (!page.next_cursor) {
      assert.equal(page.total_count, rows.length, path);
      return rows;
    }
    cursor = String(page.next_cursor);
  }
}
