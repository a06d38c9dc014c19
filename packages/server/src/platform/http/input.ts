/**
 * Checks a request against its operation and hands its four parts on, as the contract types them.
 * Every fault is listed, not only the first.
 */
import { type Binary, type InputFault, type Operation, Problem, TIME_PATTERN } from "@vatline/api";
import { Ajv, type ValidateFunction } from "ajv";
import { findUnstorable, pointerTo, readJson } from "./body.ts";
import { faultsOf } from "./faults.ts";
import type { Asked } from "./open-operation.ts";
import { isSpeltOut, SPELT_OUT } from "./sort.ts";
import { readTime } from "./time.ts";

/** What is done with a query parameter that the operation does not have. */
export type UnknownQuery = "refuse" | "ignore";

export type CheckedInput = { params: unknown; query: unknown; headers: unknown; body: unknown };

/** A list of that many single characters is taken for a text that was sent as a list. */
const SPELT_OUT_LENGTH_MIN = 6;
/** Listing every fault of a large body would cost more than reading it. */
const ALL_FAULTS_BYTES_MAX = 65_536;

type Schema = NonNullable<Operation["query"]> | Exclude<NonNullable<Operation["body"]>, Binary>;
type Properties = Record<string, { type?: string; pattern?: string }>;

/** Makes the check of one operation; the schemas are compiled on its first request. */
export function inputReader(operation: Operation, unknown_query: UnknownQuery) {
  const { params, query, headers, body } = operation;
  const check = {
    params: params && checker(params),
    query: query && checker(query),
    headers: headers && checker(headers),
    body: body && !("binary" in body) ? checker(body) : undefined,
  };
  const queryProperties: Properties = query?.properties ?? {};
  const headerNames = Object.keys(headers?.properties ?? {});

  return (request: Asked): CheckedInput => {
    const input = {
      params: { ...(request.params as object) },
      query: coerceQuery(request.query as Record<string, unknown>, queryProperties),
      headers: pick(request.headers, headerNames),
      body: readBody(operation, request.body),
    };
    const misnamed = findUnstorable(input.params) !== null;
    if (misnamed || (check.params?.(input.params, false) ?? []).length > 0) {
      throw new Problem("not_found", `There is nothing at ${request.url.split("?")[0]}.`);
    }
    const small = Number(request.headers["content-length"] ?? Infinity) <= ALL_FAULTS_BYTES_MAX;
    const faults = [
      ...queryFaults(input.query, queryProperties, unknown_query),
      ...faultsOf("query", check.query?.(input.query, true) ?? []),
      ...faultsOf("headers", check.headers?.(input.headers, true) ?? []),
      ...faultsOf("body", check.body?.(input.body, small) ?? []),
      ...unstorableFaults(input),
    ];
    if (faults.length === 0) return input;
    const [first] = faults;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
    const detail = `${first.pointer} ${first.detail}${more}.`;
    throw new Problem("input_invalid", detail, { errors: faults });
  };
}

function readBody(operation: Operation, body: unknown): unknown {
  if (operation.body === undefined) return undefined;
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  return "binary" in operation.body ? bytes : readJson(bytes);
}

/**
 * Query values are text; those of the right form become what the schema names, a single value of a
 * list becomes a list. The rest is left for the validator to complain about.
 */
function coerceQuery(query: Record<string, unknown>, properties: Properties) {
  // Without a prototype, so that no name is special.
  const input: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(query)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    input[name] = value;
    if (schema?.type === "array") input[name] = Array.isArray(value) ? value : [value];
    if (typeof value !== "string") continue;
    const numeric = schema?.type === "integer" || schema?.type === "number";
    if (numeric && /^-?\d{1,15}(\.\d+)?$/.test(value)) input[name] = Number(value);
    if (schema?.type === "boolean" && /^(true|false)$/.test(value)) input[name] = value === "true";
    if (schema?.pattern === TIME_PATTERN) input[name] = readTime(value, "up") ?? value;
  }
  return input;
}

function queryFaults(
  query: Record<string, unknown>,
  properties: Properties,
  unknown_query: UnknownQuery,
): InputFault[] {
  const faults: InputFault[] = [];
  for (const [name, value] of Object.entries(query)) {
    const known = Object.hasOwn(properties, name);
    if (!known && unknown_query === "refuse") {
      const names = Object.keys(properties).join(", ") || "none";
      const detail = `is not a parameter of this operation; it takes: ${names}`;
      faults.push({ pointer: `/query${pointerTo(name)}`, detail });
    }
    if (known && name !== "sort" && Array.isArray(value)) {
      const spelt = value.length >= SPELT_OUT_LENGTH_MIN && isSpeltOut(value);
      if (spelt) faults.push({ pointer: `/query${pointerTo(name)}`, detail: SPELT_OUT });
    }
  }
  return faults;
}

function unstorableFaults(input: CheckedInput): InputFault[] {
  const pointer = findUnstorable({ query: input.query, headers: input.headers, body: input.body });
  if (pointer === null) return [];
  return [{ pointer, detail: "holds a NUL or half a character, or is nested too deeply" }];
}

function pick(headers: Record<string, unknown>, names: string[]): Record<string, unknown> {
  const present = names.filter((name) => headers[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, headers[name]]));
}

const OPTIONS = {
  strict: false,
  useDefaults: true,
  verbose: true,
  // `format` says what a value is in answers; what is taken is said by patterns.
  validateFormats: false,
  code: { regExp: Object.assign(compilePattern, { code: "compilePattern" }) },
} as const;

const firstFault = new Ajv(OPTIONS);
const allFaults = new Ajv({ ...OPTIONS, allErrors: true });

/** A check that answers the faults, none where the value fits; defaults are filled in. */
function checker(schema: Schema) {
  let first: ValidateFunction | undefined;
  let all: ValidateFunction | undefined;
  return (value: unknown, list_all: boolean) => {
    first ??= firstFault.compile(schema);
    if (first(value)) return [];
    if (!list_all) return first.errors ?? [];
    all ??= allFaults.compile(schema);
    all(value);
    return all.errors ?? [];
  };
}

/** The pattern of times also asks whether there is such a day; a regular expression cannot. */
function compilePattern(pattern: string, flags: string) {
  if (pattern !== TIME_PATTERN) return new RegExp(pattern, flags);
  return { test: (text: string) => readTime(text) !== null, toString: () => pattern };
}
