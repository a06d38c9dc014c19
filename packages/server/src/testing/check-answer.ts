/** Holds every answer that a test sees against the published contract. */
import assert from "node:assert/strict";
import { type Operation, ProblemDetails, problemsOf } from "@vatline/api";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { noteAnswered } from "./answered.ts";
import { ALL_OPERATIONS } from "./operations.ts";
import type { Answer } from "./server.ts";

const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);

const checks = new Map<object, ValidateFunction>();

/** Fails when the answer of an operation is not one that the contract declares, key for key. */
export function checkAnswer(method: string, url: string, answer: Answer): void {
  const operation = operationAt(method, url.split("?")[0]);
  if (!operation) return;
  const { status, body } = answer;
  noteAnswered(operation.id, status);
  const said = `${method} ${url} answered ${status} ${JSON.stringify(body).slice(0, 500)}`;
  if (status >= 400) {
    assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/, said);
    conform(ProblemDetails, body, said);
    const codes: string[] = problemsOf(operation);
    const code = String(body.code);
    assert.ok(codes.includes(code) || code === "not_implemented", `${code} is undeclared: ${said}`);
    return;
  }
  const schema = operation.responses[status];
  assert.notEqual(schema, undefined, `undeclared status: ${said}`);
  if (schema === null) assert.deepEqual(body, { text: "" }, said);
  else if (!("binary" in schema)) conform(schema, body, said);
}

function conform(schema: object, body: unknown, said: string): void {
  const check = checks.get(schema) ?? ajv.compile(closed(schema));
  checks.set(schema, check);
  if (check(body)) return;
  const faults = check.errors?.map(({ params }) => JSON.stringify(params)).join(", ");
  assert.fail(`${said}: ${ajv.errorsText(check.errors)}; ${faults}`);
}

/** The schema without room for further keys: callers may meet them, but we never send any. */
function closed<T>(schema: T): T {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed) as T;
  const inner = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const own = Object.fromEntries(inner);
  return "properties" in schema ? { ...own, additionalProperties: false } : own;
}

function operationAt(method: string, path: string): Operation | undefined {
  const found = ALL_OPERATIONS.filter(({ base, operation }) => {
    const pattern = `^${base}${operation.path.replace(/\{[^}]+\}/g, "[^/]+")}$`;
    return operation.method === method && new RegExp(pattern).test(path);
  });
  // Literal paths come before those with parameters in the server as well.
  const literal = found.find(({ base, operation }) => base + operation.path === path);
  return (literal ?? found[0])?.operation;
}
