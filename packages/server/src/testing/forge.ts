/** Bodies with keys that are not the caller's to set, and where such a value ended up. */
import type { Operation } from "@vatline/api";
import { sql } from "kysely";
import type { Queries } from "../platform/db/db.ts";

const FORGED = "forged by the caller";

/** What rows have beside what answers show of them. */
const OF_ROWS = ["customer_uuid", "seq", "file_key", "created_by", "password_hash", "public_key"];

/** The body and, forged, all that the operation answers or keeps and its body does not name. */
export function withForged({ body: schema, responses }: Operation, body: unknown): unknown {
  // One that takes no other keys refuses them, which has tests of its own.
  const is_closed = Object(schema).additionalProperties === false;
  const is_object = typeof body === "object" && body !== null && body.constructor === Object;
  if (is_closed || !is_object) return body;
  const shown = Object.values(responses).flatMap((one) => keysOf(one));
  const own = new Set(keysOf(schema));
  const foreign = [...shown, ...OF_ROWS].filter((key) => !own.has(key));
  return { ...Object.fromEntries(foreign.map((key) => [key, FORGED])), ...body };
}

/** The keys of an object's schema, of one that is any of several too. */
function keysOf(schema: unknown): string[] {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = Object(schema);
  return [...Object.keys(properties), ...[...anyOf, ...oneOf, ...allOf].flatMap(keysOf)];
}

/** Columns, of any table, that hold a forged value. */
export async function readForged(db: Queries): Promise<string[]> {
  const found: string[] = [];
  for (const { schema, name: own, columns } of await db.introspection.getTables()) {
    const table = schema ? `${schema}.${own}` : own;
    for (const { name } of columns) {
      const { rows } = await sql`select 1 from ${sql.table(table)}
        where cast(${sql.ref(name)} as text) like ${`%${FORGED}%`} limit 1`.execute(db);
      if (rows.length > 0) found.push(`${table}.${name}`);
    }
  }
  return found;
}
