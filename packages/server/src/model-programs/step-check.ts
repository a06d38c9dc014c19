/** Holds a step, its tokens replaced, against the strict form of its operation. */
import { type InputFault, MODEL_PROGRAM_STEPS } from "@vatline/api";
import { Ajv, type ValidateFunction } from "ajv";
import { faultsOf } from "../platform/http/faults.ts";

export type StepFault = InputFault & { keyword: string };

const ajv = new Ajv({ strict: false, allErrors: true, verbose: true });
const checks = new Map<string, ValidateFunction>();

/** The faults of a step whose `operation` is known, pointers from the step. */
export function stepFaults(step: unknown): StepFault[] {
  const { operation } = step as { operation: keyof typeof MODEL_PROGRAM_STEPS };
  const schema = MODEL_PROGRAM_STEPS[operation];
  const check = checks.get(operation) ?? ajv.compile(schema);
  checks.set(operation, check);
  if (check(step)) return [];
  const errors = check.errors ?? [];
  const [choice] = errors.filter(({ keyword }) => keyword === "oneOf");
  const rest = errors.filter(({ schemaPath }) => !schemaPath.startsWith("#/oneOf"));
  const faults = rest.flatMap((error) =>
    faultsOf("", [error]).map(({ pointer, detail }) => ({
      pointer: pointer.slice(1),
      detail,
      keyword: error.keyword,
    })),
  );
  if (!choice) return faults;
  const groups = (schema as { oneOf?: { required: string[] }[] }).oneOf ?? [];
  const names = groups.map(({ required }) => required.join(" and ")).join(", or ");
  return [{ pointer: "", detail: `takes exactly one of: ${names}`, keyword: "oneOf" }, ...faults];
}
