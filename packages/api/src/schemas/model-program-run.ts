/** Runs of model programs, and the two ways to give them parameters. */
import { type Static, Type } from "typebox";
import { MODEL_PROGRAM_STATUSES } from "../statuses.ts";
import { nullable, text, word } from "./fields.ts";

const progressOf = {
  status: word(MODEL_PROGRAM_STATUSES, "How far it is."),
  progress: Type.Number({ minimum: 0, maximum: 1, description: "Share done, 0 to 1." }),
  model_uuid: Type.Optional(nullable(Type.String(), "The model it made; null until complete.")),
  failure_message: Type.Optional(
    nullable(Type.String(), "Why it failed, for people; null unless it did."),
  ),
};

/** Status of anything a model program does. */
export const ModelProgramRunStatusInfo = Type.Object(progressOf, {
  title: "ModelProgramRunStatusInfo",
  description: "How far a run, or one operation of it, is.",
});
export type ModelProgramRunStatusInfo = Static<typeof ModelProgramRunStatusInfo>;

/** One step of a program that its author gave a name. */
export const ModelProgramOperation = Type.Object(
  {
    ...progressOf,
    external_id: Type.String({ description: "The step's name; occurs once in a program." }),
  },
  {
    title: "ModelProgramOperation",
    description: "One step of a program that its author gave a name.",
  },
);
export type ModelProgramOperation = Static<typeof ModelProgramOperation>;

/** One run of a model program. */
export const ModelProgramRun = Type.Object(
  {
    ...progressOf,
    uuid: text("Names the run; given by the server."),
    operation_status: Type.Optional(
      nullable(Type.Array(ModelProgramOperation), "The named steps; null when there are none."),
    ),
  },
  { title: "ModelProgramRun", description: "One run of a program that makes a model of models." },
);
export type ModelProgramRun = Static<typeof ModelProgramRun>;

/** The runs asked for. */
export const ModelProgramRuns = Type.Object(
  { model_program_runs: Type.Array(ModelProgramRun, { description: "The runs that were found." }) },
  { title: "ModelProgramRuns", description: "The runs asked for." },
);
export type ModelProgramRuns = Static<typeof ModelProgramRuns>;

const key = Type.String({ description: "Name of the parameter, such as WALL_THICKNESS_MM." });

/** A parameter that is text; the only kind that need not say so. */
export const StringParameter = Type.Object(
  {
    key,
    type: Type.Optional(
      Type.Literal("string", { description: "May be left out for this kind only." }),
    ),
    value: Type.String({ description: "The text." }),
  },
  { title: "StringParameter", description: "A parameter that is text." },
);
export type StringParameter = Static<typeof StringParameter>;

/** A parameter that is a whole number. */
export const IntegerParameter = Type.Object(
  {
    key,
    type: Type.Literal("integer", { description: "Names the kind." }),
    value: Type.Integer({ description: "The whole number." }),
  },
  { title: "IntegerParameter", description: "A parameter that is a whole number." },
);
export type IntegerParameter = Static<typeof IntegerParameter>;

/** A parameter that is a number. */
export const DoubleParameter = Type.Object(
  {
    key,
    type: Type.Literal("double", { description: "Names the kind." }),
    value: Type.Number({ description: "The number." }),
  },
  { title: "DoubleParameter", description: "A parameter that is a number." },
);
export type DoubleParameter = Static<typeof DoubleParameter>;

/** What it takes to run a program. */
export const ModelProgramRunRequest = Type.Object(
  {
    model_program_uuid: Type.String({ description: "The program; its author hands out the uuid." }),
    parameters: Type.Union(
      [
        Type.Record(Type.String(), Type.String(), {
          maxProperties: 100,
          description: "Token to replacement, such as `~MODEL_UUID~` to the uuid of a model.",
        }),
        Type.Array(Type.Union([StringParameter, IntegerParameter, DoubleParameter]), {
          maxItems: 100,
          description: "Parameters with a kind each.",
        }),
      ],
      { description: "Replacements for tokens, or a list of parameters with kinds." },
    ),
  },
  {
    title: "ModelProgramRunRequest",
    description: "A program to run, and on what. Unknown keys are ignored.",
  },
);
export type ModelProgramRunRequest = Static<typeof ModelProgramRunRequest>;
