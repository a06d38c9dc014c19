/** Fidelity: quality data and measurements. */
import type { FidelityRow } from "../fidelity.ts";

export const QUALITY_ROWS: readonly FidelityRow[] = [
  {
    id: "quality-record",
    about: "quality record",
    source: "decided",
    reading:
      "one for each print that has started, in the order asked; derived from print, build and" +
      " printer, so it never differs from theirs; a running one without what only its end " +
      "tells",
  },
  {
    id: "quality-unknown",
    about: "what is not known of a print",
    source: "decided",
    reading:
      "its key is left out of the quality record; no alerts is an empty text, several are " +
      "parted by `; `",
  },
  {
    id: "quality-names",
    about: "`Printer ID`, `Project`, `Script Name`",
    source: "decided",
    reading: "the serial; the build; the print profile",
  },
  {
    id: "quality-created-at",
    about: "`Created At`",
    source: "decided",
    reading: "when the print was queued",
  },
  {
    id: "quality-status",
    about: "`Print Finished Status`",
    source: "decided",
    reading: "the print's status: finished or failed; a failed one has its reason among the alerts",
  },
  {
    id: "quality-slices",
    about: "`Total Slices`",
    source: "decided",
    reading: "layers of the build, also of a failed print",
  },
  {
    id: "quality-times",
    about: "`Total Delay Time (min)`",
    source: "decided",
    reading:
      "what is neither light nor motion: warming, flowing back of resin, pauses, a layer " +
      "broken off; the three times add up to the total",
  },
  {
    id: "required-resin",
    about: "required resin",
    source: "decided",
    reading:
      "solid volume, 8 % that clings and 5 ml that drip: `minimum_required` and " +
      "`estimated_total` alike; `measured` is what the cassette held at the end",
  },
  {
    id: "quality-constants",
    about: "resin constants, light, oxygen, heater",
    source: "decided",
    reading:
      "no maker publishes them; ours, by resin and machine class, measured ones within 2 % by" +
      " print: `packages/printers/src/simulated/physics.ts`. Alpha in 1/um, DC in mJ/cm2, FC " +
      "a share, viscosity in mPa s",
  },
  {
    id: "quality-not-applied",
    about: "`Blackline (um)`, exposure factors, FFB",
    source: "decided",
    reading: "0; 1; false: none is applied",
  },
  {
    id: "measurement-results",
    about: "`measurement_result`",
    source: "decided",
    reading:
      "pass within the limits, bounds included, else fail; a category by its list; incomplete" +
      " while nothing is entered",
  },
];
