/** Says the operations table and the schemas in the notation of facts.ts. */
import type { TObject, TSchema } from "typebox";
import { type Operation, problemsOf } from "../operation.ts";
import { PROBLEMS } from "../problems.ts";
import * as application from "../schemas/application.ts";
import * as build from "../schemas/build.ts";
import { TIME_PATTERN } from "../schemas/fields.ts";
import * as measurement from "../schemas/measurement.ts";
import * as model from "../schemas/model.ts";
import * as modelProgramRun from "../schemas/model-program-run.ts";
import * as part from "../schemas/part.ts";
import * as partOrder from "../schemas/part-order.ts";
import * as print from "../schemas/print.ts";
import * as printOrder from "../schemas/print-order.ts";
import * as printQuality from "../schemas/print-quality.ts";
import * as printedPart from "../schemas/printed-part.ts";
import * as printer from "../schemas/printer.ts";
import * as queue from "../schemas/queue.ts";

/** Any schema as plain data. */
export type Plain = {
  type?: string;
  title?: string;
  description?: string;
  format?: string;
  pattern?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  readOnly?: boolean;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
  items?: Plain;
  required?: string[];
  properties?: Record<string, Plain>;
  patternProperties?: Record<string, Plain>;
  anyOf?: Plain[];
};

export function plainOf(schema: TSchema): Plain {
  return JSON.parse(JSON.stringify(schema));
}

/** The schemas of the compatible interface by title. */
export const schemas: Map<string, Plain> = new Map(
  [
    application,
    build,
    measurement,
    model,
    modelProgramRun,
    part,
    partOrder,
    print,
    printOrder,
    printQuality,
    printedPart,
    printer,
    queue,
  ]
    .flatMap((module) => Object.values<TSchema>(module))
    .map(plainOf)
    .flatMap((schema) => (schema.title ? [[schema.title, schema]] : [])),
);

export function isNullable(schema: Plain): boolean {
  return schema.anyOf?.some(({ type }) => type === "null") ?? false;
}

/** The schema without null. */
export function withoutNull(schema: Plain): Plain {
  const others = schema.anyOf?.filter(({ type }) => type !== "null");
  return others?.length === 1 ? others[0] : schema;
}

export function isTime({ format, pattern }: Plain): boolean {
  return format === "date-time" || pattern === TIME_PATTERN;
}

export function parametersOf(operation: Operation): string[] {
  return [operation.params, operation.query].flatMap((slot) => namesIn(slot, suffixOf));
}

export function headersOf(operation: Operation): string[] {
  return namesIn(operation.headers, () => "").map((name) => `^${name}`);
}

export function bodyOf({ body }: Operation): string[] {
  return body ? [`<${nameOf(body)}`] : [];
}

export function answersOf(operation: Operation): string[] {
  return Object.entries(operation.responses).map(
    ([status, body]) => `>${status}${body ? `:${nameOf(body)}` : ""}`,
  );
}

/** Statuses of success and of every problem. */
export function statusesOf(operation: Operation): number[] {
  const refusals = problemsOf(operation).map((code) => PROBLEMS[code].status);
  return [...Object.keys(operation.responses).map(Number), ...refusals];
}

export function keysOf(schema: Plain): string[] {
  return Object.entries(schema.properties ?? {}).map(
    ([key, value]) =>
      key + (schema.required?.includes(key) ? "!" : "") + (isNullable(value) ? "?" : ""),
  );
}

function namesIn(slot: TObject | undefined, suffix: (schema: Plain) => string): string[] {
  if (!slot) return [];
  const { properties = {}, required = [] } = plainOf(slot);
  return Object.entries(properties).map(
    ([name, schema]) => name + (required.includes(name) ? "!" : "") + suffix(schema),
  );
}

function suffixOf(schema: Plain): string {
  if (schema.type !== "array") return isTime(schema) ? "@" : "";
  return schema.minItems === 1 && schema.maxItems === 100 ? "*" : "~";
}

function nameOf(body: NonNullable<Operation["body"]>): string {
  if ("binary" in body) return "binary";
  const { title, anyOf } = plainOf(body);
  return title ?? anyOf?.map((member) => member.title).join("|") ?? "";
}
