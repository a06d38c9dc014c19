/** Makes the plan of a run: the program's steps with all tokens replaced, and the models named. */
import {
  type InputFault,
  type ModelProgramRunRequest,
  type ModelProgramStep,
  Problem,
} from "@vatline/api";
import { type ModelRow, readModel } from "../models/store.ts";
import type { Queries } from "../platform/db/db.ts";
import { invariant } from "../platform/invariant.ts";
import type { ProgramDocument } from "./document.ts";
import { type ParameterValue, readParameters } from "./parameters.ts";
import { stepFaults } from "./step-check.ts";
import { replaceTokens, type TokenValues, tokensIn, valueAt } from "./tokens.ts";

/** The index of an earlier step, or the uuid of a model. */
export type Source = number | string;

export type PlannedStep = { settings: ModelProgramStep; input: Source; with: Source | null };

/** All that a run does, whatever becomes of the program. */
export type Plan = {
  /** What the files of the results are called by: the model's file name without its ending. */
  name: string;
  steps: PlannedStep[];
  /** The files of the models, by uuid. */
  files: Record<string, string>;
};

export type PlannedRun = {
  plan: Plan;
  /** The model that the result comes from, by the first inputs. */
  model: ModelRow;
  /** What every token stands for, defaults included. */
  parameters: Record<string, string | number>;
};

/** Throws model_program_parameters_invalid with every fault, pointers below /body. */
export async function planRun(
  db: Queries,
  customer_uuid: string,
  { parameters: declared, operations }: ProgramDocument,
  given: ModelProgramRunRequest["parameters"],
  now: string,
): Promise<PlannedRun> {
  const { values, faults } = readParameters(declared, given);
  refuse(faults);
  const models = new Map<string, ModelRow>();
  for (const { parameter, value, pointer } of values.values()) {
    if (parameter.type !== "model") continue;
    const model = await readModel(db, customer_uuid, String(value), now);
    if (model) models.set(parameter.key, model);
    else faults.push({ pointer: pointer ?? "/body/parameters", detail: "names no model" });
  }
  refuse(faults);
  const tokens = tokenValuesOf(values, models);
  const steps = operations.map((step) => {
    const replaced = replaceTokens(step, tokens) as ModelProgramStep;
    faults.push(...faultsOfStep(step, replaced, values, tokens));
    return { settings: replaced, ...sourcesOf(step, operations, models) };
  });
  refuse(faults);
  const model = originOf(steps, [...models.values()]);
  const files = [...models.values()].map(({ uuid, file_key }) => [uuid, file_key]);
  return {
    plan: { name: nameOf(model.filename), steps, files: Object.fromEntries(files) },
    model,
    parameters: Object.fromEntries([...values].map(([key, { value }]) => [key, value])),
  };
}

function refuse(errors: InputFault[]): void {
  if (errors.length === 0) return;
  const [{ pointer, detail }] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  throw new Problem("model_program_parameters_invalid", `${pointer} ${detail}${more}.`, { errors });
}

function tokenValuesOf(
  values: Map<string, ParameterValue>,
  models: Map<string, ModelRow>,
): TokenValues {
  const tokens: TokenValues = new Map([...values].map(([key, { value }]) => [key, value]));
  for (const [key, { filename, external_id }] of models) {
    tokens.set(`${key}.name`, nameOf(filename));
    if (external_id !== null) tokens.set(`${key}.external_id`, external_id);
  }
  return tokens;
}

/** The file's name without its ending. */
const nameOf = (filename: string) => filename.replace(/\.[^.]+$/, "");

/** The faults of a step, each told of the parameter that brought it in. */
function faultsOfStep(
  step: ProgramDocument["operations"][number],
  replaced: ModelProgramStep,
  values: Map<string, ParameterValue>,
  tokens: TokenValues,
): InputFault[] {
  const missing = tokensIn(step).filter(
    ({ key, about }) => about !== null && !tokens.has(`${key}.${about}`),
  );
  const where = (key: string | undefined) => values.get(key ?? "")?.pointer ?? "/body/parameters";
  const faults: InputFault[] = missing.map(({ key }) => ({
    pointer: where(key),
    detail: `step ${step.external_id} needs the model's external id, and it has none`,
  }));
  for (const { pointer, detail } of stepFaults(replaced)) {
    const [token] = tokensIn(valueAt(step, pointer));
    const field = pointer.slice(1).replaceAll("/", ".") || "the step";
    faults.push({
      pointer: where(token?.key),
      detail: `step ${step.external_id}: ${field} ${detail}`,
    });
  }
  return faults;
}

function sourcesOf(
  step: ProgramDocument["operations"][number],
  operations: ProgramDocument["operations"],
  models: Map<string, ModelRow>,
): Pick<PlannedStep, "input" | "with"> {
  const sourceOf = (source: string): Source => {
    const [token] = tokensIn(source);
    if (!token) return operations.findIndex(({ external_id }) => external_id === source);
    const model = models.get(token.key);
    invariant(model, `${source} of a checked program is a model`);
    return model.uuid;
  };
  return {
    input: sourceOf(step.input),
    with: step.with === undefined ? null : sourceOf(step.with),
  };
}

/** Follows the inputs from the last step to the model it began with. */
function originOf(steps: PlannedStep[], models: ModelRow[]): ModelRow {
  let source: Source = steps.length - 1;
  // An input is an earlier step, so this ends.
  while (typeof source === "number") source = steps[source].input;
  const uuid = source;
  const model = models.find((each) => each.uuid === uuid);
  invariant(model, "a run begins with one of its models");
  return model;
}
