/** /manage/v1/builds: what is known of a build beside the compatible interface. */
import { defineOperation } from "../../operation.ts";
import { BuildSlices } from "../../schemas/build-slices.ts";
import { Placements } from "../../schemas/placements.ts";
import { uuidOf } from "../params.ts";

export const getBuildPlacements = defineOperation({
  id: "getBuildPlacements",
  method: "GET",
  path: "/builds/{uuid}/placements",
  tag: "Builds",
  summary: "Get where the parts of a build stand",
  role: "VIEWER",
  params: uuidOf("build"),
  responses: { 200: Placements },
  problems: ["not_found"],
});

export const getBuildSlices = defineOperation({
  id: "getBuildSlices",
  method: "GET",
  path: "/builds/{uuid}/slices",
  tag: "Builds",
  summary: "Get what a build takes to print, layer by layer and part by part",
  role: "VIEWER",
  params: uuidOf("build"),
  responses: { 200: BuildSlices },
  problems: ["not_found"],
});
