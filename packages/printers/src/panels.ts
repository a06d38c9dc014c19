/** The panel of each printer model, and the formats of build files that it takes, as data. */
import type { SliceGrid } from "@vatline/geometry";
import { DriverError } from "./driver.ts";
import type { BuildFileHeader } from "./formats/build-file.ts";
import { MACHINE_CLASSES, type MachineClass } from "./platforms.ts";

/** What pictures a printer model shows, and in which files it takes them. */
export interface PrinterPanel {
  /** As build files name it. */
  model: string;
  /** Names of formats, best first. */
  file_formats: readonly string[];
  width_px: number;
  height_px: number;
  pixel_width_mm: number;
  pixel_height_mm: number;
  mirror_x: boolean;
  mirror_y: boolean;
  /** Where the figures are from. */
  source: string;
}

/** Profiles of UVtools at commit 7b510f0d, each in PrusaSlicer/printer/<model>.ini. */
const UVTOOLS = "UVtools 7b510f0d, printer profile of that name";
const PRUSA = "PrusaSlicer 2.5, profile of that model; the picture stands upright";
/** Nothing is published: the plate over the pixel size that platforms.ts assumes. */
const ESTIMATE = "estimate: plate and pixel size in platforms.ts";

type Row = [model: string, width_px: number, height_px: number, ...pitch_um: number[]];

/** Machines of the plain, never enciphered CTB of version 3. Pixels in um, one figure if square. */
const CTB_MODELS: Row[] = [
  ["Creality LD-002H", 1620, 2560, 51],
  ["Creality LD-002R", 1440, 2560, 47.25],
  ["Creality LD-006", 3840, 2400, 50],
  ["EPAX E6 Mono", 1620, 2560, 50],
  ["EPAX E10 Mono", 3840, 2400, 50],
  ["EPAX X1", 1440, 2560, 47.25],
  ["EPAX X10", 1600, 2560, 84.6],
  ["EPAX X10 4K Mono", 3840, 2400, 50],
  ["EPAX X133 4K Mono", 3840, 2160, 76.5],
  ["EPAX X156 4K Color", 3840, 2160, 90],
  ["EPAX X1K 2K Mono", 1620, 2560, 51],
  ["Elegoo Mars", 1440, 2560, 47.25],
  ["Elegoo Mars C", 1440, 2560, 47.25],
  ["Elegoo Saturn", 3840, 2400, 50],
  ["Peopoly Phenom", 3840, 2160, 72],
  ["Peopoly Phenom L", 3840, 2160, 90],
  ["Peopoly Phenom Noir", 3840, 2160, 76.5],
  ["Peopoly Phenom XXL", 3840, 2160, 137],
  ["Phrozen Shuffle 16", 3840, 2160, 88],
  ["Phrozen Sonic 4K", 3840, 2160, 35],
  ["Phrozen Sonic Mighty 4K", 3840, 2400, 52],
  ["Phrozen Sonic Mini 4K", 3840, 2160, 35],
  ["QIDI I-Box Mono", 3840, 2400, 50],
  ["QIDI S-Box", 1600, 2560, 84.6],
  ["QIDI Shadow5.5", 1440, 2560, 47.25],
  ["QIDI Shadow6.0 Pro", 1440, 2560, 51.75],
];

const GOO_MODELS: Row[] = [
  ["Elegoo Jupiter 2", 15_120, 6230, 20, 26],
  ["Elegoo Mars 4", 8520, 4320, 18],
  ["Elegoo Mars 4 DLP", 2560, 1440, 51.875],
  ["Elegoo Mars 4 Max", 5760, 3600, 34],
  ["Elegoo Mars 4 Ultra", 8520, 4320, 18],
  ["Elegoo Mars 5", 4098, 2560, 35],
  ["Elegoo Saturn 3", 11_520, 5120, 19, 24],
  ["Elegoo Saturn 3 Ultra", 11_520, 5120, 19, 24],
  ["Elegoo Saturn 4", 11_520, 5120, 19, 24],
  ["Phrozen Sonic Mini 8K S", 7536, 3240, 22],
];

const SL1_MODELS: Row[] = [
  ["SL1", 1440, 2560, 47.25],
  ["SL1S", 1620, 2560, 50],
];

/** All models on record. */
export const PRINTER_PANELS: readonly PrinterPanel[] = [
  ...MACHINE_CLASSES.map(simulatedPanel),
  ...SL1_MODELS.map((row) => mirroredPanel(row, "sl1", PRUSA)),
  ...GOO_MODELS.map((row) => mirroredPanel(row, "goo", UVTOOLS)),
  ...CTB_MODELS.map((row) => mirroredPanel(row, "ctb", UVTOOLS)),
];

/** The panel of a model; throws DriverError "panel_unknown" for a name not listed. */
export function panelOf(model: string): PrinterPanel {
  const found = PRINTER_PANELS.find((panel) => panel.model === model);
  if (found !== undefined) return found;
  const known = PRINTER_PANELS.map((panel) => panel.model).join(", ");
  const detail = `No panel is on record for the printer model "${model}"; known are: ${known}.`;
  throw new DriverError("panel_unknown", detail, false);
}

/** The grid to slice for, and how the file shows it: what a header takes from a panel. */
export function panelHeader(
  panel: PrinterPanel,
  layer_mm: number,
): Pick<BuildFileHeader, "printer_model" | "grid" | "mirror_x" | "mirror_y"> {
  const { width_px, height_px, pixel_width_mm, pixel_height_mm, mirror_x, mirror_y } = panel;
  const grid: SliceGrid = { width_px, height_px, pixel_width_mm, pixel_height_mm, layer_mm };
  return { printer_model: panel.model, grid, mirror_x, mirror_y };
}

/** Pixels cover the whole plate. The last ones may stand over its edge. */
function simulatedPanel({ platform, pixel_um }: MachineClass): PrinterPanel {
  const pixel_mm = pixel_um / 1000;
  return {
    model: platform.class,
    file_formats: ["sl1", "goo", "ctb"],
    width_px: Math.ceil((platform.width_mm * 1000) / pixel_um),
    height_px: Math.ceil((platform.depth_mm * 1000) / pixel_um),
    pixel_width_mm: pixel_mm,
    pixel_height_mm: pixel_mm,
    mirror_x: false,
    mirror_y: false,
    source: ESTIMATE,
  };
}

/** Panels that are looked at from below show left and right changed. */
function mirroredPanel(
  [model, width_px, height_px, width_um, height_um = width_um]: Row,
  format: string,
  source: string,
): PrinterPanel {
  return {
    model,
    file_formats: [format],
    width_px,
    height_px,
    pixel_width_mm: width_um / 1000,
    pixel_height_mm: height_um / 1000,
    mirror_x: true,
    mirror_y: false,
    source,
  };
}
