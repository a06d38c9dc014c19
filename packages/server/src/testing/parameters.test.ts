/** Every parameter of every operation, sent empty, too often or in the wrong form. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Operation, TIME_PATTERN } from "@vatline/api";
import { onSqlite } from "./databases.ts";
import { ALL_OPERATIONS, type Placed, pathOf } from "./operations.ts";
import { NO_UUID, startTestServer, type TestServer } from "./server.ts";

type Form = {
  type?: string;
  pattern?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
};

/** What a parameter of this form refuses, as queries without its name. */
function badValuesOf({ type, pattern, minimum, maximum, maxItems, maxLength, ...form }: Form) {
  const bad: string[] = [];
  if (type === "integer" || type === "number") bad.push("", "x", "NaN", "1e2000", "0x10");
  if (type === "integer") bad.push("1.5");
  if (type === "boolean") bad.push("", "yes");
  if (pattern === TIME_PATTERN) bad.push("", "yesterday", "2030-02-30", "10:00");
  if (minimum !== undefined) bad.push(String(minimum - 1));
  if (maximum !== undefined) bad.push(String(maximum + 1));
  if (form.enum) bad.push("", "nothing-of-the-kind");
  if (maxLength !== undefined) bad.push("x".repeat(maxLength + 1));
  return { bad, too_often: maxItems === undefined ? null : maxItems + 1 };
}

function propertiesOf(operation: Operation): [string, Form][] {
  return Object.entries(operation.query?.properties ?? {}) as [string, Form][];
}

async function ask(shop: TestServer, placed: Placed, query: string) {
  const url = `${pathOf(placed, NO_UUID)}?${query}`;
  return { url, ...(await shop.request(placed.operation.method, url)) };
}

/** The parameters an operation cannot do without, given as something that names nothing. */
function neededBy(operation: Operation, name: string): string {
  const needed = (operation.query?.required ?? []) as string[];
  const others = needed.filter((one) => one !== name && !["limit", "offset"].includes(one));
  return others.map((one) => `&${one}=x`).join("");
}

const READING = ALL_OPERATIONS.filter(({ operation }) => operation.method === "GET");

onSqlite("parameters", (database) => {
  test("each one refuses what is not of its form, and says which it was [list-values]", async () => {
    const shop = await startTestServer(database);
    let refused = 0;
    for (const placed of READING) {
      const { operation } = placed;
      for (const [name, form] of propertiesOf(operation)) {
        const { bad, too_often } = badValuesOf(form);
        const queries = bad.map((value) => `${name}=${encodeURIComponent(value)}`);
        if (too_often) queries.push(Array(too_often).fill(`${name}=x`).join("&"));
        for (const query of queries) {
          const rest = neededBy(operation, name);
          const { url, status, body } = await ask(shop, placed, query + rest);
          const said = `${url.slice(0, 200)} answered ${status} ${JSON.stringify(body)}`;
          assert.equal(status, 400, said);
          const pointers = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
          assert.ok(
            pointers.some((pointer) => pointer.startsWith(`/query/${name}`)),
            said,
          );
          refused++;
        }
      }
    }
    assert.ok(refused > 150, `${refused} refusals`);
  });

  test("each one of free text, sent empty, is as if it matched nothing or were not there", async () => {
    const shop = await startTestServer(database);
    for (const placed of READING) {
      const { operation } = placed;
      for (const [name, form] of propertiesOf(operation)) {
        if (badValuesOf(form).bad.includes("") || name === "sort") continue;
        const { url, status, body } = await ask(
          shop,
          placed,
          `${name}=${neededBy(operation, name)}`,
        );
        const said = `${url} answered ${status} ${JSON.stringify(body)}`;
        // A printer that is not there is told, as it is by its full name.
        assert.ok(status === 200 || status === 404 || status === 400, said);
        const rows = Object.values(body).find(Array.isArray);
        if (status === 200 && name !== "cursor" && rows) assert.deepEqual(rows, [], said);
      }
    }
  });
});
