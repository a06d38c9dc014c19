/** Turns what the schema validator found into sentences: what was expected, and what came. */
import { type InputFault, NAME_PATTERN, TIME_PATTERN } from "@vatline/api";
import type { ErrorObject } from "ajv";
import { pointerTo } from "./body.ts";
import { isSpeltOut, SPELT_OUT } from "./sort.ts";

const FAULTS_MAX = 50;
const EXCERPT_LENGTH_MAX = 60;

const TYPE_NAMES: Record<string, string> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

/** The faults of one part of the input, at most 50, each once, pointers below `part`. */
export function faultsOf(part: string, errors: readonly ErrorObject[]): InputFault[] {
  const seen = new Map<string, InputFault>();
  for (const error of withoutOtherBranches(withoutEchoes(errors))) {
    const fault = { pointer: `/${part}${pointerOf(error)}`, detail: detailOf(error, errors) };
    seen.set(`${fault.pointer} ${fault.detail}`, fault);
    if (seen.size === FAULTS_MAX) break;
  }
  return [...seen.values()];
}

/** What a value is, for people: its kind, and the value itself where it is short. */
export function describeValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  const short = text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX)}...` : text;
  return typeof value === "string" ? `the text ${short}` : short;
}

function pointerOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty } = error.params;
  const name: unknown = missingProperty ?? additionalProperty;
  if (typeof name !== "string") return error.instancePath;
  return error.instancePath + pointerTo(name);
}

function detailOf(error: ErrorObject, all: readonly ErrorObject[]): string {
  const { keyword, params, data } = error;
  const got = `, but ${describeValue(data)} came`;
  switch (keyword) {
    case "required":
      return "is required";
    case "additionalProperties":
      return "is not a field of this object";
    case "type":
      return `must be ${nameTypes([params.type].flat())}${got}`;
    case "anyOf":
    case "oneOf":
      return `must be ${nameTypes(branchTypes(error, all))}${got}`;
    case "enum":
      return `must be one of ${params.allowedValues.join(", ")}${got}`;
    case "const":
      return `must be ${JSON.stringify(params.allowedValue)}${got}`;
    case "pattern":
      return `must be ${namePattern(params.pattern)}${got}`;
    case "minimum":
      return `must be at least ${params.limit}${got}`;
    case "maximum":
      return `must be at most ${params.limit}${got}`;
    case "exclusiveMinimum":
      return `must be more than ${params.limit}${got}`;
    case "exclusiveMaximum":
      return `must be less than ${params.limit}${got}`;
    case "minLength":
      return `must have at least ${params.limit} characters`;
    case "maxLength":
      return `must have at most ${params.limit} characters, but ${String(data).length} came`;
    case "minItems":
      return `must list at least ${params.limit}${got}`;
    case "maxItems": {
      const hint = Array.isArray(data) && isSpeltOut(data) ? `; ${SPELT_OUT}` : "";
      return `must list at most ${params.limit}${got}${hint}`;
    }
    default:
      return error.message ?? "is not valid";
  }
}

function nameTypes(types: string[]): string {
  return [...new Set(types)].map((type) => TYPE_NAMES[type] ?? type).join(" or ");
}

function namePattern(pattern: string): string {
  if (pattern === TIME_PATTERN) return "a time that exists, such as 2024-05-01T10:00:00Z";
  if (pattern.startsWith("^[0-9a-fA-F]{8}-")) return "a uuid";
  if (pattern === NAME_PATTERN) return "one line of text without blanks around it";
  return `of the form ${pattern}`;
}

/** What has the wrong type breaks other rules too; the type says it all. */
function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const typed = errors.filter(({ keyword }) => keyword === "type");
  const paths = new Set(
    typed.map(({ instancePath, schemaPath }) => instancePath + parentOf(schemaPath)),
  );
  return errors.filter(
    ({ keyword, instancePath, schemaPath }) =>
      keyword === "type" || !paths.has(instancePath + parentOf(schemaPath)),
  );
}

const parentOf = (path: string) => path.slice(0, path.lastIndexOf("/"));

/**
 * Of a choice between schemas, the validator lists the faults of every branch. Keeps those of the
 * branch that was meant: the one that failed on neither its type nor a word that names it. Where
 * each failed on its type, only the choice itself is left, to be told as a choice of types.
 */
function withoutOtherBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let kept = errors;
  for (const choice of errors) {
    if (choice.keyword !== "anyOf" && choice.keyword !== "oneOf") continue;
    const branches = Map.groupBy(
      kept.filter((error) => branchOf(choice, error) !== null),
      (error) => branchOf(choice, error),
    );
    const [best] = [...branches].sort(([, a], [, b]) => penalty(choice, a) - penalty(choice, b));
    const meant = best && penalty(choice, best[1]) < WRONG_TYPE ? best[0] : null;
    kept = kept.filter((error) => {
      if (error === choice) return meant === null;
      const branch = branchOf(choice, error);
      return branch === null || branch === meant;
    });
  }
  return kept;
}

const WRONG_TYPE = 1_000_000;
const WRONG_WORD = 1000;

function penalty(choice: ErrorObject, errors: readonly ErrorObject[]): number {
  let sum = 0;
  for (const { keyword, instancePath } of errors) {
    if (keyword === "type" && instancePath === choice.instancePath) sum += WRONG_TYPE;
    else if (keyword === "const" || keyword === "enum") sum += WRONG_WORD;
    else sum += 1;
  }
  return sum;
}

function branchOf(choice: ErrorObject, error: ErrorObject): string | null {
  const prefix = `${choice.schemaPath}/`;
  return error.schemaPath.startsWith(prefix)
    ? error.schemaPath.slice(prefix.length).split("/")[0]
    : null;
}

function branchTypes(choice: ErrorObject, all: readonly ErrorObject[]): string[] {
  return all
    .filter((error) => branchOf(choice, error) !== null)
    .filter((error) => error.keyword === "type" && error.instancePath === choice.instancePath)
    .flatMap((error) => error.params.type);
}
