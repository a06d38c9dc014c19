/** What every list that is read by cursor promises, checked through the public interface. */
import assert from "node:assert/strict";
import { type Operation, operations } from "@vatline/api";
import type { TestServer } from "./server.ts";

export type ListUnderTest = {
  operation: Operation;
  /** The key its rows are under. */
  rows: string;
  /** Where it is served; "/v1" where absent. */
  base?: string;
  /** Parameters that are no filters of it. */
  others?: string[];
  /** Sent with every request that does not say otherwise, as a default would narrow it. */
  query?: string;
};

export type ListRow = Record<string, unknown> & { uuid: string };

type ListAnswer = { rows: ListRow[]; total_count: unknown; next_cursor: unknown };

const pathOf = ({ base = "/v1", operation }: ListUnderTest) => base + operation.path;

/** Asks for one page and expects it to be answered. */
export async function listPageOf(
  shop: TestServer,
  list: ListUnderTest,
  query: string,
): Promise<ListAnswer> {
  const path = `${pathOf(list)}?${query}${list.query ? `&${list.query}` : ""}`;
  const { status, body } = await shop.request("GET", path);
  assert.equal(status, 200, `${query}: ${JSON.stringify(body)}`);
  const { total_count, next_cursor } = body;
  return { rows: body[list.rows] as ListRow[], total_count, next_cursor };
}

/** Every row of a query, read `limit` by `limit`. */
export async function walkList(shop: TestServer, list: ListUnderTest, query: string, limit = 3) {
  const rows: ListRow[] = [];
  let cursor: unknown = "";
  do {
    const next = `${query}&limit=${limit}&cursor=${encodeURIComponent(String(cursor))}`;
    const page = await listPageOf(shop, list, next);
    assert.ok(page.rows.length <= limit);
    rows.push(...page.rows);
    cursor = page.next_cursor;
  } while (cursor);
  return rows;
}

/**
 * Asks each query and compares with the uuids expected, their order aside. Every filter of the
 * contract must be among the queries, once with a match and once without.
 */
export async function checkFilters(
  shop: TestServer,
  list: ListUnderTest,
  cases: [query: string, expected: string[]][],
): Promise<void> {
  const tried = new Set<string>();
  for (const [query, expected] of cases) {
    const page = await listPageOf(shop, list, query);
    const found = page.rows.map((row) => row.uuid);
    assert.deepEqual(found.sort(), expected.toSorted(), query);
    assert.equal(page.total_count, expected.length, query);
    const kind = expected.length > 0 ? "some" : "none";
    for (const name of new URLSearchParams(query).keys()) tried.add(`${name} ${kind}`);
  }
  const names = Object.keys(list.operation.query?.properties ?? {});
  const others = ["limit", "cursor", "sort", ...(list.others ?? [])];
  const filters = names.filter((name) => !others.includes(name));
  const missing = filters
    .flatMap((name) => [`${name} some`, `${name} none`])
    .filter((one) => !tried.has(one));
  assert.deepEqual(missing, [], "filters that no query tries");
}

/**
 * Sorts by every field of the contract, both ways, and walks each in small pages. `keyOf` tells
 * what a field is of a row, null where it has none: such rows come last both ways. Ties are broken
 * by uuid, in the direction of the field.
 */
export async function checkSorts(
  shop: TestServer,
  list: ListUnderTest,
  keyOf: (field: string, row: ListRow) => string | null,
): Promise<void> {
  for (const field of list.operation.sortable ?? []) {
    const rising = await walkList(shop, list, `sort=${field}`);
    const known = rising.filter((row) => keyOf(field, row) !== null);
    const unknown = rising.filter((row) => keyOf(field, row) === null);
    assert.deepEqual(rising, [...known, ...unknown], `sort=${field}: nulls come last`);
    const keys = known.map((row) => [String(keyOf(field, row)), row.uuid]);
    assert.deepEqual(keys, keys.toSorted(byText), `sort=${field}`);
    assert.deepEqual(await walkList(shop, list, `sort=${field},asc`, 100), rising);
    const falling = await walkList(shop, list, `sort=${field},desc`);
    const expected = [...known.toReversed(), ...unknown.toReversed()];
    assert.deepEqual(falling, expected, `sort=${field},desc`);
  }
}

const byText = (a: string[], b: string[]) => {
  const at = a.findIndex((text, index) => text !== b[index]);
  return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
};

/** Expects a refusal for every way to ask wrongly. The list must have at least two rows. */
export async function checkRefusals(shop: TestServer, list: ListUnderTest): Promise<void> {
  const [field, other] = list.operation.sortable ?? [];
  const { updated_after } = list.operation.query?.properties ?? {};
  const filter = updated_after ? "updated_after=2001-01-01" : "uuid=x";
  const { next_cursor } = await listPageOf(shop, list, "limit=1");
  assert.ok(next_cursor, "the list has a second page");
  const cursor = encodeURIComponent(String(next_cursor));
  const times = Object.keys(list.operation.query?.properties ?? {});
  const after = times.find((name) => name.endsWith("_after"));
  const before = times.find((name) => name.endsWith("_before"));
  const again = await listPageOf(shop, list, `limit=1000&cursor=${cursor}`);
  assert.ok(again.rows.length > 0, "a cursor may go on with another limit");
  const refusals: [query: string, code: string, pointer: string][] = [
    ["limit=0", "input_invalid", "/query/limit"],
    ["limit=-1", "input_invalid", "/query/limit"],
    ["limit=1001", "input_invalid", "/query/limit"],
    ["limit=ten", "input_invalid", "/query/limit"],
    ["limit=1.5", "input_invalid", "/query/limit"],
    ["limit=", "input_invalid", "/query/limit"],
    ["limit=1&limit=2", "input_invalid", "/query/limit"],
    [`limit=1&cursor=${cursor}&sort=${field}`, "cursor_invalid", "/query/cursor"],
    [`limit=1&cursor=${cursor}&${filter}`, "cursor_invalid", "/query/cursor"],
    [`limit=1&cursor=${cursor}x`, "cursor_invalid", "/query/cursor"],
    ["limit=1&cursor=dXNlcjpXMDdRQ1JQQTQ=d", "cursor_invalid", "/query/cursor"],
    ["limit=1&sort=nothing", "sort_unknown", "/query/sort"],
    [`limit=1&sort=${field},up`, "sort_unknown", "/query/sort"],
    [`limit=1&sort=${field},${other}`, "sort_unknown", "/query/sort"],
    [`limit=1&${spell("sort", "uuid")}`, "sort_unknown", "/query/sort"],
    [`limit=1&${spell("application_uuid", "abcdef")}`, "input_invalid", "/query/application_uuid"],
    [`limit=1&${"uuid=x&".repeat(101)}`, "input_invalid", "/query/uuid"],
    ["limit=1&colour=red", "input_invalid", "/query/colour"],
  ];
  if (after) refusals.push([`limit=1&${after}=yesterday`, "input_invalid", `/query/${after}`]);
  if (before) refusals.push([`limit=1&${before}=2030-02-30`, "input_invalid", `/query/${before}`]);
  for (const [query, code, pointer] of refusals) {
    const { status, body } = await shop.request("GET", `${pathOf(list)}?${query}`);
    assert.equal(status, 400, `${query}: ${JSON.stringify(body)}`);
    assert.equal(body.code, code, `${query}: ${JSON.stringify(body)}`);
    const pointers = (body.errors as { pointer: string }[]).map((error) => error.pointer);
    assert.ok(
      pointers.some((one) => one.startsWith(pointer)),
      `${query}: ${pointers}`,
    );
  }
  await refuseElsewhere(shop, list, cursor);
}

/** A cursor is worth nothing to any other list. */
async function refuseElsewhere(shop: TestServer, list: ListUnderTest, cursor: string) {
  const others = [operations.getPartOrders, operations.getPrints, operations.getBuilds];
  for (const { id, path } of others) {
    if (id === list.operation.id) continue;
    const { status, body } = await shop.request("GET", `/v1${path}?limit=1&cursor=${cursor}`);
    assert.deepEqual([status, body.code], [400, "cursor_invalid"], path);
  }
}

const spell = (name: string, text: string) =>
  [...text].map((letter) => `${name}=${letter}`).join("&");
