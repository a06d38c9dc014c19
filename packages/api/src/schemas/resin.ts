import { type Static, Type } from "typebox";
import { RESIN_LOT_STATUSES, RESIN_STATUSES } from "../statuses.ts";
import { line, nullable, optional, ownUuid, page, time, timeGiven, word } from "./fields.ts";

const status = word(RESIN_STATUSES, "Whether it is still bought.");

const about = {
  manufacturer: nullable(line("Who makes it."), "Who makes it; null when unknown."),
  description: nullable(line("Free words.", 2000), "Free words; null without any."),
  density_g_ml: nullable(
    Type.Number({ minimum: 0.001, maximum: 25 }),
    "Density in g per ml; null when unknown.",
  ),
};

const aboutGiven = {
  manufacturer: Type.Optional(about.manufacturer),
  description: Type.Optional(about.description),
  density_g_ml: Type.Optional(about.density_g_ml),
};

/** A resin that the shop prints with. */
export const Resin = Type.Object(
  {
    uuid: ownUuid("resin"),
    name: Type.String({ description: "What build SOPs and prints call it, such as EPU 41." }),
    ...about,
    status,
    created_at: time("When it was entered."),
    updated_at: time("When anything of it last changed."),
  },
  { title: "Resin", description: "A resin that the shop prints with." },
);
export type Resin = Static<typeof Resin>;

/** A resin to be entered. */
export const ResinRequest = Type.Object(
  {
    name: line("What build SOPs call it, letter by letter; it stays, as prints go by it."),
    ...aboutGiven,
  },
  { title: "ResinRequest", description: "A resin to be entered. Unknown keys are ignored." },
);
export type ResinRequest = Static<typeof ResinRequest>;

/** What can be changed on a resin. */
export const ResinUpdateRequest = Type.Object(
  { ...aboutGiven, status: Type.Optional(status) },
  {
    title: "ResinUpdateRequest",
    description: "What to change on a resin; keys left out stay. Unknown keys are ignored.",
  },
);
export type ResinUpdateRequest = Static<typeof ResinUpdateRequest>;

/** One page of resins. */
export const ResinsResponse = Type.Object(
  { ...page, resins: optional(Type.Array(Resin), "The rows of this page.") },
  { title: "ResinsResponse", description: "One page of resins." },
);
export type ResinsResponse = Static<typeof ResinsResponse>;

const lot_status = word(RESIN_LOT_STATUSES, "Whether prints may begin with it.");
const volume_ml = Type.Number({
  minimum: 0.001,
  maximum: 1_000_000,
  description: "What was delivered, in ml.",
});
const note = nullable(
  line("Free words, such as why it is quarantined.", 2000),
  "Free words, such as why it is quarantined; null without any.",
);

const resin_cell_name = nullable(
  line("Where it was mixed; parts printed of it bear it.", 100),
  "Where it was mixed; parts that end from now on bear it. Null if unknown.",
);

/** A delivery of one resin that was mixed at once. */
export const ResinLot = Type.Object(
  {
    uuid: ownUuid("lot"),
    resin_uuid: Type.String({ description: "The resin." }),
    resin_name: Type.String({ description: "Its name." }),
    lot_number: Type.String({ description: "What its label says." }),
    volume_ml,
    used_ml: Type.Number({ description: "What the prints that were made of it used, in ml." }),
    remaining_ml: Type.Number({
      description: "What should be left, in ml: the volume less what was used, at least 0.",
    }),
    received_at: nullable(Type.String({ format: "date-time" }), "When it came; null if unknown."),
    expires_at: nullable(
      Type.String({ format: "date-time" }),
      "From then on no print begins with it; null if never.",
    ),
    expired: Type.Boolean({ description: "Whether that time has come." }),
    status: lot_status,
    note,
    resin_cell_name,
    printer_serials: Type.Array(Type.String(), { description: "Printers that it is loaded on." }),
    created_at: time("When it was entered."),
    updated_at: time("When anything of it last changed."),
  },
  { title: "ResinLot", description: "A delivery of one resin that was mixed at once." },
);
export type ResinLot = Static<typeof ResinLot>;

const lot_number = line("What its label says; printed parts are traced by it.", 100);

const lotGiven = {
  received_at: Type.Optional(
    nullable(timeGiven("When it came."), "When it came; null if unknown."),
  ),
  expires_at: Type.Optional(
    nullable(timeGiven("From then on no print begins with it."), "Its end; null if it has none."),
  ),
  status: Type.Optional(lot_status),
  note: Type.Optional(note),
  resin_cell_name: Type.Optional(resin_cell_name),
};

/** A lot to be entered. */
export const ResinLotRequest = Type.Object(
  {
    resin_uuid: Type.String({ description: "The resin; it must be active." }),
    lot_number,
    volume_ml,
    ...lotGiven,
  },
  {
    title: "ResinLotRequest",
    description: "A lot to be entered, open unless said otherwise. Unknown keys are ignored.",
  },
);
export type ResinLotRequest = Static<typeof ResinLotRequest>;

/** What can be changed on a lot. */
export const ResinLotUpdateRequest = Type.Object(
  {
    lot_number: Type.Optional(lot_number),
    volume_ml: Type.Optional(volume_ml),
    ...lotGiven,
  },
  {
    title: "ResinLotUpdateRequest",
    description:
      "What to change on a lot; keys left out stay. The number stays once a print was made of " +
      "the lot. Unknown keys are ignored.",
  },
);
export type ResinLotUpdateRequest = Static<typeof ResinLotUpdateRequest>;

/** One page of lots. */
export const ResinLotsResponse = Type.Object(
  { ...page, resin_lots: optional(Type.Array(ResinLot), "The rows of this page.") },
  { title: "ResinLotsResponse", description: "One page of lots." },
);
export type ResinLotsResponse = Static<typeof ResinLotsResponse>;
