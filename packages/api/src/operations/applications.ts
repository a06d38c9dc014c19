/** /applications */
import { defineOperation } from "../operation.ts";
import { ApplicationsResponse } from "../schemas/application.ts";

export const getApplications = defineOperation({
  id: "getApplications",
  method: "GET",
  path: "/applications",
  tag: "Applications",
  summary: "List the applications",
  description: "All that the account may use, by uuid, in one answer.",
  responses: { 200: ApplicationsResponse },
  problems: [],
});
