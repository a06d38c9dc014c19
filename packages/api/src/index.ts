/** The contract of Vatline and its client. Runs in a browser as well as in Node. */
export {
  ApiError,
  type Client,
  type ClientInput,
  type ClientOptions,
  createClient,
  createClientOf,
} from "./client.ts";
export { FIDELITY, FIDELITY_SOURCES, type FidelityRow, fidelityLedger } from "./fidelity.ts";
export { openapiDocument } from "./openapi.ts";
export {
  type Binary,
  type Input,
  type Method,
  type Operation,
  type Output,
  problemsOf,
} from "./operation.ts";
export { manageOperations } from "./operations/manage.ts";
export { sandboxOperations } from "./operations/sandbox.ts";
export { COMPATIBLE_API, operations } from "./operations.ts";
export { type InputFault, PROBLEMS, Problem, type ProblemCode } from "./problems.ts";
export type * from "./schemas/api-key.ts";
export type * from "./schemas/application.ts";
export type * from "./schemas/application-setup.ts";
export type * from "./schemas/build.ts";
export type * from "./schemas/build-slices.ts";
export type * from "./schemas/build-sop.ts";
export { BUILD_SOP_DEFAULTS } from "./schemas/build-sop.ts";
export type * from "./schemas/catalog-part.ts";
export type * from "./schemas/clock.ts";
export { CLOCK_ADVANCE_S_MAX, CLOCK_SPEED_MAX } from "./schemas/clock.ts";
export { EXPORTS, type ExportColumn, type ExportName } from "./schemas/export.ts";
export { NAME_PATTERN, TIME_PATTERN } from "./schemas/fields.ts";
export type * from "./schemas/history.ts";
export type * from "./schemas/measurement.ts";
export type * from "./schemas/measurement-entry.ts";
export {
  MEASUREMENT_NOTES_LENGTH_MAX,
  MEASUREMENT_ROWS_MAX,
  MEASUREMENT_VALUE_MAX,
} from "./schemas/measurement-entry.ts";
export type * from "./schemas/mesh-report.ts";
export type * from "./schemas/model.ts";
export type * from "./schemas/model-program.ts";
export type * from "./schemas/model-program-run.ts";
export type {
  ModelProgramOperationName,
  ModelProgramStep,
  ModelProgramStepGiven,
} from "./schemas/model-program-step.ts";
export { MODEL_PROGRAM_STEPS, TOKEN_KEY_PATTERN } from "./schemas/model-program-step.ts";
export type * from "./schemas/packing-preview.ts";
export type * from "./schemas/part.ts";
export type * from "./schemas/part-order.ts";
export type * from "./schemas/part-order-record.ts";
export type * from "./schemas/placements.ts";
export type * from "./schemas/print.ts";
export type * from "./schemas/print-order.ts";
export type * from "./schemas/print-quality.ts";
export type * from "./schemas/print-record.ts";
export type * from "./schemas/printability.ts";
export type * from "./schemas/printed-part.ts";
export type * from "./schemas/printer.ts";
export type * from "./schemas/printer-record.ts";
export { ProblemDetails } from "./schemas/problem.ts";
export type * from "./schemas/queue.ts";
export type * from "./schemas/resin.ts";
export type * from "./schemas/session.ts";
export type * from "./schemas/user.ts";
export * from "./statuses.ts";
export { mintToken, type Secrets } from "./token.ts";
export * from "./traveler.ts";
export { toYaml } from "./yaml.ts";
