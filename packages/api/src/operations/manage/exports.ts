/** /manage/v1/exports: whole tables as CSV. */
import { type TProperties, Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { type ExportName, ExportsResponse } from "../../schemas/export.ts";
import { timeGiven } from "../../schemas/fields.ts";
import { getBuilds } from "../builds.ts";
import { anyOf } from "../params.ts";
import { getPartOrders } from "../part-orders.ts";
import { getPrintedParts } from "../printed-parts.ts";
import { getPrints } from "../prints.ts";
import { measurementFilters } from "./measurements.ts";

const TAG = "Exports";

/** Filters of a list without what only its pages need. */
function filtersOf<P extends TProperties>(query: { properties: P }) {
  const { limit: _limit, cursor: _cursor, sort: _sort, ...filters } = query.properties;
  return filters;
}

function defineExport<const Id extends string, const P extends TProperties>(
  id: Id,
  name: ExportName,
  { filters, order, ...rest }: { filters: P; order: string; role: "VIEWER" | "ADMIN" },
) {
  return defineOperation({
    id,
    method: "GET",
    path: `/exports/${name}.csv`,
    tag: TAG,
    summary: `Export ${name.replaceAll("_", " ")} as CSV`,
    description:
      `${order} RFC 4180 in UTF-8 with a header, sent as it is read; what changes meanwhile may ` +
      "be in it as it was or as it is. `/exports` tells the columns.",
    ...rest,
    query: Type.Object(filters),
    responses: { 200: { binary: "text/csv" } },
    problems: [],
  });
}

const OLDEST_FIRST = "Oldest first.";
const BY_UUID = "By uuid.";

export const exportOperations = {
  getExports: defineOperation({
    id: "getExports",
    method: "GET",
    path: "/exports",
    tag: TAG,
    summary: "List what can be exported",
    role: "VIEWER",
    responses: { 200: ExportsResponse },
    problems: [],
  }),
  exportPrintedParts: defineExport("exportPrintedParts", "printed_parts", {
    filters: filtersOf(getPrintedParts.query),
    order: OLDEST_FIRST,
    role: "VIEWER",
  }),
  exportPartOrders: defineExport("exportPartOrders", "part_orders", {
    filters: filtersOf(getPartOrders.query),
    order: BY_UUID,
    role: "VIEWER",
  }),
  exportBuilds: defineExport("exportBuilds", "builds", {
    filters: filtersOf(getBuilds.query),
    order: OLDEST_FIRST,
    role: "VIEWER",
  }),
  exportPrints: defineExport("exportPrints", "prints", {
    filters: {
      ...filtersOf(getPrints.query),
      status: anyOf("Prints of this status; of every status where absent."),
    },
    order: BY_UUID,
    role: "VIEWER",
  }),
  exportMeasurements: defineExport("exportMeasurements", "measurements", {
    filters: measurementFilters,
    order: OLDEST_FIRST,
    role: "VIEWER",
  }),
  exportEvents: defineExport("exportEvents", "events", {
    filters: {
      at_before: Type.Optional(timeGiven("What happened before this time.")),
      at_after: Type.Optional(timeGiven("What happened at or after this time.")),
      noun: anyOf("What happened to things of this kind."),
      uuid: anyOf("What happened to this thing."),
      what: anyOf("Where this was done."),
      actor: anyOf("What this key or user did."),
    },
    order: "In the order in which it happened.",
    role: "ADMIN",
  }),
};
