/** /manage/v1/builds: what is known of a build beside the compatible interface. */
import { defineOperation } from "../../operation.ts";
import { BuildSlices } from "../../schemas/build-slices.ts";
import { Placements } from "../../schemas/placements.ts";
import { BuildPrintability } from "../../schemas/printability.ts";
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

export const getBuildPrintability = defineOperation({
  id: "getBuildPrintability",
  method: "GET",
  path: "/builds/{uuid}/printability",
  tag: "Builds",
  summary: "Get what may go wrong when a build is printed",
  description:
    "Islands, resin traps, cups, overhangs, thin walls and gaps of each part, with the layers of " +
    "the build and the pixels of its panel. What was not looked at yet is put to work by asking.",
  role: "VIEWER",
  params: uuidOf("build"),
  responses: { 200: BuildPrintability },
  problems: ["not_found"],
});
