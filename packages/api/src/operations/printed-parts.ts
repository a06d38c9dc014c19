/** /printed_parts */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import { PrintedPartStatusWord } from "../schemas/part-order.ts";
import { PrintedPart, PrintedPartsResponse } from "../schemas/printed-part.ts";
import { anyOf, listProblems, named, paging, printed, sortBy, updated, uuidOf } from "./params.ts";

const sortable = ["uuid", "updated_at", "part_number", "created_at", "status"] as const;

export const getPrintedParts = defineOperation({
  id: "getPrintedParts",
  method: "GET",
  path: "/printed_parts",
  tag: "PrintedParts",
  summary: "Search printed parts",
  description: "Newest first unless sorted. The rows are under `parts`.",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    ...printed,
    status: Type.Optional(PrintedPartStatusWord),
    print_id: anyOf("Pieces of the print with this short id."),
    print_uuid: anyOf("Pieces of this print."),
    part_uuid: anyOf("Pieces of this part."),
    part_order_number: anyOf("Pieces of part orders with this number."),
    part_order_uuid: anyOf("Pieces of this part order."),
    build_uuid: anyOf("Pieces of this build."),
    print_order_number: anyOf("Pieces of print orders with this number."),
    print_order_uuid: anyOf("Pieces of this print order."),
    sort: sortBy(sortable),
  }),
  responses: { 200: PrintedPartsResponse },
  problems: [...listProblems],
  sortable,
});

export const getPrintedPart = defineOperation({
  id: "getPrintedPart",
  method: "GET",
  path: "/printed_parts/{uuid}",
  tag: "PrintedParts",
  summary: "Get a printed part",
  params: uuidOf("printed part"),
  responses: { 200: PrintedPart },
  problems: ["not_found"],
});
