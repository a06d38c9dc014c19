/**
 * How many travelers one core makes in a second of its time, by the number of parts on the plate,
 * and with a shape and letters of Europe for each part.
 * node bench/documents.ts [--seconds 3]
 */
import { parseArgs } from "node:util";
import { qrOf } from "../packages/server/src/builds/documents/codes.ts";
import { platePicture } from "../packages/server/src/builds/documents/plate-picture.ts";
import { platePng } from "../packages/server/src/builds/documents/plate-png.ts";
import type { BuildSheet } from "../packages/server/src/builds/documents/sheet.ts";
import { pdfOf, sheetOf } from "../packages/server/src/builds/documents/testing/sheets.ts";

const PARTS = [7, 54, 120, 500];
/** What is asked of travelers. */
const LIMIT_PER_S = 20;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "3" } } });
const seconds = Number(values.seconds);

/** Processor time of one call, ms: the mean over the seconds, after two calls to warm up. */
async function cost(work: () => unknown): Promise<number> {
  await work();
  await work();
  const until_ms = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  let calls = 0;
  do {
    await work();
    calls++;
  } while (performance.now() < until_ms);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}

/** No shape twice, and part numbers that built-in fonts lack. */
function manifold(parts: number): BuildSheet {
  const sheet = sheetOf(parts);
  const places = sheet.places.map((place, index) => ({
    ...place,
    part_number: `Część ${1000 + index}`,
    outline: place.outline.map((ring) => ring.map((mm) => mm * (1 + index / 10_000))),
  }));
  return { ...sheet, places };
}

console.log("parts   traveler   per s   of the limit   PNG of plate   SVG of plate");
const sheets = [...PARTS.map((parts) => sheetOf(parts)), manifold(54), manifold(500)];
for (const [index, sheet] of sheets.entries()) {
  const traveler_ms = await cost(() => pdfOf(sheet));
  const png_ms = await cost(() => platePng(sheet));
  const svg_ms = await cost(() => platePicture(sheet));
  const per_s = 1000 / traveler_ms;
  const cells = [
    `${sheet.places.length}${index < PARTS.length ? " " : "*"}`.padStart(6),
    `${traveler_ms.toFixed(1)} ms`.padStart(10),
    per_s.toFixed(1).padStart(8),
    `${(per_s / LIMIT_PER_S).toFixed(2)} x`.padStart(15),
    `${png_ms.toFixed(0)} ms`.padStart(15),
    `${svg_ms.toFixed(1)} ms`.padStart(15),
  ];
  console.log(cells.join(""));
}
const code_ms = await cost(() => qrOf(`VT1${"ABCDEFGH234567QWERTY".repeat(15).slice(0, 293)}`));
console.log("* a shape and letters beyond Windows-1252 for each part");
console.log(`of which the signed QR code: ${code_ms.toFixed(1)} ms`);
