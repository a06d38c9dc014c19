/**
 * The whole contract against a machine-readable description of the compatible API, which is not
 * part of this repository: VATLINE_TEST_SPEC names the folder that holds api-facts.json, and
 * ../shared/spec beside the repository is looked into otherwise.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";
import { DECISIONS } from "./testing/facts.ts";
import {
  isNullable,
  isTime,
  keysOf,
  type Plain,
  plainOf,
  schemas,
  withoutNull,
} from "./testing/notation.ts";

type Parameter = Omit<Plain, "required" | "items"> & {
  name: string;
  required: boolean;
  items?: Plain;
  $ref?: string;
};
type Property = Parameter & {
  nullable: boolean;
  additionalProperties?: { type?: string; $ref?: string };
  items?: { type?: string; $ref?: string };
};
type Spec = {
  operations: {
    method: string;
    path: string;
    operationId: string;
    path_params: Parameter[];
    headers: Parameter[];
    query: Parameter[];
    request_body: unknown;
    request_content_type: string | null;
  }[];
  schemas: Record<string, { kind: string; enum?: string[]; properties?: Record<string, Property> }>;
};

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const folder = process.env.VATLINE_TEST_SPEC ?? `${repository}../shared/spec`;
const file = `${folder}/api-facts.json`;
const skip = existsSync(file) ? false : `no ${file}: set VATLINE_TEST_SPEC to compare in full`;
const spec: Spec = skip ? { operations: [], schemas: {} } : JSON.parse(readFileSync(file, "utf8"));

const table = new Map(Object.values<Operation>(operations).map((each) => [each.id, each]));
/** The generator renamed one schema; the others are called as on the wire. */
const ourNameOf = (name: string) => (name === "ModelPrint" ? "Print" : name);

/** What a limit means: ours may be stricter only where none is known. */
function checkLimits(at: string, ours: Plain, theirs: Omit<Plain, "required" | "items">): void {
  for (const name of ["minimum", "maximum", "minItems", "maxItems", "maxLength"] as const) {
    if (theirs[name] !== undefined) assert.equal(ours[name], theirs[name], `${at} ${name}`);
  }
  if (theirs.default !== undefined) assert.deepEqual(ours.default, theirs.default, `${at} default`);
  if (theirs.pattern !== undefined) assert.equal(ours.pattern, theirs.pattern, `${at} pattern`);
  if (theirs.enum) {
    assert.deepEqual(ours.enum ?? [ours.const], theirs.enum, `${at} enum`);
  } else {
    const isKind = at.endsWith("Parameter.type");
    assert.ok(isKind || (ours.enum ?? ours.const) === undefined, `${at} has words of ours`);
  }
  if (theirs.format === "date-time") assert.ok(isTime(ours), `${at} is a time`);
}

function checkType(at: string, ours: Plain, theirs: Property): void {
  if (theirs.$ref) {
    assert.equal(ours.title, ourNameOf(theirs.$ref), at);
    return;
  }
  if (theirs.type) assert.equal(ours.type, theirs.type, `${at} type`);
  if (theirs.items) {
    const { type, title } = ours.items ?? {};
    const name = theirs.items.$ref;
    assert.equal(name ? title : type, name ? ourNameOf(name) : theirs.items.type, `${at} items`);
  }
  const values = theirs.additionalProperties;
  if (values) {
    const [{ type, title }] = Object.values(ours.patternProperties ?? {});
    assert.equal(values.$ref ? title : type, values.$ref ?? values.type, `${at} values`);
  }
}

test("all 126 parameters, headers and bodies are as described", { skip }, () => {
  let count = 0;
  for (const their of spec.operations) {
    const operation = table.get(their.operationId);
    assert.ok(operation, their.operationId);
    assert.equal(`${operation.method} ${operation.path}`, `${their.method} ${their.path}`);
    const slots = { path_params: "params", query: "query", headers: "headers" } as const;
    for (const [theirSlot, slot] of Object.entries(slots)) {
      const parameters = their[theirSlot as keyof typeof slots].filter(
        ({ name }) => name !== "Authorization",
      );
      count += parameters.length;
      const ours: Plain = operation[slot] ? plainOf(operation[slot]) : {};
      for (const parameter of parameters) {
        const at = `${their.operationId} ${parameter.name}`;
        const schema = ours.properties?.[parameter.name];
        assert.ok(schema, `${at} is missing`);
        assert.equal(ours.required?.includes(parameter.name) ?? false, parameter.required, at);
        checkType(at, schema, { ...parameter, nullable: false });
        if (!parameter.$ref) checkLimits(at, schema, parameter);
      }
    }
    const { body } = operation;
    assert.equal(body !== undefined, their.request_body !== null, `${their.operationId} body`);
    if (body) {
      count += 1;
      const media_type = "binary" in body ? body.binary : "application/json";
      assert.equal(media_type, their.request_content_type, `${their.operationId} media type`);
    }
  }
  assert.equal(count, 126);
  assert.equal(spec.operations.length, 35);
});

test("all 62 schemas are as described, key by key", { skip }, () => {
  const real = Object.entries(spec.schemas).filter(([name]) => !name.endsWith("AllOf"));
  assert.equal(real.length, 62);
  for (const [theirName, their] of real) {
    const name = ourNameOf(theirName);
    const ours = schemas.get(name);
    assert.ok(ours, `${name} is missing`);
    if (their.kind === "enum") {
      assert.deepEqual(ours.enum, their.enum, name);
      continue;
    }
    const properties = their.properties ?? {};
    const earlier = name === "ModelsResponse" ? DECISIONS.earlier_keys : [];
    const keys = Object.keys(ours.properties ?? {});
    assert.deepEqual(keys.sort(), [...Object.keys(properties), ...earlier].sort(), name);
    for (const [key, property] of Object.entries(properties)) {
      checkProperty(`${name}.${key}`, ours, key, property);
    }
  }
});

function checkProperty(at: string, schema: Plain, key: string, theirs: Property): void {
  const field = schema.properties?.[key];
  assert.ok(field, `${at} is missing`);
  assert.equal(schema.required?.includes(key) ?? false, theirs.required, `${at} required`);
  const isDecided = [key, at].some((place) => DECISIONS.nullable.includes(place));
  assert.equal(isNullable(field), theirs.nullable || isDecided, `${at} nullable`);
  assert.equal(field.readOnly ?? false, theirs.readOnly ?? false, `${at} readOnly`);
  const value = withoutNull(field);
  checkType(at, value, theirs);
  if (!theirs.$ref) checkLimits(at, value, theirs);
}

test("the description names no key that the notation of the facts would miss", { skip }, () => {
  const count = [...schemas.values()].reduce((sum, schema) => sum + keysOf(schema).length, 0);
  const theirs = Object.entries(spec.schemas)
    .filter(([name]) => !name.endsWith("AllOf"))
    .reduce((sum, [, schema]) => sum + Object.keys(schema.properties ?? {}).length, 0);
  assert.equal(count, theirs + DECISIONS.earlier_keys.length);
});
