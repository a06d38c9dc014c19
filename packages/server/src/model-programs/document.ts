/** Checks a program before it is stored: what a run could stumble over whatever it is given. */
import {
  type InputFault,
  type ModelProgramCreation,
  type ModelProgramParameter,
  Problem,
} from "@vatline/api";
import { faultOfValue } from "./parameters.ts";
import { stepFaults } from "./step-check.ts";
import { hasToken, replaceTokens, type TokenValues, tokensIn, valueAt } from "./tokens.ts";

/** What is kept of a program once for each version. */
export type ProgramDocument = Required<
  Pick<ModelProgramCreation, "name" | "description" | "parameters" | "operations">
>;

type Step = ProgramDocument["operations"][number];

/** Throws model_program_invalid with every fault, pointers below /body. */
export function checkDocument({ parameters, operations }: ProgramDocument): void {
  const errors = [...parameterFaults(parameters), ...nameFaults(operations)];
  const types = new Map(parameters.map(({ key, type }) => [key, type]));
  for (const [index, step] of operations.entries()) {
    const earlier = new Set(operations.slice(0, index).map(({ external_id }) => external_id));
    const faults = [
      ...sourceFaults(step, types, earlier),
      ...tokenFaults(step, types),
      ...settingFaults(step, parameters),
    ];
    const told = new Set<string>();
    for (const { pointer, detail } of faults) {
      // What is wrong with a token makes the setting wrong as well; the first says why.
      if (told.has(pointer)) continue;
      told.add(pointer);
      errors.push({ pointer: `/body/operations/${index}${pointer}`, detail });
    }
  }
  if (errors.length === 0) return;
  const [{ pointer, detail }] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new Problem("model_program_invalid", `${pointer} ${detail}${more}.`, { errors });
}

function parameterFaults(parameters: ModelProgramParameter[]): InputFault[] {
  const faults: InputFault[] = [];
  const keys = new Set<string>();
  for (const [index, parameter] of parameters.entries()) {
    const fault = (field: string, detail: string) =>
      faults.push({ pointer: `/body/parameters/${index}/${field}`, detail });
    const { key, type, minimum, maximum } = parameter;
    if (keys.has(key)) fault("key", `${key} is listed twice`);
    keys.add(key);
    const numeric = type === "integer" || type === "double";
    for (const field of numeric ? (["max_length"] as const) : (["minimum", "maximum"] as const)) {
      if (parameter[field] !== undefined) fault(field, `does not go with the type ${type}`);
    }
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      fault("minimum", `is more than the maximum of ${maximum}`);
    }
    if (parameter.default === undefined) continue;
    const unfit =
      type === "model"
        ? "does not go with the type model: a model is given by each run"
        : faultOfValue(parameter, parameter.default);
    if (unfit !== null) fault("default", unfit);
  }
  return faults;
}

function nameFaults(operations: Step[]): InputFault[] {
  const names = new Set<string>();
  const faults: InputFault[] = [];
  for (const [index, { external_id }] of operations.entries()) {
    if (names.has(external_id)) {
      const pointer = `/body/operations/${index}/external_id`;
      faults.push({ pointer, detail: `${external_id} names an earlier step already` });
    }
    names.add(external_id);
  }
  return faults;
}

/** A step works on models and on steps before it; so there can be no circle. */
function sourceFaults(step: Step, types: Map<string, string>, earlier: Set<string>): InputFault[] {
  const faults: InputFault[] = [];
  for (const field of ["input", "with"] as const) {
    const source = step[field];
    if (source === undefined) continue;
    const [token] = tokensIn(source);
    const known = token ? types.get(token.key) === "model" : earlier.has(source);
    if (known) continue;
    const detail = token
      ? `${source} is no parameter of the type model`
      : `"${source}" names no earlier step`;
    faults.push({ pointer: `/${field}`, detail });
  }
  return faults;
}

function tokenFaults(step: Step, types: Map<string, string>): InputFault[] {
  const { input: _input, with: _with, ...settings } = step;
  return tokensIn(settings).flatMap(({ key, about, pointer }) => {
    const type = types.get(key);
    if (type === undefined) return [{ pointer, detail: `~${key}~ is not among the parameters` }];
    if (about === null || type === "model") return [];
    return [{ pointer, detail: `~${key}.${about}~: ${key} is no model` }];
  });
}

/**
 * Tries the step with a value of the right type for every token. What a token makes too small, too
 * long or unknown is for the run to say; a wrong type can be told now.
 */
function settingFaults(step: Step, parameters: ModelProgramParameter[]): InputFault[] {
  const samples: TokenValues = new Map();
  for (const { key, type } of parameters) {
    samples.set(key, { integer: 1, double: 1.5, string: "text", model: "model" }[type]);
    for (const about of ["name", "external_id"]) samples.set(`${key}.${about}`, "text");
  }
  // Whether the sources are there has been looked at.
  const sources = { input: "model", ...(step.with !== undefined && { with: "model" }) };
  const faults = stepFaults({ ...(replaceTokens(step, samples) as Step), ...sources });
  return faults.filter(
    ({ pointer, keyword }) => keyword === "type" || !hasToken(valueAt(step, pointer)),
  );
}
