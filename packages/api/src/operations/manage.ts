/** What people set up and look into beside the compatible interface, below /manage/v1. */
import { defineOperation } from "../operation.ts";
import { MeshReport } from "../schemas/mesh-report.ts";
import { Placements } from "../schemas/placements.ts";
import { uuidOf } from "./params.ts";

const getModelReport = defineOperation({
  id: "getModelReport",
  method: "GET",
  path: "/models/{uuid}/report",
  tag: "Models",
  summary: "Get the measures and faults of a model",
  params: uuidOf("model"),
  responses: { 200: MeshReport },
  problems: ["not_found"],
});

const getBuildPlacements = defineOperation({
  id: "getBuildPlacements",
  method: "GET",
  path: "/builds/{uuid}/placements",
  tag: "Builds",
  summary: "Get where the parts of a build stand",
  params: uuidOf("build"),
  responses: { 200: Placements },
  problems: ["not_found"],
});

/** The operations for people. */
export const manageOperations = { getModelReport, getBuildPlacements };
