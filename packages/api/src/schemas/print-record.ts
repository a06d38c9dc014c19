import { type Static, Type } from "typebox";
import { line, nullable } from "./fields.ts";
import { PrintedPartStatusWord } from "./part-order.ts";
import { Print, PrintFeedback } from "./print.ts";
import { Hold, LoadedResin } from "./printer-record.ts";

/** What a person said of a print. */
export const PrintFeedbackRecord = Type.Object(
  {
    ...PrintFeedback.properties,
    given_by: Type.String({ description: "Who said so last." }),
    given_at: Type.String({ format: "date-time", description: "When." }),
  },
  { title: "PrintFeedbackRecord", description: "What a person said of a print." },
);
export type PrintFeedbackRecord = Static<typeof PrintFeedbackRecord>;

/** One place of a print's build, and what the print made there. */
export const PrintPlace = Type.Object(
  {
    place_index: Type.Integer({ description: "Number of the place, from 0." }),
    part_uuid: Type.String({ description: "The part that stands there." }),
    part_number: Type.String({ description: "Its design class." }),
    printed_part_uuid: nullable(
      Type.String(),
      "The piece that this print makes there; null until it begins.",
    ),
    part_order_uuid: nullable(Type.String(), "The order of that piece; null without one."),
    serial_number: nullable(Type.String(), "Serial of that piece; null until it is made."),
    status: nullable(PrintedPartStatusWord, "How far that piece is; null until the print begins."),
  },
  { title: "PrintPlace", description: "One place of a print's build." },
);
export type PrintPlace = Static<typeof PrintPlace>;

const { resin_lot_uuid, lot_number, resin_name } = LoadedResin.properties;

/** A print with all that is known of it. */
export const PrintRecord = Type.Object(
  {
    ...Print.properties,
    queued_at: Type.String({ format: "date-time", description: "When it was queued." }),
    updated_at: Type.String({ format: "date-time", description: "When anything of it changed." }),
    position: nullable(Type.Integer(), "Prints ahead of it in its queue; null when not queued."),
    hold: nullable(Hold, "Why it is not begun although it is next; null otherwise."),
    printer: Type.Object(
      {
        serial: Type.String({ description: "Its serial." }),
        name: Type.String({ description: "Its name." }),
        hw_type: Type.String({ description: "Kind of machine." }),
      },
      { description: "The printer." },
    ),
    resin: nullable(
      Type.Object({ resin_lot_uuid, lot_number, resin_name }),
      "The lot that was loaded when it began; null until then, or when none was recorded.",
    ),
    alerts: Type.Array(Type.String(), {
      description: "What the printer wanted attention for meanwhile, in order.",
    }),
    layers_printed: nullable(Type.Integer(), "Layers that were printed; null until it ended."),
    error: nullable(Type.String(), "Why it failed; null when nothing is wrong."),
    feedback: nullable(PrintFeedbackRecord, "What a person said of it; null without a word."),
    places: Type.Array(PrintPlace, { description: "What it makes, by place." }),
  },
  { title: "PrintRecord", description: "A print with all that is known of it." },
);
export type PrintRecord = Static<typeof PrintRecord>;

/** What to say of a print. */
export const PrintFeedbackRequest = Type.Object(
  {
    feedback_rating: Type.Optional(
      nullable(
        Type.Number({ minimum: 0, maximum: 10 }),
        "From 0 to 10, the higher the better; null takes it back.",
      ),
    ),
    feedback_message: Type.Optional(
      nullable(line("Free words.", 2000), "Free words; null takes them back."),
    ),
  },
  {
    title: "PrintFeedbackRequest",
    description: "What to say of a print; keys left out stay. Unknown keys are ignored.",
  },
);
export type PrintFeedbackRequest = Static<typeof PrintFeedbackRequest>;
