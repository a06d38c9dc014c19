/** /builds, and the files that belong to them. */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import { Build, BuildsResponse } from "../schemas/build.ts";
import { timeGiven } from "../schemas/fields.ts";
import {
  anyOf,
  exactly,
  listProblems,
  named,
  packing_group,
  paging,
  sortBy,
  updated,
  uuidOf,
} from "./params.ts";

const sortable = ["build_uuid", "updated_at", "status", "created_at"] as const;

export const getBuilds = defineOperation({
  id: "getBuilds",
  method: "GET",
  path: "/builds",
  tag: "Builds",
  summary: "Search builds",
  description: "Newest first unless sorted. `build_uuid` in `sort` is the `uuid` of the build.",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    created_before: Type.Optional(timeGiven("Made before this time.")),
    created_after: Type.Optional(timeGiven("Made at or after this time.")),
    name: anyOf("Builds of this name."),
    packing_group,
    revision: anyOf("Builds of this revision."),
    status: exactly("Exactly this status: Unreleased, Validation, Released or Obsolete."),
    sort: sortBy(sortable),
  }),
  responses: { 200: BuildsResponse },
  problems: [...listProblems],
  sortable,
});

export const getBuild = defineOperation({
  id: "getBuild",
  method: "GET",
  path: "/builds/{uuid}",
  tag: "Builds",
  summary: "Get a build",
  params: uuidOf("build"),
  responses: { 200: Build },
  problems: ["not_found"],
});

export const getAttachment = defineOperation({
  id: "getAttachment",
  method: "GET",
  path: "/attachments/{uuid}",
  tag: "Attachments",
  summary: "Download a file of a build",
  description: "Redirects to a short-lived address that needs no token.",
  params: uuidOf("attachment, from the build"),
  responses: { 200: { binary: "application/octet-stream" }, 302: null },
  problems: ["not_found", "file_missing"],
});
