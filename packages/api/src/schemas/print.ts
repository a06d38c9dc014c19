import { type Static, Type } from "typebox";
import { integer, number, optional, page, text, time } from "./fields.ts";

/** The machine and the parts of it that a print used. */
export const PrintOrigin = Type.Object(
  {
    cassette_serial: text("Serial of the resin cassette."),
    cassette_nfc_uid: text("Id of the cassette's tag."),
    platform_serial: text("Serial of the build platform."),
    platform_nfc_uid: text("Id of the platform's tag."),
    printer_serial: text("Serial of the printer."),
    software_version: text("What the printer was running."),
  },
  { title: "PrintOrigin", description: "The machine and the parts of it that a print used." },
);
export type PrintOrigin = Static<typeof PrintOrigin>;

/** How a print is made. */
export const PrintConfig = Type.Object(
  {
    resin_name: text("The resin, such as EPU 41."),
    print_profile: text("Name of the set of exposure and motion figures."),
    release_film_nm: integer("Thickness of the release film, in nanometres."),
    slice_thickness_nm: integer("Thickness of a layer, in nanometres; 100000 is 0.1 mm."),
  },
  { title: "PrintConfig", description: "How a print is made." },
);
export type PrintConfig = Static<typeof PrintConfig>;

/** Speed and resin of a print. */
export const PrintMetrics = Type.Object(
  {
    average_speed_mmhr: integer("Mean height gained, in whole mm per hour."),
    consumed_resin_volume_ml: number("Resin that was used up, in ml."),
    minimum_required_resin_volume_ml: number("Resin the cassette must hold to begin, in ml."),
    estimated_total_resin_volume_ml: number("Resin the print was expected to need, in ml."),
    measured_resin_volume_ml: number("Resin found in the cassette, in ml."),
  },
  { title: "PrintMetrics", description: "Speed and resin of a print." },
);
export type PrintMetrics = Static<typeof PrintMetrics>;

/** What a person thought of a print. */
export const PrintFeedback = Type.Object(
  {
    feedback_rating: number("The higher the better; absent when nobody rated it."),
    feedback_message: text("Free words."),
  },
  { title: "PrintFeedback", description: "What a person thought of a print." },
);
export type PrintFeedback = Static<typeof PrintFeedback>;

const inShort = {
  name: text("Name of the build."),
  print_id: text("The short id that people use, such as JN007KA."),
  build_uuid: text("The build that is printed."),
  finished_at: time("When it ended; absent until then."),
  started_at: time("When it began; absent until then."),
  remaining_sec: integer("Seconds left as the printer sees it; absent unless it is printing."),
};

/** A print, in short. */
export const PrintRef = Type.Object(inShort, {
  title: "PrintRef",
  description: "A print, in short; {} where there is none.",
});
export type PrintRef = Static<typeof PrintRef>;

/** One copy of a build on one printer. */
export const Print = Type.Object(
  {
    ...inShort,
    uuid: text("Names the print; what queues are lists of."),
    printed_by: text("Who started it."),
    print_order_uuid: text("The print order it is a copy of."),
    print_order_number: text("The number of that order."),
    status: text("`queued`, `printing`, `finished`, `failed` or `canceled`."),
    origin: Type.Optional(PrintOrigin),
    config: Type.Optional(PrintConfig),
    metrics: Type.Optional(PrintMetrics),
    feedback: Type.Optional(PrintFeedback),
  },
  { title: "Print", description: "One copy of a build on one printer." },
);
export type Print = Static<typeof Print>;

/** One page of prints. */
export const PrintsResponse = Type.Object(
  { ...page, prints: optional(Type.Array(Print), "The rows of this page.") },
  { title: "PrintsResponse", description: "One page of prints." },
);
export type PrintsResponse = Static<typeof PrintsResponse>;
