/**
 * The steps of model programs. Each setting is described once; of them come the strict form of a
 * step, as it runs, and the written form, where any setting may be a token.
 */
import { type Static, type TOptional, type TProperties, type TSchema, Type } from "typebox";
import { word } from "./fields.ts";

/** The name of a parameter; between tildes it is a token. */
export const TOKEN_KEY_PATTERN = "[A-Z][A-Z0-9_]{0,63}";

const NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}";
const LENGTH_MM_MAX = 10_000;
const PLACE = { minimum: -LENGTH_MM_MAX, maximum: LENGTH_MM_MAX };

const oneOfWords = <const T extends string>(words: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: "string", enum: [...words], description });

const vector = (description: string, limits: { minimum: number; maximum: number }) =>
  Type.Array(Type.Number(limits), { minItems: 3, maxItems: 3, description });

const diameter_mm = Type.Number({ minimum: 0.2, maximum: 100, description: "Of a hole." });

const hole = Type.Object(
  {
    x_mm: Type.Number({ ...PLACE, description: "Its place along x." }),
    y_mm: Type.Number({ ...PLACE, description: "Its place along y." }),
    z_mm: Type.Optional(
      Type.Number({ ...PLACE, description: "Its place along z; found when left out." }),
    ),
    direction: Type.Optional(vector("From the cavity outwards; downwards where left out.", PLACE)),
    diameter_mm,
  },
  { additionalProperties: false },
);

const SETTINGS = {
  wall_mm: Type.Number({ minimum: 0.1, maximum: 100, description: "Thickness of the wall." }),
  resolution_mm: Type.Number({
    minimum: 0.05,
    maximum: 10,
    description: "Cells by which the inner surface is found; by the size where left out.",
  }),
  holes: Type.Array(hole, { minItems: 1, maxItems: 100, description: "Each by its place." }),
  count: Type.Integer({ minimum: 1, maximum: 20, description: "Holes whose places are found." }),
  diameter_mm,
  text: Type.String({ minLength: 1, maxLength: 200, description: "May have several lines." }),
  size_mm: Type.Number({ minimum: 0.5, maximum: 500, description: "Height of a capital letter." }),
  depth_mm: Type.Number({ minimum: 0.05, maximum: 50, description: "How deep, or how high." }),
  letter_spacing_mm: Type.Number({
    minimum: -50,
    maximum: 500,
    description: "Added between letters; 0 where left out.",
  }),
  line_height: Type.Number({
    minimum: 0.5,
    maximum: 10,
    description: "From line to line, in heights of a capital letter; 1.6 where left out.",
  }),
  alignment: oneOfWords(["left", "center", "right"], "Of the lines; center where left out."),
  side: oneOfWords(
    ["front", "back", "left", "right", "top", "bottom"],
    "The side of the model's box that is written on; the front looks to -y.",
  ),
  offset_mm: Type.Array(Type.Number(PLACE), {
    minItems: 2,
    maxItems: 2,
    description: "From the middle of the side, rightwards and upwards; 0, 0 where left out.",
  }),
  origin_mm: vector("Where the first line starts, is centred or ends, on its baseline.", PLACE),
  normal: vector("Out of the surface; of a cut, the upper side.", PLACE),
  up: vector("Where the heads of the letters point.", PLACE),
  factor: Type.Number({ minimum: 0.001, maximum: 1000, description: "Along every axis." }),
  factors: vector("One for each axis.", { minimum: 0.001, maximum: 1000 }),
  from: oneOfWords(["inch", "cm", "m"], "The unit that the file was drawn in; it becomes mm."),
  axis: oneOfWords(["x", "y", "z"], "Mirrors along it, or turns about it."),
  angle_deg: Type.Number({ minimum: -360, maximum: 360, description: "Counter-clockwise." }),
  x_mm: Type.Number({ ...PLACE, description: "Along x; 0 where left out." }),
  y_mm: Type.Number({ ...PLACE, description: "Along y; 0 where left out." }),
  z_mm: Type.Number({ ...PLACE, description: "Along z; 0 where left out." }),
  point_mm: vector("A point of the plane that cuts.", PLACE),
  keep_side: oneOfWords(["above", "below"], "Which side of the cut is left."),
  tolerance_mm: Type.Number({
    minimum: 0.001,
    maximum: 10,
    description: "How far the surface may move.",
  }),
  triangles_max: Type.Integer({
    minimum: 4,
    maximum: 10_000_000,
    description: "Most triangles to be left.",
  }),
};

const source = (description: string) =>
  Type.String({ pattern: `^(${NAME_PATTERN}|~${TOKEN_KEY_PATTERN}~)$`, description });

const COMMON = {
  external_id: Type.String({
    pattern: `^${NAME_PATTERN}$`,
    description: "Names the step; occurs once in a program.",
  }),
  input: source("What it works on: the token of a model, or an earlier step by name."),
  keep: Type.Optional(
    Type.Boolean({ description: "Makes a model of its result; of the last step's always." }),
  ),
};

/** `one_of`: exactly one of these groups of settings is given. */
function stepOf<const Name extends string, const Fields extends TProperties>(
  operation: Name,
  fields: Fields,
  one_of?: string[][],
) {
  return Type.Object(
    { ...COMMON, operation: Type.Literal(operation), ...fields },
    {
      additionalProperties: false,
      ...(one_of && { oneOf: one_of.map((required) => ({ required })) }),
    },
  );
}

const { text, size_mm, depth_mm } = SETTINGS;
const lettering = {
  ...{ text, size_mm, depth_mm },
  letter_spacing_mm: Type.Optional(SETTINGS.letter_spacing_mm),
  line_height: Type.Optional(SETTINGS.line_height),
  alignment: Type.Optional(SETTINGS.alignment),
  side: Type.Optional(SETTINGS.side),
  offset_mm: Type.Optional(SETTINGS.offset_mm),
  origin_mm: Type.Optional(SETTINGS.origin_mm),
  normal: Type.Optional(SETTINGS.normal),
  up: Type.Optional(SETTINGS.up),
};
const PLACES = [["side"], ["origin_mm", "normal", "up"]];
const second = { with: source("The second model of the two: a token, or an earlier step.") };

const MEANINGS = {
  repair: "closes holes and turns the surface outwards",
  hollow: "leaves a wall with a closed cavity inside",
  drain_holes: "drills holes through the wall, where named or where their places are found",
  engrave_text: "cuts letters into the surface",
  emboss_text: "raises letters from the surface",
  scale: "makes it larger or smaller, seen from the origin",
  mirror: "swaps its two sides along an axis, at the origin",
  rotate: "turns it about an axis through the origin",
  move: "moves it",
  lay_flat: "lays it on its best face",
  cut: "cuts along a plane and leaves one side, closed",
  union: "joins two models into one",
  difference: "takes the second model away from the first",
  intersection: "leaves what two models share",
  simplify: "describes the same shape by fewer triangles",
} as const;

/** Every operation with the strict form of its step, all tokens replaced. Lengths are mm. */
export const MODEL_PROGRAM_STEPS = {
  repair: stepOf("repair", {}),
  hollow: stepOf("hollow", {
    wall_mm: SETTINGS.wall_mm,
    resolution_mm: Type.Optional(SETTINGS.resolution_mm),
  }),
  drain_holes: stepOf(
    "drain_holes",
    {
      holes: Type.Optional(SETTINGS.holes),
      count: Type.Optional(SETTINGS.count),
      diameter_mm: Type.Optional(diameter_mm),
    },
    [["holes"], ["count", "diameter_mm"]],
  ),
  engrave_text: stepOf("engrave_text", lettering, PLACES),
  emboss_text: stepOf("emboss_text", lettering, PLACES),
  scale: stepOf(
    "scale",
    {
      factor: Type.Optional(SETTINGS.factor),
      factors: Type.Optional(SETTINGS.factors),
      from: Type.Optional(SETTINGS.from),
    },
    [["factor"], ["factors"], ["from"]],
  ),
  mirror: stepOf("mirror", { axis: SETTINGS.axis }),
  rotate: stepOf("rotate", { axis: SETTINGS.axis, angle_deg: SETTINGS.angle_deg }),
  move: stepOf("move", {
    x_mm: Type.Optional(SETTINGS.x_mm),
    y_mm: Type.Optional(SETTINGS.y_mm),
    z_mm: Type.Optional(SETTINGS.z_mm),
  }),
  lay_flat: stepOf("lay_flat", {}),
  cut: stepOf("cut", {
    point_mm: SETTINGS.point_mm,
    normal: SETTINGS.normal,
    keep_side: SETTINGS.keep_side,
  }),
  union: stepOf("union", second),
  difference: stepOf("difference", second),
  intersection: stepOf("intersection", second),
  simplify: stepOf(
    "simplify",
    {
      tolerance_mm: Type.Optional(SETTINGS.tolerance_mm),
      triangles_max: Type.Optional(SETTINGS.triangles_max),
    },
    [["tolerance_mm"], ["triangles_max"]],
  ),
};
export type ModelProgramOperationName = keyof typeof MODEL_PROGRAM_STEPS;

/** A step as it runs: every value of its own kind and in its range. */
export type ModelProgramStep = Static<(typeof MODEL_PROGRAM_STEPS)[ModelProgramOperationName]>;

const token = Type.String({ pattern: `^~${TOKEN_KEY_PATTERN}~$`, description: "A token." });

type Node = TSchema & {
  type?: string;
  description?: string;
  enum?: unknown;
  items?: Node;
  properties?: object;
};

/** The same setting as an author writes it: a token may stand for any value in it. */
function written(setting: Node): TSchema {
  const { type, items, properties, description = "" } = setting;
  if (type === "object") {
    const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, written(field)]);
    return { ...setting, properties: Object.fromEntries(fields) };
  }
  if (type === "array" && items) return { ...setting, items: written(items) };
  // A text may hold tokens anywhere.
  return type === "string" && !setting.enum
    ? setting
    : Type.Union([setting, token], { description });
}

const writtenSettings = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => [name, Type.Optional(written(setting))]),
) as { [Name in keyof typeof SETTINGS]: TOptional<TSchema> };

/** A step as its author writes it. Which settings it takes depends on its operation. */
export const ModelProgramStepGiven = Type.Object(
  {
    ...COMMON,
    operation: word(MEANINGS, "What is done."),
    with: Type.Optional(second.with),
    ...writtenSettings,
  },
  {
    additionalProperties: false,
    title: "ModelProgramStep",
    description: "One step of a program. Any value may be a token, to be replaced by each run.",
  },
);
export type ModelProgramStepGiven = Static<typeof ModelProgramStepGiven>;
