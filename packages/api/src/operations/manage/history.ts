/** /manage/v1/events and genealogy: the record of what happened, and what is read from it. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { timeGiven } from "../../schemas/fields.ts";
import {
  DescendantsResponse,
  EventsResponse,
  EventsVerification,
  Genealogy,
} from "../../schemas/history.ts";
import { anyOf, listProblems, paging, sortBy } from "../params.ts";

const sortable = ["at"] as const;

export const getEvents = defineOperation({
  id: "getEvents",
  method: "GET",
  path: "/events",
  tag: "History",
  summary: "Search what happened",
  description:
    "The audit trail: every change of every thing, by whom and when. Newest first unless sorted. " +
    "The same events are streamed as they happen by `GET /events` (Server-Sent Events).",
  role: "ADMIN",
  query: Type.Object({
    ...paging,
    noun: anyOf("Changes of this kind of thing, such as `part_orders`."),
    uuid: anyOf("Changes of the thing with this uuid; printers go by serial."),
    actor: anyOf("What this actor did, such as `key:<client_id>`."),
    what: anyOf("Changes of this kind, such as `created`."),
    after: Type.Optional(timeGiven("Happened at or after this time.")),
    before: Type.Optional(timeGiven("Happened before this time.")),
    sort: sortBy(sortable),
  }),
  responses: { 200: EventsResponse },
  problems: [...listProblems],
  sortable,
});

export const verifyEvents = defineOperation({
  id: "verifyEvents",
  method: "GET",
  path: "/events/verify",
  tag: "History",
  summary: "Check that the record of what happened is intact",
  description:
    "Recomputes the chain in which each event's hash covers the one before. Reads every event: " +
    "some seconds for each million.",
  role: "ADMIN",
  responses: { 200: EventsVerification },
  problems: [],
});

export const getPrintedPartGenealogy = defineOperation({
  id: "getPrintedPartGenealogy",
  method: "GET",
  path: "/printed_parts/{id}/genealogy",
  tag: "History",
  summary: "Get where a printed part comes from",
  description:
    "Walks from the piece to everything it was made of, ordered by, placed, printed and measured " +
    "in, to what it replaces and what replaces it; as it is now, or as it was at a time.",
  role: "VIEWER",
  params: Type.Object({
    id: Type.String({ description: "Serial number or uuid of the printed part." }),
  }),
  query: Type.Object({
    at: Type.Optional(timeGiven("Told as it was at this time; now when left out.")),
  }),
  responses: { 200: Genealogy },
  problems: ["not_found"],
});

export const getDescendants = defineOperation({
  id: "getDescendants",
  method: "GET",
  path: "/genealogy",
  tag: "History",
  summary: "Search the printed parts that descend from one thing",
  description:
    "The question of a recall: what was made of this lot, on this printer, of this model?",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    noun: Type.Enum(
      [
        "models",
        "model_programs",
        "model_program_runs",
        "parts",
        "part_orders",
        "builds",
        "build_sops",
        "build_sop_versions",
        "print_orders",
        "prints",
        "printers",
        "resins",
        "resin_lots",
        "resin_lot_numbers",
      ],
      { description: "What kind of thing it is." },
    ),
    id: Type.String({
      description:
        "Which one: uuid; serial of a printer; number on pieces for `resin_lot_numbers`; uuid, " +
        "slash and number for `build_sop_versions`.",
    }),
  }),
  responses: { 200: DescendantsResponse },
  problems: ["not_found", "cursor_invalid", "cursor_expired"],
});
