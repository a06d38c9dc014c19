/** /manage/v1/model_programs, and the runs of them in full. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  ModelProgram,
  ModelProgramChange,
  ModelProgramCreation,
  ModelProgramRunDetails,
  ModelProgramRunsPage,
  ModelPrograms,
} from "../../schemas/model-program.ts";
import { anyOf, exactly, listProblems, paging, sortBy, updated, uuidOf } from "../params.ts";

const PROGRAM_BYTES_MAX = 256 * 1024;
const PROGRAM_SORTS = ["uuid", "name", "created_at", "updated_at"];
const RUN_SORTS = ["uuid", "status", "created_at", "updated_at"];

export const listModelPrograms = defineOperation({
  id: "listModelPrograms",
  method: "GET",
  path: "/model_programs",
  tag: "ModelPrograms",
  summary: "List model programs",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The programs with this uuid."),
    name: exactly("Exactly this name."),
    status: exactly("Programs with this status."),
    ...updated,
    sort: sortBy(PROGRAM_SORTS),
  }),
  responses: { 200: ModelPrograms },
  problems: [...listProblems],
  sortable: PROGRAM_SORTS,
});

export const createModelProgram = defineOperation({
  id: "createModelProgram",
  method: "POST",
  path: "/model_programs",
  tag: "ModelPrograms",
  summary: "Store a model program",
  description: "The whole program is checked; every fault is told, with a pointer to it.",
  body: ModelProgramCreation,
  body_bytes_max: PROGRAM_BYTES_MAX,
  responses: { 200: ModelProgram },
  problems: ["model_program_invalid"],
});

export const getModelProgram = defineOperation({
  id: "getModelProgram",
  method: "GET",
  path: "/model_programs/{uuid}",
  tag: "ModelPrograms",
  summary: "Get a model program",
  role: "VIEWER",
  params: uuidOf("program"),
  query: Type.Object({
    version: Type.Optional(
      Type.Integer({ minimum: 1, description: "An earlier version; the newest when left out." }),
    ),
  }),
  responses: { 200: ModelProgram },
  problems: ["not_found"],
});

export const updateModelProgram = defineOperation({
  id: "updateModelProgram",
  method: "PATCH",
  path: "/model_programs/{uuid}",
  tag: "ModelPrograms",
  summary: "Change or retire a model program",
  description:
    "A change of the program makes a new version; runs keep the one they were begun with. " +
    "A retired program cannot be run.",
  params: uuidOf("program"),
  body: ModelProgramChange,
  body_bytes_max: PROGRAM_BYTES_MAX,
  responses: { 200: ModelProgram },
  problems: ["not_found", "model_program_invalid"],
});

export const listModelProgramRuns = defineOperation({
  id: "listModelProgramRuns",
  method: "GET",
  path: "/model_program_runs",
  tag: "ModelPrograms",
  summary: "List runs of model programs",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The runs with this uuid."),
    model_program_uuid: anyOf("Runs of this program."),
    status: exactly("Runs with this status."),
    ...updated,
    sort: sortBy(RUN_SORTS),
  }),
  responses: { 200: ModelProgramRunsPage },
  problems: [...listProblems],
  sortable: RUN_SORTS,
});

export const getModelProgramRunDetails = defineOperation({
  id: "getModelProgramRunDetails",
  method: "GET",
  path: "/model_program_runs/{uuid}",
  tag: "ModelPrograms",
  summary: "Get a run in full",
  role: "VIEWER",
  params: uuidOf("run"),
  responses: { 200: ModelProgramRunDetails },
  problems: ["not_found"],
});

export const cancelModelProgramRun = defineOperation({
  id: "cancelModelProgramRun",
  method: "POST",
  path: "/model_program_runs/{uuid}/cancel",
  tag: "ModelPrograms",
  summary: "Cancel a run",
  description: "The run has failed then, and makes no model.",
  role: "OPERATOR",
  params: uuidOf("run"),
  responses: { 200: ModelProgramRunDetails },
  problems: ["not_found", "model_program_run_ended"],
});
