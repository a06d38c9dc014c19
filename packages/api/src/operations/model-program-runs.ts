/** /model_program_runs: programs that make a model of models. */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import {
  ModelProgramRun,
  ModelProgramRunRequest,
  ModelProgramRuns,
} from "../schemas/model-program-run.ts";
import { anyOf, uuidOf } from "./params.ts";

export const createModelProgramRun = defineOperation({
  id: "createModelProgramRun",
  method: "POST",
  path: "/model_program_runs",
  tag: "ModelProgramRuns",
  summary: "Run a model program",
  description: "Begins the run and answers at once; ask for the run until it has ended.",
  body: ModelProgramRunRequest,
  responses: { 200: ModelProgramRun },
  problems: ["model_program_unknown", "model_program_parameters_invalid", "application_archived"],
});

export const getModelProgramRuns = defineOperation({
  id: "getModelProgramRuns",
  method: "GET",
  path: "/model_program_runs",
  tag: "ModelProgramRuns",
  summary: "Get several runs",
  description: "At least one uuid is needed. Unknown ones are left out.",
  query: Type.Object({ uuid: anyOf("The runs with this uuid.") }),
  responses: { 200: ModelProgramRuns },
  problems: [],
});

export const getModelProgramRun = defineOperation({
  id: "getModelProgramRun",
  method: "GET",
  path: "/model_program_runs/{uuid}",
  tag: "ModelProgramRuns",
  summary: "Get a run",
  params: uuidOf("run"),
  responses: { 200: ModelProgramRun },
  problems: ["not_found"],
});
