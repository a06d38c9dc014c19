/** /manage/v1/models: what is known of a model beside the compatible interface. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { MeshReport } from "../../schemas/mesh-report.ts";
import { ModelPrintability } from "../../schemas/printability.ts";
import { uuidOf } from "../params.ts";

export const getModelReport = defineOperation({
  id: "getModelReport",
  method: "GET",
  path: "/models/{uuid}/report",
  tag: "Models",
  summary: "Get the measures and faults of a model",
  description:
    "What was found when the file was read: its format, the likely unit, measures, faults of the " +
    "surface, and on which platforms it fits.",
  role: "VIEWER",
  params: uuidOf("model"),
  responses: { 200: MeshReport },
  problems: ["not_found"],
});

export const getModelPrintability = defineOperation({
  id: "getModelPrintability",
  method: "GET",
  path: "/models/{uuid}/printability",
  tag: "Models",
  summary: "Get what may go wrong when a model is printed as it lies",
  description:
    "Islands, resin traps, cups, overhangs, thin walls and gaps, on pixels of 0.05 mm, with the " +
    "lowest point of the model on the platform. Asking puts it to work; ask again till it is done.",
  role: "VIEWER",
  params: uuidOf("model"),
  query: Type.Object({
    slice_thickness_nm: Type.Optional(
      Type.Integer({
        minimum: 10_000,
        maximum: 500_000,
        multipleOf: 5000,
        description: "Thickness of a layer, in nm; 100000 when left out.",
      }),
    ),
  }),
  responses: { 200: ModelPrintability },
  problems: ["not_found"],
});
