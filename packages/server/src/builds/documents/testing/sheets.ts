/** Build sheets made by code, for tests. */
import type { Outline } from "@vatline/geometry";
import { platformOf } from "@vatline/printers";
import type { TravelerKeyRow } from "../../../traveler-keys/store.ts";
import type { BuildSheet, SheetPlace } from "../sheet.ts";
import { signFacts } from "../signed-facts.ts";
import { travelerPdf } from "../traveler.ts";

const PITCH_MM = 12;

/** Of nobody; its private half is known to all. */
const KEY: TravelerKeyRow = {
  customer_uuid: "0198d1f0-0000-7000-9000-000000000001",
  kid: "0011223344556677",
  number: 1,
  public_key: "",
  private_key: Buffer.alloc(32, 7).toString("base64url"),
  created_at: "2026-03-01T00:00:00.000Z",
  retired_at: null,
};

/** The traveler of a sheet, signed. */
export const pdfOf = (sheet: BuildSheet) => travelerPdf(sheet, signFacts(sheet, KEY));

/** A sheet of `count` parts of two shapes in rows on an M2; beyond 135 they stand on each other. */
export function sheetOf(count: number, changes: Partial<BuildSheet["build"]> = {}): BuildSheet {
  const outlines = [bracketOutline(), ringOutline()];
  return {
    customer: { uuid: "0198d1f0-0000-7000-9000-000000000001", name: "Sample shop" },
    build: {
      uuid: "0198d1f0-7a3b-7c41-9d52-3b1e5a90c7d4",
      name: "AutoBuild001",
      revision: "1",
      status: "Released",
      packing_group: "night-shift",
      application_name: "Spare parts",
      created_at: "2026-03-02T07:15:00.000Z",
      ...changes,
    },
    sop: { name: "Brackets", version: 3, resin_name: "RPU 130", print_profile: "Standard" },
    platform: platformOf("M2"),
    gap_mm: 2,
    margin_mm: 3,
    utilisation: 0.512,
    slice_thickness_nm: 100_000,
    layer_count: 1234,
    height_mm: 123.4,
    volume_ml: 231.26,
    resin_ml: 262.104,
    print_time_s: 8040,
    places: Array.from({ length: count }, (_, index) => placeOf(index, outlines[index % 2])),
  };
}

function placeOf(place_index: number, outline: Outline): SheetPlace {
  const cell = place_index % 135;
  return {
    place_index,
    part_uuid: `0198d1f0-0000-7000-8000-${String(place_index).padStart(12, "0")}`,
    printed_part_uuid: `0198d1f0-0000-7000-8001-${String(place_index).padStart(12, "0")}`,
    part_number: `BRACKET-${String(1000 + place_index)}`,
    model_filename: "bracket-left.stl",
    part_order_number: `PO-2026-${String(40 + Math.floor(place_index / 5))}`,
    due_date: place_index % 9 === 4 ? "2026-03-05T00:00:00.000Z" : "2026-03-11T00:00:00.000Z",
    x_mm: 10 + (cell % 15) * PITCH_MM,
    y_mm: 10 + Math.floor(cell / 15) * PITCH_MM,
    z_mm: 0.5,
    file_key: (place_index % 2 === 0 ? "1f" : "c4").repeat(32),
    print_time_s: 148.5 + (place_index % 3),
    resin_ml: 4.854,
    rotation_deg: (place_index * 37) % 360,
    outline,
  };
}

/** An L, 9 mm on each side. */
function bracketOutline(): Outline {
  return [Float64Array.of(-4, -4, 5, -4, 5, -1, -1, -1, -1, 5, -4, 5)];
}

/** A ring, 10 mm across, 2 mm thick. */
function ringOutline(): Outline {
  const circle = (radius: number, direction: 1 | -1) =>
    Float64Array.from({ length: 96 }, (_, index) => {
      const angle = (direction * (index >> 1) * 2 * Math.PI) / 48;
      return radius * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
  return [circle(5, 1), circle(3, -1)];
}
