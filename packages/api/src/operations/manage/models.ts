/** /manage/v1/models: what is known of a model beside the compatible interface. */
import { defineOperation } from "../../operation.ts";
import { MeshReport } from "../../schemas/mesh-report.ts";
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
