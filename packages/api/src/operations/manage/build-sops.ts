/** /manage/v1/build_sops: how parts are packed and printed, version by version. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  BuildSop,
  BuildSopRequest,
  BuildSopsResponse,
  BuildSopUpdateRequest,
  BuildSopVersionRequest,
} from "../../schemas/build-sop.ts";
import { anyOf, listProblems, paging, sortBy, updated, uuidOf } from "../params.ts";

const sortable = ["uuid", "name", "created_at", "updated_at"] as const;

const versionOf = Type.Object({
  ...uuidOf("build SOP").properties,
  version: Type.String({ pattern: "^[1-9]\\d{0,8}$", description: "Number of the version." }),
});

export const getBuildSops = defineOperation({
  id: "getBuildSops",
  method: "GET",
  path: "/build_sops",
  tag: "BuildSops",
  summary: "Search build SOPs",
  description: "By name unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    ...updated,
    uuid: anyOf("The build SOPs with this uuid."),
    name: anyOf("Exactly this name."),
    released: Type.Optional(
      Type.Boolean({
        description: "True for those with a released version only, false for the others only.",
      }),
    ),
    sort: sortBy(sortable),
  }),
  responses: { 200: BuildSopsResponse },
  problems: [...listProblems],
  sortable,
});

export const getBuildSop = defineOperation({
  id: "getBuildSop",
  method: "GET",
  path: "/build_sops/{uuid}",
  tag: "BuildSops",
  summary: "Get a build SOP with all its versions",
  role: "VIEWER",
  params: uuidOf("build SOP"),
  responses: { 200: BuildSop },
  problems: ["not_found"],
});

export const createBuildSop = defineOperation({
  id: "createBuildSop",
  method: "POST",
  path: "/build_sops",
  tag: "BuildSops",
  summary: "Make a build SOP",
  description: "Its version 1 is a draft: nothing is packed by it until it is released.",
  body: BuildSopRequest,
  responses: { 200: BuildSop },
  problems: ["name_taken", "resin_unknown"],
});

export const updateBuildSop = defineOperation({
  id: "updateBuildSop",
  method: "PATCH",
  path: "/build_sops/{uuid}",
  tag: "BuildSops",
  summary: "Rename a build SOP",
  params: uuidOf("build SOP"),
  body: BuildSopUpdateRequest,
  responses: { 200: BuildSop },
  problems: ["not_found", "name_taken"],
});

export const createBuildSopVersion = defineOperation({
  id: "createBuildSopVersion",
  method: "POST",
  path: "/build_sops/{uuid}/versions",
  tag: "BuildSops",
  summary: "Draft the next version of a build SOP",
  description: "A copy of the newest version but for what is given. There is one draft at a time.",
  params: uuidOf("build SOP"),
  body: BuildSopVersionRequest,
  responses: { 200: BuildSop },
  problems: ["not_found", "resin_unknown", "build_sop_draft_exists", "limit_reached"],
});

export const updateBuildSopVersion = defineOperation({
  id: "updateBuildSopVersion",
  method: "PATCH",
  path: "/build_sops/{uuid}/versions/{version}",
  tag: "BuildSops",
  summary: "Change a draft of a build SOP",
  description: "A version that was released never changes: draft another.",
  params: versionOf,
  body: BuildSopVersionRequest,
  responses: { 200: BuildSop },
  problems: ["not_found", "resin_unknown", "build_sop_status_conflict"],
});

export const releaseBuildSopVersion = defineOperation({
  id: "releaseBuildSopVersion",
  method: "POST",
  path: "/build_sops/{uuid}/versions/{version}/release",
  tag: "BuildSops",
  summary: "Release a draft of a build SOP",
  description:
    "From then on its settings are fixed, and all that waits is packed by them. Builds that are " +
    "there keep the version they were made with, in everything. Older versions stay released " +
    "until they are made obsolete. Its resin must be one in use, where resins are entered.",
  params: versionOf,
  responses: { 200: BuildSop },
  problems: ["not_found", "resin_unknown", "build_sop_status_conflict"],
});

export const obsoleteBuildSopVersion = defineOperation({
  id: "obsoleteBuildSopVersion",
  method: "POST",
  path: "/build_sops/{uuid}/versions/{version}/obsolete",
  tag: "BuildSops",
  summary: "Make a version of a build SOP obsolete",
  description:
    "Cannot be undone. Packing goes by the newest version that is still released. Where there " +
    "is none left, orders are refused, and what waits goes on waiting until one is released. A " +
    "draft is given up in this way.",
  params: versionOf,
  responses: { 200: BuildSop },
  problems: ["not_found", "build_sop_status_conflict"],
});
