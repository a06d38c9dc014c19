import { type Static, Type } from "typebox";
import { HOLDS, RESIN_CHANGES } from "../statuses.ts";
import { anyName, line, nullable, optional, page, SERIAL_PATTERN, word } from "./fields.ts";
import { Printer } from "./printer.ts";

const mm = (description: string) => Type.Number({ description: `${description} In mm.` });

/** Why a printer begins nothing new. */
export const Hold = Type.Object(
  {
    code: word(HOLDS, "The kind of reason."),
    reason: Type.String({ description: "In words for people; also among the printer's alerts." }),
  },
  { title: "Hold", description: "Why a printer begins nothing new." },
);
export type Hold = Static<typeof Hold>;

/** What a printer can take. */
export const PrinterCapabilities = Type.Object(
  {
    platform: Type.Object(
      {
        class: Type.String({ description: "Kind of platform." }),
        width_mm: mm("Its width."),
        depth_mm: mm("Its depth."),
        height_mm: mm("The greatest height of a build."),
      },
      { description: "Its platform." },
    ),
    pause: Type.Boolean({ description: "Whether a print can be paused and resumed." }),
    file_formats: Type.Array(Type.String(), {
      description: "Formats of layer files that it prints, best first.",
    }),
  },
  { title: "PrinterCapabilities", description: "What a printer can take." },
);
export type PrinterCapabilities = Static<typeof PrinterCapabilities>;

const settings = (description: string) =>
  Type.Record(anyName, Type.Unknown(), { description, maxProperties: 100 });

const resin_change = word(RESIN_CHANGES, "Who sees to its resin.");

/** The lot that a printer holds, as it was recorded. */
export const LoadedResin = Type.Object(
  {
    resin_lot_uuid: Type.String({ description: "The lot." }),
    lot_number: Type.String({ description: "Its number." }),
    resin_name: Type.String({ description: "The resin." }),
    loaded_at: Type.String({ format: "date-time", description: "When it was recorded." }),
  },
  { title: "LoadedResin", description: "The lot that a printer holds, as it was recorded." },
);
export type LoadedResin = Static<typeof LoadedResin>;

/** A printer with all that is known of it. */
export const PrinterRecord = Type.Object(
  {
    ...Printer.properties,
    driver: Type.String({ description: "What the server talks to it through." }),
    settings: settings("The driver's settings, without those that are secret."),
    capabilities: nullable(PrinterCapabilities, "What it can take; null if its driver is gone."),
    reported_at: nullable(
      Type.String({ format: "date-time" }),
      "When it last answered; null if it never did.",
    ),
    next_poll_at: nullable(
      Type.String({ format: "date-time" }),
      "When it will be asked again; null until something is queued on it.",
    ),
    resin_change,
    resin: nullable(LoadedResin, "What is loaded; null when nothing is recorded."),
    maintenance: nullable(
      Type.Object({
        since: Type.String({ format: "date-time", description: "When it began." }),
        note: nullable(Type.String(), "Why, or what for; null without a word."),
      }),
      "While it is in maintenance nothing new begins; null otherwise.",
    ),
    hold: nullable(Hold, "Why its next print would not begin; null when nothing is in its way."),
    retired_at: nullable(
      Type.String({ format: "date-time" }),
      "When it was taken out of use; null while it is in use.",
    ),
    created_at: Type.String({ format: "date-time", description: "When it was added." }),
  },
  { title: "PrinterRecord", description: "A printer with all that is known of it." },
);
export type PrinterRecord = Static<typeof PrinterRecord>;

/** One page of printers. */
export const PrinterRecordsResponse = Type.Object(
  { ...page, printers: optional(Type.Array(PrinterRecord), "The rows of this page.") },
  { title: "PrinterRecordsResponse", description: "One page of printers." },
);
export type PrinterRecordsResponse = Static<typeof PrinterRecordsResponse>;

const alias = Type.Optional(
  nullable(line("What its owner calls it.", 100), "What its owner calls it; null without a name."),
);

/** A printer to be added. */
export const PrinterRequest = Type.Object(
  {
    serial: Type.String({
      pattern: SERIAL_PATTERN,
      description: "Names the printer for good: 6 or 7 of 0-9 and A-Z.",
    }),
    name: line("What it is called in lists.", 100),
    alias,
    hw_type: line("Kind of machine, such as L1; its platform follows from it.", 100),
    driver: line("What the server shall talk to it through, such as simulated.", 100),
    settings: Type.Optional(settings("The driver's settings; the driver says what it takes.")),
    resin_change: Type.Optional(resin_change),
  },
  {
    title: "PrinterRequest",
    description: "A printer to be added; its resin is changed by hand unless said otherwise.",
  },
);
export type PrinterRequest = Static<typeof PrinterRequest>;

/** What can be changed on a printer. */
export const PrinterUpdateRequest = Type.Object(
  {
    name: Type.Optional(line("What it is called in lists.", 100)),
    alias,
    settings: Type.Optional(settings("The driver's settings as a whole, secret ones too.")),
    resin_change: Type.Optional(resin_change),
  },
  {
    title: "PrinterUpdateRequest",
    description: "What to change on a printer; keys left out stay. Unknown keys are ignored.",
  },
);
export type PrinterUpdateRequest = Static<typeof PrinterUpdateRequest>;

/** Word of a printer's maintenance. */
export const MaintenanceRequest = Type.Object(
  { note: Type.Optional(nullable(line("Why, or what for.", 500), "Why, or what for.")) },
  { title: "MaintenanceRequest", description: "Word of a printer's maintenance." },
);
export type MaintenanceRequest = Static<typeof MaintenanceRequest>;

/** What was loaded on a printer. */
export const LoadResinRequest = Type.Object(
  {
    resin_lot_uuid: nullable(
      Type.String(),
      "The lot that the printer now holds; null when nothing is to be recorded.",
    ),
  },
  { title: "LoadResinRequest", description: "What was loaded on a printer." },
);
export type LoadResinRequest = Static<typeof LoadResinRequest>;
