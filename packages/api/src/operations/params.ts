/** Parameters that recur in several operations, so that each is spelled once. */
import { Type } from "typebox";
import { SERIAL_PATTERN, timeGiven } from "../schemas/fields.ts";

/** One to a hundred exact values; a row matches when it has any of them. */
export function anyOf(what: string) {
  return Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 100,
      description: `${what} Repeat the parameter for several; any of them matches.`,
    }),
  );
}

/** One exact value. */
export function exactly(what: string) {
  return Type.Optional(Type.String({ description: what }));
}

/** The path parameter of one thing. */
export function uuidOf(noun: string) {
  return Type.Object({ uuid: Type.String({ description: `The ${noun}.` }) });
}

/** The path parameter of a printer. */
export const printerNamed = Type.Object({
  serial: Type.String({ pattern: SERIAL_PATTERN, description: "Serial of the printer." }),
});

/** Bounds on a time: from `_after` on, up to but without `_before`. */
export const updated = {
  updated_before: Type.Optional(timeGiven("Changed before this time.")),
  updated_after: Type.Optional(timeGiven("Changed at or after this time.")),
};

/** Bounds on the times of a print. A row without the time never matches. */
export const printed = {
  started_before: Type.Optional(timeGiven("Print began before this time.")),
  started_after: Type.Optional(timeGiven("Print began at or after this time.")),
  finished_before: Type.Optional(timeGiven("Print ended before this time.")),
  finished_after: Type.Optional(timeGiven("Print ended at or after this time.")),
};

/** Page size of every list that is read in pages. */
export const limit = Type.Integer({
  minimum: 1,
  maximum: 1000,
  default: 100,
  description: "Rows to a page; 100 when left out.",
});

/** What every list read by cursor takes. */
export const paging = {
  limit,
  cursor: Type.Optional(
    Type.String({
      default: "",
      description:
        "The `next_cursor` of the page before, at most 60 s old, with the same filters and sort; " +
        "empty or absent for the first page.",
    }),
  ),
};

/** Which rows, and whose. */
export const named = {
  uuid: anyOf("The rows with this uuid."),
  application_uuid: anyOf("Rows of this application."),
};

/** Packing group of an order or a build. */
export const packing_group = Type.Optional(
  Type.String({ maxLength: 32, description: "Exactly this packing group; case matters." }),
);

/** Order of the rows. */
export function sortBy(fields: readonly string[]) {
  return Type.Optional(
    Type.Array(Type.String(), {
      maxItems: 10,
      description:
        `Field to sort by, rising; add \`,desc\` to fall. Repeat for further fields. ` +
        `Fields: ${fields.join(", ")}. Rows without the field come last.`,
    }),
  );
}

/** Problems of every list read by cursor. */
export const listProblems = ["cursor_invalid", "cursor_expired", "sort_unknown"] as const;
