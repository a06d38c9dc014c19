/** The facts of a build, a line each. */
import { duration, figure } from "./figures.ts";
import type { Pen } from "./pen.ts";
import { type BuildSheet, earliestDueDay } from "./sheet.ts";

const LINE_HEIGHT = 16.8;
const NAME_WIDTH = 62;

/** Draws them below each other from `y` down. */
export function drawFacts(
  pen: Pen,
  sheet: BuildSheet,
  { x, y, width }: { x: number; y: number; width: number },
): void {
  const due = earliestDueDay(sheet);
  for (const [index, [name, value]] of factsOf(sheet, due).entries()) {
    const top = y + index * LINE_HEIGHT;
    const baseline = top + 11.3;
    const marked = name === EARLIEST_DUE && due !== null;
    pen.rule(x, top, width, index === 0 ? "strong" : "hair");
    pen.write(name, x, baseline, { width: NAME_WIDTH, size: "small", grey: true });
    pen.write(value, x + NAME_WIDTH, baseline, { width: width - NAME_WIDTH, bold: marked });
    if (marked) pen.dueMark(x + NAME_WIDTH, baseline);
  }
}

const EARLIEST_DUE = "Earliest due";

function factsOf(sheet: BuildSheet, due: string | null): [name: string, value: string][] {
  const { sop, platform } = sheet;
  const size = `${figure(platform.width_mm, 1)} × ${figure(platform.depth_mm, 1)} mm`;
  return [
    [EARLIEST_DUE, due ?? "–"],
    ["Parts", figure(sheet.places.length)],
    ["Build SOP", `${sop.name} v${sop.version}`],
    ["Resin", sop.resin_name],
    ["Profile", sop.print_profile],
    ["Platform", `${platform.class}, ${size}`],
    ["Layers", `${figure(sheet.layer_count)} × ${figure(sheet.slice_thickness_nm / 1000, 1)} µm`],
    ["Height", `${figure(sheet.height_mm, 1)} mm`],
    ["Solid volume", `${figure(sheet.volume_ml, 1)} ml`],
    ["Resin needed", `${figure(sheet.resin_ml, 1)} ml`],
    ["Print time", `about ${duration(sheet.print_time_s)}`],
    ["Plate fill", `${figure(sheet.utilisation * 100, 1)} %`],
    ["Gap, margin", `${figure(sheet.gap_mm, 2)} mm, ${figure(sheet.margin_mm, 2)} mm`],
    ["Packing group", sheet.build.packing_group ?? "–"],
  ];
}
