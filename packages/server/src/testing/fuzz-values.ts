/** Values drawn from a schema, right or wrong, as JSON text: it holds what no object could. */
import type { Random } from "./journeys/random.ts";

/** What of JSON Schema the contract uses. */
export type Schema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  items?: Schema;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

export type Values = {
  random: Random;
  /** Values in a hundred that are wrong. */
  wrong_percent: number;
  /** A value that the server gave or knows for this key. */
  known(key: string): string | undefined;
};

const LENGTH_MAX = 1001;

const ODD_TEXTS = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "x\udfff",
  "💥",
  "e\u0301\u202e\ufeff\u2028",
  "a".repeat(32),
  "a".repeat(33),
  "💥".repeat(32),
  "a".repeat(256),
  "x".repeat(10_000),
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "Infinity",
  "-1",
  "-0",
  "1e309",
  "0x10",
  "١٢",
  "1.5",
  "999999999999999",
  "9".repeat(400),
  "true",
  "'; drop table parts; --",
  "%",
  "%00",
  "%2e%2e%2f",
  "..",
  "../../etc/passwd",
  "a/b\\c",
  "a\r\nX-Injected: 1",
  "a\nb",
  "$" + "{1}",
  "uuid,desc",
  "uuid,",
  ",",
  "updated_at,desc,asc",
  "2030-01-01",
  "2030-02-30",
  "2030-01-01T00:00:60Z",
  "2030-01-01 00:00:00 01:00",
  "0000-01-01",
  "0001-01-01T00:00:00+23:59",
  "9999-12-31T23:59:59.999999999-23:59",
  "00000000-0000-0000-0000-000000000000",
  "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
  "{00000000-0000-7000-8000-000000000000}",
];

const ODD_TOKENS = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "0.5",
  "1.0",
  "1e3",
  "5e-324",
  "1e308",
  "1e999",
  "-1e999",
  "2147483647",
  "2147483648",
  "9007199254740991",
  "9007199254740993",
  "9223372036854775808",
  "{}",
  "[]",
  "[[]]",
  "[null]",
  '{"__proto__":{"x":1}}',
  '{"toString":1,"constructor":null,"length":-1}',
  '"\\u0000"',
  '"\\ud800"',
  `${"[".repeat(50)}${"]".repeat(50)}`,
  `${"[".repeat(2000)}${"]".repeat(2000)}`,
  `${'{"a":'.repeat(101)}1${"}".repeat(101)}`,
];

const ODD_KEYS = ["__proto__", "constructor", "toString", "", "\0", "\ud800", "a\nb", "💥", "~/"];

export const chance = (random: Random, percent: number) => random.below(100) < percent;

export const oneOf = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)];

export const oddText = (random: Random) => oneOf(random, ODD_TEXTS);

/** A value as JSON text; for odd keys and tokens not always JSON that a parser takes. */
export function jsonOf(values: Values, key: string, schema: Schema): string {
  const { random, wrong_percent } = values;
  if (chance(random, wrong_percent)) {
    return chance(random, 50) ? oneOf(random, ODD_TOKENS) : JSON.stringify(oddText(random));
  }
  if (schema.anyOf) return jsonOf(values, key, oneOf(random, schema.anyOf));
  if (schema.properties || schema.type === "object") return objectOf(values, key, schema);
  if (schema.type === "array") {
    const { items = {} } = schema;
    const length = lengthOf(values, schema);
    return `[${Array.from({ length }, () => jsonOf(values, key, items))}]`;
  }
  return schema.type === "string"
    ? JSON.stringify(textOf(values, key, schema))
    : plainOf(values, schema);
}

/** Of a query parameter or a header. */
export function textOf(values: Values, key: string, schema: Schema): string {
  const { random, wrong_percent } = values;
  if (chance(random, wrong_percent)) return oddText(random);
  if (schema.type !== "string") return plainOf(values, schema);
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return String(oneOf(random, schema.enum));
  // Of what is of a form, new ones are wanted: a uuid that the caller chooses.
  if (chance(random, schema.pattern ? 25 : 85)) {
    const known = values.known(key);
    if (known !== undefined) return known;
  }
  if (schema.pattern?.startsWith("^\\d{4}")) return timeOf(random);
  if (schema.pattern) return random.uuid();
  return chance(random, 70) ? `${key}-${random.below(20)}` : oddText(random);
}

/** How many values a list gets: few mostly, else at one of its bounds. */
export function lengthOf({ random, wrong_percent }: Values, schema: Schema): number {
  const { minItems = 0, maxItems = 100 } = schema;
  if (chance(random, 90)) return Math.max(minItems, 1 + random.below(3));
  const bounds = [minItems, 100, maxItems];
  if (wrong_percent > 0) bounds.push(0, 101, minItems - 1, maxItems + 1);
  return Math.min(Math.max(0, oneOf(random, bounds)), LENGTH_MAX);
}

function objectOf(values: Values, key: string, schema: Schema): string {
  const { random, wrong_percent } = values;
  const { properties = {}, required = [], patternProperties = {} } = schema;
  const members: [name: string, text: string][] = [];
  for (const [name, inner] of Object.entries(properties)) {
    const wanted = required.includes(name) ? !chance(random, wrong_percent) : chance(random, 40);
    // `uuid` of something in a list is of what the list is called after.
    if (wanted) members.push([name, jsonOf(values, name === "uuid" ? `${key}.uuid` : name, inner)]);
    if (wanted && chance(random, wrong_percent / 4)) members.push(members[members.length - 1]);
  }
  for (const inner of Object.values(patternProperties)) {
    for (let left = random.below(3); left > 0; left--) {
      const name = chance(random, wrong_percent) ? oneOf(random, ODD_KEYS) : `k${random.below(9)}`;
      members.push([name, jsonOf(values, name, inner)]);
    }
  }
  if (chance(random, wrong_percent))
    members.push([oneOf(random, ODD_KEYS), oneOf(random, ODD_TOKENS)]);
  return `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`)}}`;
}

/** A number, a truth value or a constant. */
function plainOf({ random, wrong_percent }: Values, schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return JSON.stringify(oneOf(random, schema.enum));
  if (schema.type === "boolean") return String(chance(random, 50));
  if (schema.type === undefined) return oneOf(random, ODD_TOKENS);
  const { minimum = -1000, maximum = 1000 } = schema;
  const some = Math.min(maximum, minimum + 1 + random.below(5));
  // What is right stays small: thousands of copies would be printed for the rest of the run.
  if (wrong_percent === 0 || chance(random, 90)) return String(some);
  const bounds = [minimum, maximum, minimum - 1, maximum + 1, minimum + 0.5, maximum * 1e9];
  return String(oneOf(random, bounds));
}

function timeOf(random: Random): string {
  const day = `2030-0${1 + random.below(9)}-${10 + random.below(18)}`;
  return oneOf(random, [day, `${day}T12:00:00Z`, `${day}T12:00`, `${day} 23:59:59.999+05:30`]);
}
