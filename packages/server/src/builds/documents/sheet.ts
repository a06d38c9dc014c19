/** What the documents of a build show, as plain data: made once, drawn as often as wanted. */
import type { Outline } from "@vatline/geometry";
import type { Platform } from "@vatline/printers";

export type BuildSheet = {
  customer: { uuid: string; name: string };
  build: {
    uuid: string;
    name: string;
    revision: string;
    status: string;
    packing_group: string | null;
    application_name: string;
    /** ISO 8601 UTC. */
    created_at: string;
  };
  sop: { name: string; version: number; resin_name: string; print_profile: string };
  platform: Platform;
  gap_mm: number;
  margin_mm: number;
  /** Share of the platform that is covered, 0 to 1. */
  utilisation: number;
  slice_thickness_nm: number;
  layer_count: number;
  height_mm: number;
  /** Solid volume of all parts. */
  volume_ml: number;
  /** What a print takes, with what clings to parts and is lost. */
  resin_ml: number;
  /** Expected on an undisturbed printer of the platform's class. */
  print_time_s: number;
  /** By place_index, ascending. */
  places: SheetPlace[];
};

export type SheetPlace = {
  place_index: number;
  part_uuid: string;
  printed_part_uuid: string;
  part_number: string;
  /** Name of the model's file; null when the model is not kept any more. */
  model_filename: string | null;
  part_order_number: string | null;
  /** ISO 8601 UTC. */
  due_date: string | null;
  x_mm: number;
  y_mm: number;
  z_mm: number;
  rotation_deg: number;
  /** SHA-256 of the model's file. */
  file_key: string;
  /** Its share of the build's; null while that is not sliced. */
  print_time_s: number | null;
  resin_ml: number | null;
  /** In the model's own coordinates; places of one file may share the object. */
  outline: Outline;
};

/** What people call a place, from 1. Serial numbers are `<print_id>-<place number>`. */
export const placeNumberOf = (place: SheetPlace) => place.place_index + 1;

/** The day, YYYY-MM-DD, on which the most pressing part is due; null when no part is ordered. */
export function earliestDueDay(sheet: BuildSheet): string | null {
  const days = sheet.places.flatMap(({ due_date }) => (due_date === null ? [] : [dayOf(due_date)]));
  return days.sort().at(0) ?? null;
}

/** The UTC day of an ISO time, YYYY-MM-DD. */
export const dayOf = (iso: string) => iso.slice(0, 10);
