import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import fc from "fast-check";
import { forEachDatabase } from "../../testing/databases.ts";
import { manualClock } from "../../testing/manual-clock.ts";
import type { Db } from "../db/db.ts";
import type { Tables } from "../db/tables.ts";
import { openCursors } from "./cursor.ts";
import { type ListQuery, listPage, listSpec } from "./list.ts";

type Row = Tables["part_orders"];

const ORDERS = listSpec({
  operation_id: "getPartOrders",
  table: "part_orders",
  select: (db) => db.selectFrom("part_orders").selectAll(),
  filters: {
    uuid: { column: "part_orders.uuid", is: "equal" },
    status: { column: "part_orders.status", is: "equal" },
    packing_group: { column: "part_orders.packing_group", is: "equal" },
    updated_before: { column: "part_orders.updated_at", is: "before" },
    updated_after: { column: "part_orders.updated_at", is: "after" },
    flushed_before: { column: "part_orders.flushed_at", is: "before" },
    flushed_after: { column: "part_orders.flushed_at", is: "after" },
  },
  sorts: {
    uuid: { column: "part_orders.uuid" },
    updated_at: { column: "part_orders.updated_at" },
    part_order_number: { column: "part_orders.part_order_number" },
    packing_group: { column: "part_orders.packing_group", nullable: true },
    flushed_at: { column: "part_orders.flushed_at", nullable: true },
    seq: { column: "part_orders.seq" },
  },
  default_sort: [{ column: "part_orders.updated_at", descending: true }],
});

const STATUSES = ["open", "processing", "complete"] as const;
/** Chosen so that no two collations agree on them. */
const NUMBERS = [
  "a",
  "A",
  "b",
  "Z",
  "_",
  "-",
  "é",
  "e",
  "10",
  "9",
  "",
  " ",
  "歯",
  "😀",
  "a b",
  "a-b",
];
const timeOf = (n: number) => new Date(Date.UTC(2026, 0, 1) + n).toISOString();

/** Few values for many rows, so that every sort has ties. */
function rowOf(customer_uuid: string, application_uuid: string, seq: number): Row {
  return {
    customer_uuid,
    uuid: randomUUID(),
    application_uuid,
    seq,
    part_order_number: NUMBERS[(seq * 7) % NUMBERS.length],
    due_date: timeOf(0),
    build_sop_uuid: null,
    packing_group: seq % 3 === 0 ? null : NUMBERS[(seq * 5) % NUMBERS.length],
    priority: 50,
    status: STATUSES[(seq * 11) % 3],
    flushed_at: seq % 4 === 0 ? null : timeOf((seq * 13) % 10),
    created_at: timeOf(seq),
    updated_at: timeOf((seq * 17) % 20),
  };
}

async function fill(db: Db, count: number): Promise<Row[]> {
  const customer_uuid = randomUUID();
  const application_uuid = randomUUID();
  const offset = Math.floor(Math.random() * 1e12);
  const rows = Array.from({ length: count }, (_, n) =>
    rowOf(customer_uuid, application_uuid, offset + n),
  );
  const created_at = timeOf(0);
  await db.transaction(async (tx) => {
    await tx
      .insertInto("customers")
      .values({ uuid: customer_uuid, name: "x", created_at })
      .execute();
    const application = {
      customer_uuid,
      uuid: application_uuid,
      name: "x",
      description: null,
      created_at,
      is_default: 0,
    };
    await tx.insertInto("applications").values(application).execute();
    for (let from = 0; from < count; from += 100) {
      await tx
        .insertInto("part_orders")
        .values(rows.slice(from, from + 100))
        .execute();
    }
  });
  return rows;
}

/** The same list by brute force: filter, then sort by bytes with nulls last. */
function oracle(rows: Row[], query: ListQuery): string[] {
  const wanted = rows.filter((row) => matches(row, query));
  const sort = query.sort?.length ? query.sort : ["updated_at,desc"];
  const keys = sort.map((text) => text.split(",")) as [keyof Row, string?][];
  const last = keys.at(-1)?.[1];
  const compare = (a: Row, b: Row) => {
    for (const [field, direction] of [...keys, ["uuid", last] as [keyof Row, string?]]) {
      const difference = compareValues(a[field], b[field], direction === "desc");
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return wanted.sort(compare).map((row) => row.uuid);
}

function matches(row: Row, query: ListQuery): boolean {
  const { status, packing_group, updated_before, updated_after, flushed_before, flushed_after } =
    query as Record<string, string | undefined>;
  const { flushed_at } = row;
  if (status && !status.includes(row.status)) return false;
  if (packing_group !== undefined && row.packing_group !== packing_group) return false;
  if (updated_before && row.updated_at >= updated_before) return false;
  if (updated_after && row.updated_at < updated_after) return false;
  if (flushed_before && (flushed_at === null || flushed_at >= flushed_before)) return false;
  return !(flushed_after && (flushed_at === null || flushed_at < flushed_after));
}

type Value = Row[keyof Row];

function compareValues(a: Value, b: Value, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const difference =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return descending ? -difference : difference;
}

const bound = fc.integer({ min: -1, max: 21 }).map(timeOf);
const direction = fc.constantFrom("", ",asc", ",desc");
const sortValue = fc
  .tuple(fc.constantFrom(...Object.keys(ORDERS.sorts)), direction)
  .map(([field, suffix]) => field + suffix);
const distinctFields = fc.uniqueArray(sortValue, {
  maxLength: 3,
  selector: (value) => value.split(",")[0],
});
/** One filter or none: several would leave few rows to walk. */
const filters: fc.Arbitrary<ListQuery> = fc.oneof(
  fc.constant({}),
  fc.record({ status: fc.uniqueArray(fc.constantFrom(...STATUSES), { minLength: 1 }) }),
  fc.record({ packing_group: fc.constantFrom(...NUMBERS) }),
  fc.record({ updated_after: bound, updated_before: bound }),
  fc.record({ flushed_after: bound }),
  fc.record({ flushed_before: bound }),
);
const limits = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

forEachDatabase("listPage", (open) => {
  const clock = manualClock();
  const cursors = openCursors("secret", clock);

  test("walking the pages of any query gives each row once, in order, at any limit [default-order] [last-page] [nulls-when-sorting]", async () => {
    const db = await open();
    const rows = await fill(db, 120);
    await fill(db, 50);
    const { customer_uuid } = rows[0];
    const property = fc.asyncProperty(
      distinctFields,
      filters,
      limits,
      async (sort, asked, sizes) => {
        const query: ListQuery = { ...asked, sort };
        const expected = oracle(rows, query);
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let n = 0; n < 200; n += 1) {
          const limit = sizes[n % sizes.length];
          const page = await listPage({ db, cursors }, ORDERS, customer_uuid, {
            ...query,
            limit,
            cursor,
          });
          assert.equal(page.total_count, expected.length);
          assert.equal(page.limit, limit);
          seen.push(...page.rows.map((row) => row.uuid));
          cursor = page.next_cursor;
          if (cursor === undefined) break;
          assert.equal(page.rows.length, limit);
        }
        assert.deepEqual(seen, expected);
      },
    );
    const sorts = [["updated_at,desc", "part_order_number"], ["flushed_at", "seq,desc"], []];
    const examples = sorts.map((sort): [string[], ListQuery, number[]] => [sort, {}, [7, 1]]);
    await fc.assert(property, { numRuns: 40, examples });
  });

  test("counts exactly to 10,000 and no further [total-count-cap]", async () => {
    const db = await open();
    const rows = await fill(db, 10_002);
    const { customer_uuid } = rows[0];
    const counts = [];
    for (const updated_before of [timeOf(10), timeOf(99)]) {
      const query = { limit: 1, updated_before };
      const page = await listPage({ db, cursors }, ORDERS, customer_uuid, query);
      counts.push(page.total_count);
    }
    assert.deepEqual(counts, [oracle(rows, { updated_before: timeOf(10) }).length, 10_000]);
  });

  test("bounds finer than a millisecond are exact: after includes, before excludes", async () => {
    const db = await open();
    const [row] = await fill(db, 1);
    const { customer_uuid } = row;
    const at = row.updated_at.replace("Z", "");
    const counts = async (query: ListQuery) =>
      (await listPage({ db, cursors }, ORDERS, customer_uuid, query)).total_count;
    assert.equal(await counts({ updated_after: at }), 1);
    assert.equal(await counts({ updated_after: `${at}001` }), 0);
    assert.equal(await counts({ updated_before: at }), 0);
    assert.equal(await counts({ updated_before: `${at}001` }), 1);
    await assert.rejects(
      counts({ updated_before: "2026-02-30" }),
      (error) => error instanceof Problem && error.errors?.[0]?.pointer === "/query/updated_before",
    );
  });

  test("a cursor serves its own query only, with any limit, for 60 s [cursor-life]", async () => {
    const db = await open();
    const rows = await fill(db, 30);
    const other = await fill(db, 30);
    const { customer_uuid } = rows[0];
    const query: ListQuery = { limit: 10, sort: ["seq"], status: ["open", "complete"] };
    const first = await listPage({ db, cursors }, ORDERS, customer_uuid, query);
    const cursor = first.next_cursor;
    assert.ok(cursor);
    const next = (changes: ListQuery, customer = customer_uuid, spec = ORDERS) =>
      listPage({ db, cursors }, spec, customer, { ...query, cursor, ...changes }).then(
        (page) => page.rows.length,
        (error) => error.code,
      );
    assert.equal(await next({}), 10);
    assert.equal(await next({ limit: 3 }), 3);
    assert.equal(await next({ updated_after: undefined }), 10);
    assert.equal(await next({ status: ["open"] }), "cursor_invalid");
    assert.equal(await next({ updated_after: timeOf(0) }), "cursor_invalid");
    assert.equal(await next({ sort: ["seq,desc"] }), "cursor_invalid");
    assert.equal(await next({ sort: undefined }), "cursor_invalid");
    assert.equal(await next({}, other[0].customer_uuid), "cursor_invalid");
    const elsewhere = { ...ORDERS, operation_id: "getOthers" };
    assert.equal(await next({}, customer_uuid, elsewhere), "cursor_invalid");
    clock.advance(60_000);
    assert.equal(await next({}), "cursor_expired");
    assert.equal(await next({ cursor: "" }), 10);
  });
});
