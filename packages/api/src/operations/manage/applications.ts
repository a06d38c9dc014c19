/** /manage/v1/applications: setting up the folders that all else lies in. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  ApplicationRequest,
  ApplicationSetup,
  ApplicationSetupsResponse,
  ApplicationUpdateRequest,
} from "../../schemas/application-setup.ts";
import { anyOf, listProblems, paging, sortBy, uuidOf } from "../params.ts";

const sortable = ["uuid", "name", "created_at"] as const;

export const getApplicationSetups = defineOperation({
  id: "getApplicationSetups",
  method: "GET",
  path: "/applications",
  tag: "Applications",
  summary: "Search applications, also archived ones",
  description: "By name unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The applications with this uuid."),
    name: anyOf("Exactly this name."),
    archived: Type.Optional(
      Type.Boolean({ description: "True for archived ones only, false for the others only." }),
    ),
    sort: sortBy(sortable),
  }),
  responses: { 200: ApplicationSetupsResponse },
  problems: [...listProblems],
  sortable,
});

export const getApplicationSetup = defineOperation({
  id: "getApplicationSetup",
  method: "GET",
  path: "/applications/{uuid}",
  tag: "Applications",
  summary: "Get an application",
  role: "VIEWER",
  params: uuidOf("application"),
  responses: { 200: ApplicationSetup },
  problems: ["not_found"],
});

export const createApplication = defineOperation({
  id: "createApplication",
  method: "POST",
  path: "/applications",
  tag: "Applications",
  summary: "Make an application",
  body: ApplicationRequest,
  responses: { 200: ApplicationSetup },
  problems: ["name_taken", "limit_reached"],
});

export const updateApplication = defineOperation({
  id: "updateApplication",
  method: "PATCH",
  path: "/applications/{uuid}",
  tag: "Applications",
  summary: "Change an application",
  params: uuidOf("application"),
  body: ApplicationUpdateRequest,
  responses: { 200: ApplicationSetup },
  problems: ["not_found", "name_taken", "application_archived"],
});

export const archiveApplication = defineOperation({
  id: "archiveApplication",
  method: "POST",
  path: "/applications/{uuid}/archive",
  tag: "Applications",
  summary: "Archive an application",
  description:
    "From then on it takes no new models, parts and part orders, is no default, and is missing " +
    "from /v1/applications. What was ordered before goes on, and its history stays. Once more " +
    "changes nothing.",
  params: uuidOf("application"),
  responses: { 200: ApplicationSetup },
  problems: ["not_found"],
});

export const restoreApplication = defineOperation({
  id: "restoreApplication",
  method: "POST",
  path: "/applications/{uuid}/restore",
  tag: "Applications",
  summary: "Take an application out of the archive",
  description: "Of one that is not archived it changes nothing.",
  params: uuidOf("application"),
  responses: { 200: ApplicationSetup },
  problems: ["not_found", "name_taken", "limit_reached"],
});
