/** /manage/v1/resins and /manage/v1/resin_lots. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { optional, page, timeGiven } from "../../schemas/fields.ts";
import { PrintedPart } from "../../schemas/printed-part.ts";
import {
  Resin,
  ResinLot,
  ResinLotRequest,
  ResinLotsResponse,
  ResinLotUpdateRequest,
  ResinRequest,
  ResinsResponse,
  ResinUpdateRequest,
} from "../../schemas/resin.ts";
import { anyOf, listProblems, paging, sortBy, uuidOf } from "../params.ts";

const resinSorts = ["uuid", "name", "status", "created_at", "updated_at"] as const;
const lotSorts = ["uuid", "lot_number", "status", "received_at", "expires_at"] as const;
const partSorts = ["uuid", "created_at", "finished_at", "part_number", "status"] as const;

export const createResin = defineOperation({
  id: "createResin",
  method: "POST",
  path: "/resins",
  tag: "Resins",
  summary: "Enter a resin",
  role: "ADMIN",
  body: ResinRequest,
  responses: { 200: Resin },
  problems: ["resin_name_taken"],
});

export const getResins = defineOperation({
  id: "getResins",
  method: "GET",
  path: "/resins",
  tag: "Resins",
  summary: "Search resins",
  description: "By name unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The rows with this uuid."),
    name: anyOf("Resins of this name."),
    status: anyOf("Resins with this status."),
    sort: sortBy(resinSorts),
  }),
  responses: { 200: ResinsResponse },
  problems: [...listProblems],
  sortable: resinSorts,
});

export const getResin = defineOperation({
  id: "getResin",
  method: "GET",
  path: "/resins/{uuid}",
  tag: "Resins",
  summary: "Get a resin",
  role: "VIEWER",
  params: uuidOf("resin"),
  responses: { 200: Resin },
  problems: ["not_found"],
});

export const updateResin = defineOperation({
  id: "updateResin",
  method: "PATCH",
  path: "/resins/{uuid}",
  tag: "Resins",
  summary: "Change a resin",
  role: "ADMIN",
  params: uuidOf("resin"),
  body: ResinUpdateRequest,
  responses: { 200: Resin },
  problems: ["not_found"],
});

export const createResinLot = defineOperation({
  id: "createResinLot",
  method: "POST",
  path: "/resin_lots",
  tag: "Resins",
  summary: "Enter a lot of resin",
  role: "OPERATOR",
  body: ResinLotRequest,
  responses: { 200: ResinLot },
  problems: ["resin_unknown", "resin_lot_number_taken"],
});

export const getResinLots = defineOperation({
  id: "getResinLots",
  method: "GET",
  path: "/resin_lots",
  tag: "Resins",
  summary: "Search lots of resin",
  description: "Newest first unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    uuid: anyOf("The rows with this uuid."),
    resin_uuid: anyOf("Lots of this resin."),
    resin_name: anyOf("Lots of the resin of this name."),
    lot_number: anyOf("Lots with this number."),
    status: anyOf("Lots with this status."),
    printer_serial: anyOf("The lot that is loaded on this printer."),
    expires_before: Type.Optional(timeGiven("Lots that expire before this time.")),
    expires_after: Type.Optional(timeGiven("Lots that expire at or after this time.")),
    sort: sortBy(lotSorts),
  }),
  responses: { 200: ResinLotsResponse },
  problems: [...listProblems],
  sortable: lotSorts,
});

export const getResinLot = defineOperation({
  id: "getResinLot",
  method: "GET",
  path: "/resin_lots/{uuid}",
  tag: "Resins",
  summary: "Get a lot of resin",
  role: "VIEWER",
  params: uuidOf("lot"),
  responses: { 200: ResinLot },
  problems: ["not_found"],
});

export const updateResinLot = defineOperation({
  id: "updateResinLot",
  method: "PATCH",
  path: "/resin_lots/{uuid}",
  tag: "Resins",
  summary: "Change a lot of resin",
  description: "Prints that wait for a usable lot begin when one is.",
  role: "OPERATOR",
  params: uuidOf("lot"),
  body: ResinLotUpdateRequest,
  responses: { 200: ResinLot },
  problems: ["not_found", "resin_lot_number_taken", "resin_lot_used"],
});

export const getPrintedPartsOfResinLot = defineOperation({
  id: "getPrintedPartsOfResinLot",
  method: "GET",
  path: "/resin_lots/{uuid}/printed_parts",
  tag: "Resins",
  summary: "Search what was printed of a lot",
  description: "All that began to be printed of it, also what failed; newest first unless sorted.",
  role: "VIEWER",
  params: uuidOf("lot"),
  query: Type.Object({ ...paging, sort: sortBy(partSorts) }),
  responses: {
    200: Type.Object(
      { ...page, printed_parts: optional(Type.Array(PrintedPart), "The rows of this page.") },
      { title: "ResinLotPrintedPartsResponse", description: "One page of what was printed." },
    ),
  },
  problems: ["not_found", ...listProblems],
  sortable: partSorts,
});
