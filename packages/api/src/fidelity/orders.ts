/** Fidelity: parts and part orders. */
import type { FidelityRow } from "../fidelity.ts";

export const ORDERS_ROWS: readonly FidelityRow[] = [
  {
    id: "unset-strings",
    about: "unset strings of printed parts",
    source: "decided",
    reading: "left out; `finished_at` is null until finished",
  },
  {
    id: "part-twice",
    about: "order of parts twice",
    source: "decided",
    reading: "one printed part per entry",
  },
  {
    id: "part-packed",
    about: "part packed",
    source: "decided",
    reading: "it has a `build_uuid`; it is `preparing` until it is queued",
  },
  {
    id: "order-flush",
    about: "flush",
    source: "decided",
    reading:
      "packs what waits at that moment; plates without a flushed part are made only when full",
  },
  {
    id: "order-without-flush",
    about: "no flush",
    source: "decided",
    reading:
      "full plates are made; the emptiest waits for company, at most as long as the build SOP says",
  },
  {
    id: "41st-packing-group",
    about: "41st packing group",
    source: "documented",
    reading: "400; orders without a group do not count",
  },
  {
    id: "order-cancel",
    about: "cancel",
    source: "documented",
    reading: "204 while open, else 405 with `Allow`; unknown uuid 404",
  },
  {
    id: "flush-of-an-ended-order",
    about: "PATCH flush of an ended order",
    source: "decided",
    reading: "200, unchanged",
  },
  {
    id: "part-too-large",
    about: "part too large for every platform of its SOP",
    source: "decided",
    reading: "`failed` with the reason in `error`; the order ends `incomplete`",
  },
  {
    id: "parts-of-a-build",
    about: "parts of a build",
    source: "decided",
    reading: "one Part per placed instance",
  },
  {
    id: "order-with-replaced-parts",
    about: "order with replaced parts",
    source: "decided",
    reading: "the replacement counts in the failed part's stead",
  },
  {
    id: "order-uuid",
    about: "uuid chosen by the caller",
    source: "documented",
    reading:
      "kept; 409 when an order of the customer has it, 400 when malformed; what another customer " +
      "chose does not count",
  },
  {
    id: "order-status",
    about: "status of a part order",
    source: "documented",
    reading:
      "open, processing when a part leaves the line, complete or incomplete when all have " +
      "ended, canceled from open only",
  },
  {
    id: "printed-part-moves",
    about: "status of a printed part",
    source: "documented",
    reading:
      "moves only along waiting, preparing, queued, printing, complete or failed, and waiting" +
      " to canceled; a part whose queued copies are deleted waits again",
  },
  {
    id: "builds-never-mix",
    about: "what one build holds",
    source: "documented",
    reading:
      "parts of one application, one build SOP and one packing group; no group is a group of " +
      "its own",
  },
  {
    id: "flush-false",
    about: "PATCH flush=false, and a second flush",
    source: "documented",
    reading: "change nothing; `flushed_at` stays",
  },
];
