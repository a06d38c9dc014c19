/** /manage/v1/builds: what is known of a build beside the compatible interface. */
import { defineOperation } from "../../operation.ts";
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
