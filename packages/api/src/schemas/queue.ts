import { type Static, Type } from "typebox";
import { QUEUE_UPDATE_CODES, type QueueUpdateCode } from "../statuses.ts";
import { optional, text, texts, time } from "./fields.ts";

/** What waits for one printer. */
export const PrinterQueue = Type.Object(
  {
    printer_serial: text("The printer."),
    updated_at: time("When the queue last changed."),
    print_uuids: texts("The prints that wait, next one first; the running one is not among them."),
  },
  { title: "PrinterQueue", description: "What waits for one printer." },
);
export type PrinterQueue = Static<typeof PrinterQueue>;

/** The queues asked for. */
export const PrinterQueuesResponse = Type.Object(
  { printer_queues: optional(Type.Array(PrinterQueue), "One entry for each printer.") },
  { title: "PrinterQueuesResponse", description: "The queues asked for." },
);
export type PrinterQueuesResponse = Static<typeof PrinterQueuesResponse>;

const print_uuids = Type.Array(Type.String(), {
  minItems: 1,
  maxItems: 1000,
  description: "Queued prints, of one printer or several.",
});

/** Puts prints elsewhere. */
export const PrinterQueueMoveRequest = Type.Object(
  {
    action_type: Type.Literal("PrinterQueueMoveRequest", { description: "Says: move." }),
    printer_serial: Type.String({ description: "The printer to move them to." }),
    index: Type.Integer({
      minimum: -1,
      description:
        "Place of the first one once all are taken out: 0 is the head; -1, or any past the end, " +
        "the tail.",
    }),
    print_uuids,
  },
  {
    title: "PrinterQueueMoveRequest",
    description: "Moves prints, in the order given, to a place in a queue.",
  },
);
export type PrinterQueueMoveRequest = Static<typeof PrinterQueueMoveRequest>;

/** Takes prints out. */
export const PrinterQueueDeleteRequest = Type.Object(
  {
    action_type: Type.Literal("PrinterQueueDeleteRequest", { description: "Says: delete." }),
    print_uuids,
  },
  {
    title: "PrinterQueueDeleteRequest",
    description: "Takes prints out of their queues; their parts go back in line.",
  },
);
export type PrinterQueueDeleteRequest = Static<typeof PrinterQueueDeleteRequest>;

/** A change to queues, told apart by `action_type`. */
export const PrinterQueueUpdateRequest = Type.Union(
  [PrinterQueueMoveRequest, PrinterQueueDeleteRequest],
  { description: "One of two, told apart by `action_type`. Unknown keys are ignored." },
);
export type PrinterQueueUpdateRequest = Static<typeof PrinterQueueUpdateRequest>;

/** How far a change to queues went. */
export const PrinterQueueUpdateResponse = Type.Object(
  {
    uuids: texts("The prints that were moved or taken out."),
    code: Type.Optional(
      Type.Unsafe<QueueUpdateCode>({
        type: "integer",
        enum: Object.keys(QUEUE_UPDATE_CODES).map(Number),
        description: `How far it went. ${Object.entries(QUEUE_UPDATE_CODES)
          .map(([code, meaning]) => `${code}: ${meaning}`)
          .join("; ")}.`,
      }),
    ),
    message: text("The same for people."),
  },
  { title: "PrinterQueueUpdateResponse", description: "How far a change to queues went." },
);
export type PrinterQueueUpdateResponse = Static<typeof PrinterQueueUpdateResponse>;
