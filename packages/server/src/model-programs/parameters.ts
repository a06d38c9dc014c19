/** What a run gives to a program: read in both forms, held against the program's parameters. */
import type { InputFault, ModelProgramParameter, ModelProgramRunRequest } from "@vatline/api";
import { describeValue } from "../platform/http/faults.ts";

export type ParameterValue = {
  parameter: ModelProgramParameter;
  value: string | number;
  /** Where it was given; null for a default. */
  pointer: string | null;
};

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?$/;
const TEXT_LENGTH_MAX = 200;

type Given = { key: string; value: string | number; typed: boolean; pointer: string };

/**
 * Reads token replacements (texts, turned into what each parameter takes) or typed parameters
 * (taken as they are); keys with and without their tildes. Answers the values by key, and every
 * fault: unknown, doubled and missing ones, wrong types, values out of range.
 */
export function readParameters(
  declared: ModelProgramParameter[],
  parameters: ModelProgramRunRequest["parameters"],
): { values: Map<string, ParameterValue>; faults: InputFault[] } {
  const known = new Map(declared.map((parameter) => [parameter.key, parameter]));
  const values = new Map<string, ParameterValue>();
  const faults: InputFault[] = [];
  for (const { key, value: given, typed, pointer } of givenOf(parameters)) {
    const parameter = known.get(key);
    const refuse = (detail: string) => faults.push({ pointer, detail });
    if (!parameter) {
      refuse(`is not a parameter of this program; it takes ${listOf(declared)}`);
      continue;
    }
    if (values.has(key)) {
      refuse(`${key} is given twice`);
      continue;
    }
    const value = typed ? given : numberOf(parameter, given);
    const fault = faultOfValue(parameter, value);
    if (fault !== null) refuse(fault);
    values.set(key, { parameter, value, pointer });
  }
  for (const parameter of declared) {
    const { key, default: value } = parameter;
    if (values.has(key)) continue;
    if (value !== undefined) values.set(key, { parameter, value, pointer: null });
    else faults.push({ pointer: "/body/parameters", detail: `lacks ~${key}~, which is required` });
  }
  return { values, faults };
}

/** Why a value is not one that the parameter takes; null where it is. */
export function faultOfValue(
  {
    type,
    minimum = -Infinity,
    maximum = Infinity,
    max_length = TEXT_LENGTH_MAX,
  }: ModelProgramParameter,
  value: string | number,
): string | null {
  const but = `, but ${describeValue(value)} came`;
  if (type === "integer" || type === "double") {
    if (typeof value !== "number" || !Number.isFinite(value)) return `must be a number${but}`;
    if (type === "integer" && !Number.isSafeInteger(value)) return `must be a whole number${but}`;
    if (value < minimum) return `must be at least ${minimum}${but}`;
    return value > maximum ? `must be at most ${maximum}${but}` : null;
  }
  if (typeof value !== "string") {
    return `must be ${type === "model" ? "the uuid of a model, as" : ""} a text${but}`;
  }
  if (value.length <= max_length) return null;
  return `must have at most ${max_length} characters, but ${value.length} came`;
}

function givenOf(parameters: ModelProgramRunRequest["parameters"]): Given[] {
  if (Array.isArray(parameters)) {
    return parameters.map(({ key, value }, index) => ({
      key: withoutTildes(key),
      value,
      typed: true,
      pointer: `/body/parameters/${index}`,
    }));
  }
  return Object.entries(parameters).map(([key, value]) => ({
    key: withoutTildes(key),
    value,
    typed: false,
    pointer: `/body/parameters/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
  }));
}

const withoutTildes = (key: string) => /^~(.+)~$/s.exec(key)?.[1] ?? key;

/** The number that a text spells, for a parameter that takes one; else the text. */
function numberOf({ type }: ModelProgramParameter, text: string | number): string | number {
  const numeric = type === "integer" || type === "double";
  return numeric && NUMBER.test(String(text)) ? Number(text) : text;
}

function listOf(declared: ModelProgramParameter[]): string {
  return declared.map(({ key }) => `~${key}~`).join(", ") || "none";
}
