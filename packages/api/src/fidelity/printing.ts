/** Fidelity: builds, print orders, queues and prints. */
import type { FidelityRow } from "../fidelity.ts";

export const PRINTING_ROWS: readonly FidelityRow[] = [
  {
    id: "auto-built-builds",
    about: "auto-built builds",
    source: "decided",
    reading: '`Released`, revision "1", named by the SOP\'s prefix with its # replaced by a number',
  },
  {
    id: "total-copies",
    about: "`total_copies`",
    source: "decided",
    reading: "shared among `route_to`, shortest queue first, ties in the order named",
  },
  {
    id: "further-copies-of-a-build",
    about: "further copies of a build",
    source: "decided",
    reading: "make printed parts without an order",
  },
  {
    id: "which-copy",
    about: "which copy makes the ordered parts",
    source: "decided",
    reading: "the first one to start",
  },
  {
    id: "print-needs",
    about: "a build that is queued before a printer could begin it",
    source: "decided",
    reading:
      "waits in the queue until it is sliced and the build file of its printer is there; 400 " +
      "where it cannot be sliced",
  },
  {
    id: "build-too-large",
    about: "build too large for a printer named",
    source: "decided",
    reading: "400",
  },
  {
    id: "queue-move",
    about: "queue move",
    source: "documented",
    reading:
      "the index counts what is left after the moved ones are taken out; -1 and beyond the " +
      "end: tail",
  },
  {
    id: "queue-answer",
    about: "queue answer",
    source: "decided",
    reading: "`uuids` are the ones acted on; 404 when the printer or all prints are unknown",
  },
  {
    id: "deleted-from-a-queue",
    about: "deleted from a queue",
    source: "decided",
    reading:
      "print `canceled`; its parts are `waiting` with their build when no copy is queued any more",
  },
  {
    id: "failed-print",
    about: "failed print",
    source: "decided",
    reading: "parts `failed`; replaced at once by new printed parts unless the build SOP says no",
  },
  {
    id: "printer-prints",
    about: "`last`, `current`, `next` of a printer",
    source: "observed",
    reading: "`{}` when there is none",
  },
  {
    id: "queue-length",
    about: "`queue_length`",
    source: "decided",
    reading: "waiting prints, without the current one",
  },
  {
    id: "print-status-words",
    about: "print status words",
    source: "observed",
    reading: "queued, printing, finished, failed, canceled",
  },
  {
    id: "serial-number",
    about: "serial number",
    source: "documented",
    reading: "`<print_id>-<place number>`",
  },
  {
    id: "copies-add-up",
    about: "`routed_to`",
    source: "decided",
    reading:
      "queued and printed copies of each printer; with those printing, failed and removed " +
      "they add up to `total_copies`",
  },
  {
    id: "prints-default",
    about: "GET /prints without `status`",
    source: "documented",
    reading: "finished prints",
  },
  {
    id: "print-id-text",
    about: "`print_id` that looks like a number",
    source: "observed",
    reading: "compared as text",
  },
  {
    id: "quality-unknown-ids",
    about: "ids in `printIds` that name no print, such as None",
    source: "observed",
    reading: "left out; 200",
  },
];
