import { type Static, Type } from "typebox";
import { nullable } from "./fields.ts";

const point = (description: string) =>
  Type.Unsafe<[x: number, y: number, z: number]>({
    type: "array",
    items: { type: "number" },
    minItems: 3,
    maxItems: 3,
    description,
  });

const count = (description: string) => Type.Integer({ minimum: 0, description });

const oneOf = <const Name extends string>(names: readonly Name[], description?: string) =>
  Type.Unsafe<Name>({ type: "string", enum: names, ...(description && { description }) });

/** What the lengths in the file are. */
const ReportUnits = Type.Object(
  {
    unit: oneOf(
      ["micron", "millimeter", "centimeter", "inch", "foot", "meter"],
      "Unit of the lengths in the file, as far as is known.",
    ),
    from: oneOf(
      ["file", "guess"],
      "`file`: the file says it, and all measures here are mm. `guess`: it says nothing and is " +
        "read as mm, whatever the guess is.",
    ),
    reason: Type.String({ description: "Why this unit, with its figures, for people." }),
  },
  { description: "What the lengths in the file are." },
);

const excess = (what: string) =>
  Type.Number({ minimum: 0, description: `By how many mm it is too ${what}; 0 when it is not.` });

/** How a model fits on one kind of platform. */
const PlatformFit = Type.Object(
  {
    platform_class: Type.String({ description: "Class of the printers with this platform." }),
    fit: oneOf(
      ["as_is", "turned", "too_large"],
      "Whether it fits as it is, when turned about z, or not at all.",
    ),
    rotation_deg: Type.Number({
      description: "Turn about z, counter-clockwise, that fits, or that has the least excess.",
    }),
    excess_mm: Type.Object(
      { width_mm: excess("wide"), depth_mm: excess("deep"), height_mm: excess("high") },
      { description: "By how much it is too large when turned so." },
    ),
  },
  { description: "How it fits on one kind of platform, with no room kept around it." },
);

/** What the file of a model is like. */
export const MeshReport = Type.Object(
  {
    triangle_count: count("Triangles in the file, those without area included."),
    vertex_count: count("Different corners."),
    bounds: Type.Object(
      { min: point("Lowest x, y, z in mm."), max: point("Highest x, y, z in mm.") },
      { description: "The box around it, in its own coordinates." },
    ),
    size_mm: point("Width, depth and height in mm."),
    volume_mm3: Type.Number({
      description: "Negative when it is inside out; an estimate when it is not watertight.",
    }),
    area_mm2: Type.Number({ description: "Of the whole surface." }),
    watertight: Type.Boolean({ description: "True when the surface is closed." }),
    open_edge_count: count("Edges at the rims of holes."),
    nonmanifold_edge_count: count("Edges where more than two triangles meet."),
    inconsistent_edge_count: count("Edges whose triangles face opposite ways."),
    degenerate_count: count("Triangles without area."),
    duplicate_count: count("Triangles that occur again."),
    flipped_count: count("Triangles that face the other way than most of their body."),
    shell_count: count("Separate bodies."),
    inside_out: Type.Boolean({ description: "True when its triangles face inwards." }),
    format: nullable(
      oneOf(["stl_binary", "stl_ascii", "obj", "3mf"]),
      "Format of the file, and for STL its kind; null when it did not come from a file.",
    ),
    units: ReportUnits,
    solid_count: count("Solids of an STL, groups of an OBJ, or placed meshes of a 3MF."),
    platforms: Type.Array(PlatformFit, {
      description: "How it fits on the platform of each class of printers, smallest first.",
    }),
    warnings: Type.Array(
      Type.Object({
        code: Type.String({ description: "Names the finding; never renamed." }),
        detail: Type.String({ description: "The finding with its figures, for people." }),
      }),
      { description: "What is odd about it; the model is usable all the same." },
    ),
  },
  { title: "MeshReport", description: "What the file of a model is like." },
);
export type MeshReport = Static<typeof MeshReport>;
