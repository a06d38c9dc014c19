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
    shell_count: count("Separate bodies."),
    inside_out: Type.Boolean({ description: "True when its triangles face inwards." }),
    format: nullable(
      Type.Unsafe<"binary" | "ascii">({ type: "string", enum: ["binary", "ascii"] }),
      "Kind of STL; null when it did not come from a file.",
    ),
    solid_count: count("Solids that the file opens."),
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
