/** /prints and their quality records. */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import { PrintsResponse } from "../schemas/print.ts";
import { PrintsDataQAResponse } from "../schemas/print-quality.ts";
import { anyOf, listProblems, named, paging, printed, sortBy } from "./params.ts";

const sortable = ["uuid", "status", "started_at", "finished_at", "print_order_number"] as const;

export const getPrints = defineOperation({
  id: "getPrints",
  method: "GET",
  path: "/prints",
  tag: "Prints",
  summary: "Search prints",
  description: "Only finished ones unless `status` says otherwise.",
  query: Type.Object({
    ...paging,
    ...named,
    ...printed,
    print_id: anyOf("The prints with this short id."),
    status: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: 5,
        default: ["finished"],
        description:
          "Prints of this status: queued, printing, finished, failed or canceled. " +
          "Repeat the parameter for several; any of them matches.",
      }),
    ),
    print_order_number: anyOf("Prints of print orders with this number."),
    print_order_uuid: anyOf("Prints of this print order."),
    printer_serial: anyOf("Prints on the printer with this serial."),
    build_uuid: anyOf("Prints of this build."),
    printer_name: anyOf("Prints on the printer of this name."),
    platform_serial: anyOf("Prints on the platform with this serial."),
    sort: sortBy(sortable),
  }),
  responses: { 200: PrintsResponse },
  problems: [...listProblems],
  sortable,
});

export const getPrintQualityData = defineOperation({
  id: "getPrintQualityData",
  method: "GET",
  path: "/print_quality_data",
  tag: "PrintQualityData",
  summary: "Get the quality records of prints",
  description: "Prints that are not known are left out.",
  query: Type.Object({
    printIds: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 500,
      description: "Short ids of the prints; repeat the parameter for several.",
    }),
  }),
  responses: { 200: PrintsDataQAResponse },
  problems: [],
});
