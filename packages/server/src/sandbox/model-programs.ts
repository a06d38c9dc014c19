/** The model programs a sandbox is furnished with, as data. */
import type { ModelProgramCreation } from "@vatline/api";

const MODEL: ModelProgramCreation["parameters"][number] = {
  key: "MODEL_UUID",
  type: "model",
  description: "The model to start from.",
};
const WALL: ModelProgramCreation["parameters"][number] = {
  key: "WALL_THICKNESS_MM",
  type: "double",
  description: "Thickness of the wall.",
  default: 2,
  minimum: 0.5,
  maximum: 20,
};
const hollow = {
  external_id: "hollow",
  operation: "hollow",
  input: "~MODEL_UUID~",
  wall_mm: "~WALL_THICKNESS_MM~",
} as const;

/** The first one needs ~MODEL_UUID~ only. */
export const SANDBOX_PROGRAMS: ModelProgramCreation[] = [
  {
    name: "hollow",
    description: "Leaves a wall around a closed cavity.",
    parameters: [MODEL, WALL],
    operations: [hollow],
  },
  {
    name: "hollow_with_drain",
    description: "Leaves a wall, and drills holes for the resin to run out.",
    parameters: [
      MODEL,
      WALL,
      {
        key: "DRAIN_HOLES",
        type: "integer",
        description: "How many holes.",
        default: 2,
        minimum: 1,
        maximum: 20,
      },
      {
        key: "DRAIN_DIAMETER_MM",
        type: "double",
        description: "How wide they are.",
        default: 3,
        minimum: 0.5,
        maximum: 20,
      },
    ],
    operations: [
      hollow,
      {
        external_id: "drain",
        operation: "drain_holes",
        input: "hollow",
        count: "~DRAIN_HOLES~",
        diameter_mm: "~DRAIN_DIAMETER_MM~",
      },
    ],
  },
  {
    name: "engrave_part_number",
    description: "Cuts the part number into a side of the model.",
    parameters: [
      MODEL,
      { key: "PART_NUMBER", type: "string", description: "What is written.", max_length: 40 },
      { key: "SIDE", type: "string", description: "Such as top or front.", default: "top" },
      { key: "SIZE_MM", type: "double", description: "Height of a capital letter.", default: 4 },
      { key: "DEPTH_MM", type: "double", description: "How deep it is cut.", default: 0.5 },
    ],
    operations: [
      {
        external_id: "engraved",
        operation: "engrave_text",
        input: "~MODEL_UUID~",
        text: "~PART_NUMBER~",
        side: "~SIDE~",
        size_mm: "~SIZE_MM~",
        depth_mm: "~DEPTH_MM~",
      },
    ],
  },
  {
    name: "mirror",
    description: "Makes a left one of a right one.",
    parameters: [
      MODEL,
      { key: "AXIS", type: "string", description: "x, y or z.", default: "x", max_length: 1 },
    ],
    operations: [
      { external_id: "mirrored", operation: "mirror", input: "~MODEL_UUID~", axis: "~AXIS~" },
    ],
  },
  {
    name: "inch_to_mm",
    description: "Makes a model of the right size of a file that was drawn in inches.",
    parameters: [MODEL],
    operations: [{ external_id: "in_mm", operation: "scale", input: "~MODEL_UUID~", from: "inch" }],
  },
];
