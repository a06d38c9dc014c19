/** Model programs: recipes, as data, by which runs make a model of models. */
import { type Static, Type } from "typebox";
import {
  MODEL_PROGRAM_PARAMETER_TYPES,
  MODEL_PROGRAM_STATES,
  MODEL_PROGRAM_STATUSES,
} from "../statuses.ts";
import { nullable, ownUuid, page, time, timeGiven, word } from "./fields.ts";
import { ModelProgramOperation } from "./model-program-run.ts";
import { ModelProgramStepGiven, TOKEN_KEY_PATTERN } from "./model-program-step.ts";

/** What a run may give to a program, and what it is when nothing is given. */
export const ModelProgramParameter = Type.Object(
  {
    key: Type.String({
      pattern: `^${TOKEN_KEY_PATTERN}$`,
      description: "Its name; between tildes it is the token that stands for it.",
    }),
    type: word(MODEL_PROGRAM_PARAMETER_TYPES, "What kind of value it takes."),
    description: Type.Optional(Type.String({ maxLength: 500, description: "For people." })),
    default: Type.Optional(
      Type.Union([Type.String({ maxLength: 200 }), Type.Number()], {
        description: "Taken where a run gives none. A parameter without it must be given.",
      }),
    ),
    minimum: Type.Optional(Type.Number({ description: "Least value of a number." })),
    maximum: Type.Optional(Type.Number({ description: "Largest value of a number." })),
    max_length: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, description: "Most characters of a text." }),
    ),
  },
  {
    additionalProperties: false,
    title: "ModelProgramParameter",
    description: "What a run may give to a program.",
  },
);
export type ModelProgramParameter = Static<typeof ModelProgramParameter>;

const given = {
  name: Type.String({ minLength: 1, maxLength: 100, description: "What people call it." }),
  description: Type.String({ maxLength: 2000, description: "What it is for." }),
  parameters: Type.Array(ModelProgramParameter, {
    maxItems: 50,
    description: "What runs may give.",
  }),
  operations: Type.Array(ModelProgramStepGiven, {
    minItems: 1,
    maxItems: 50,
    description: "The steps in the order in which they run; the last one's result is the run's.",
  }),
};

/** What it takes to store a program. */
export const ModelProgramCreation = Type.Object(
  {
    name: given.name,
    description: Type.Optional(given.description),
    parameters: given.parameters,
    operations: given.operations,
  },
  {
    additionalProperties: false,
    title: "ModelProgramCreation",
    description: "A program to be stored.",
  },
);
export type ModelProgramCreation = Static<typeof ModelProgramCreation>;

const status = word(MODEL_PROGRAM_STATES, "Whether it may be run.");

/** What may be changed of a program. */
export const ModelProgramChange = Type.Object(
  {
    name: Type.Optional(given.name),
    description: Type.Optional(given.description),
    parameters: Type.Optional(given.parameters),
    operations: Type.Optional(given.operations),
    status: Type.Optional(status),
  },
  {
    additionalProperties: false,
    title: "ModelProgramChange",
    description:
      "Fields to change. Another name, description, parameters or operations make a new version.",
  },
);
export type ModelProgramChange = Static<typeof ModelProgramChange>;

/** A stored program. */
export const ModelProgram = Type.Object(
  {
    uuid: ownUuid("program"),
    ...given,
    version: Type.Integer({ description: "1 at first; every change of the program adds one." }),
    status,
    created_at: time("When it was stored."),
    updated_at: time("When it was changed last."),
  },
  { title: "ModelProgram", description: "A stored program, at one of its versions." },
);
export type ModelProgram = Static<typeof ModelProgram>;

/** One page of programs. */
export const ModelPrograms = Type.Object(
  { model_programs: Type.Array(ModelProgram, { description: "The programs." }), ...page },
  { title: "ModelPrograms", description: "One page of programs." },
);
export type ModelPrograms = Static<typeof ModelPrograms>;

/** A run with all that is known of it. */
export const ModelProgramRunDetails = Type.Object(
  {
    uuid: ownUuid("run"),
    model_program_uuid: Type.String({ description: "The program." }),
    version: Type.Integer({ description: "The version of the program that was run." }),
    application_uuid: Type.String({ description: "Where its models belong." }),
    status: word(MODEL_PROGRAM_STATUSES, "How far it is."),
    progress: Type.Number({ minimum: 0, maximum: 1, description: "Share done, 0 to 1." }),
    model_uuid: nullable(Type.String(), "The model it made; null until complete."),
    failure_message: nullable(Type.String(), "Why it failed, for people; null unless it did."),
    parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
      description: "What its tokens were replaced by, defaults included.",
    }),
    operation_status: Type.Array(ModelProgramOperation, { description: "Its steps." }),
    repairs: Type.Array(
      Type.Object({
        external_id: Type.String({ description: "The step that needed it." }),
        detail: Type.String({ description: "What was found and mended." }),
      }),
      { description: "What had to be mended of open models before steps could work on them." },
    ),
    created_by: Type.String({ description: "Who began it." }),
    created_at: time("When it was asked for."),
    started_at: nullable(timeGiven("A time."), "When it was begun; null until then."),
    finished_at: nullable(timeGiven("A time."), "When it ended; null until then."),
    updated_at: time("When it was changed last."),
  },
  { title: "ModelProgramRunDetails", description: "A run of a program, in full." },
);
export type ModelProgramRunDetails = Static<typeof ModelProgramRunDetails>;

/** One page of runs. */
export const ModelProgramRunsPage = Type.Object(
  { model_program_runs: Type.Array(ModelProgramRunDetails, { description: "The runs." }), ...page },
  { title: "ModelProgramRunsPage", description: "One page of runs." },
);
export type ModelProgramRunsPage = Static<typeof ModelProgramRunsPage>;
