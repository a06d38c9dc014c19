/** Builders for the kinds of field that recur in every schema, so that each is spelled once. */
import { type TSchema, type TSchemaOptions, Type } from "typebox";

/**
 * Times as callers write them: a date, or a date and time with or without a zone. Without a zone
 * they are UTC.
 */
export const TIME_PATTERN =
  "^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?( ?[Zz]|[+-]\\d{2}:?\\d{2})?)?$";

/** Serials of printers. Source: the compatible API. */
export const SERIAL_PATTERN = "^([0-9A-Z]{6,7})$";

const UUID_PATTERN =
  "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

/** One line, its first and last characters not blank. */
export const NAME_PATTERN = "^\\S(.*\\S)?$";

/** Text that may be left out. */
export function text(description: string, options: TSchemaOptions = {}) {
  return Type.Optional(Type.String({ description, ...options }));
}

/** A short text that says something, in a request. */
export function line(description: string, length_max = 200) {
  const options = { minLength: 1, maxLength: length_max, pattern: "\\S" };
  return Type.String({ ...options, description: `${description} At most ${length_max} letters.` });
}

/** Name on one line, at most 100 characters, without blanks around it. */
export function name(description: string) {
  return Type.String({ minLength: 1, maxLength: 100, pattern: NAME_PATTERN, description });
}

/** Whole number that may be left out. */
export function integer(description: string, options: TSchemaOptions = {}) {
  return Type.Optional(Type.Integer({ description, ...options }));
}

/** Number that may be left out. */
export function number(description: string, options: TSchemaOptions = {}) {
  return Type.Optional(Type.Number({ description, ...options }));
}

/** Time in an answer: ISO 8601 in UTC with milliseconds. */
export function time(description: string) {
  return Type.Optional(Type.String({ format: "date-time", description }));
}

/** Time in an answer that is always there. */
export function timeMade(description: string) {
  return Type.String({ format: "date-time", description });
}

/** Time in a request, in any form that TIME_PATTERN takes. */
export function timeGiven(description: string) {
  return Type.String({
    pattern: TIME_PATTERN,
    description: `${description} ISO 8601; a date alone is its midnight, no zone means UTC.`,
  });
}

/** Uuid that the caller may choose. */
export function uuidChosen(description: string) {
  return text(description, { pattern: UUID_PATTERN });
}

/** A field that may be null; the description says what null means. */
export function nullable<const T extends TSchema>(schema: T, description: string) {
  return Type.Union([schema, Type.Null()], { description });
}

/** List of text that may be left out. */
export function texts(description: string, options: TSchemaOptions = {}) {
  return Type.Optional(Type.Array(Type.String(), { description, ...options }));
}

/** Any name, also one of several lines: the pattern that is used where none is given knows one. */
export const anyName = Type.String({ pattern: "^[\\s\\S]*$" });

/** Free labels, name to value; at most 100 where the caller sets them. */
export function tags(description: string) {
  return Type.Record(anyName, Type.String(), { description, maxProperties: 100 });
}

/** An object whose keys are not fixed. */
export function freeObject(description: string) {
  return Type.Record(anyName, Type.Unknown(), { description });
}

/** One word of a closed list, given as a table of word to meaning. */
export function word<const T extends Record<string, string>>(
  meanings: T,
  description: string,
  options: TSchemaOptions = {},
) {
  const list = Object.entries(meanings).map(([name, meaning]) => `\`${name}\`: ${meaning}`);
  return Type.Unsafe<keyof T & string>({
    type: "string",
    enum: Object.keys(meanings),
    description: `${description} ${list.join("; ")}.`,
    ...options,
  });
}

/** The uuid of the thing itself, given by the server. */
export function ownUuid(noun: string) {
  return Type.String({ readOnly: true, description: `Names the ${noun}; given by the server.` });
}

/** What every list that is read by cursor says beside its rows. */
export const page = {
  limit: integer("The page size that was used."),
  next_cursor: Type.Optional(
    nullable(
      Type.String(),
      "To be sent as `cursor` for the next page within 60 s; null on the last page.",
    ),
  ),
  total_count: integer(
    "Rows that match the whole query, not the page; counts no further than 10000.",
  ),
};

/** A field of another schema that may be left out, under a description of its own. */
export function optional<const T extends TSchema>(schema: T, description: string) {
  return Type.Optional(Type.With(schema, { description }));
}
