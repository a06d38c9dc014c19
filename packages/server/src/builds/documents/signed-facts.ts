/** What a traveler says, as data, signed: its code, and the text that is attached to its PDF. */
import { createHash, sign } from "node:crypto";
import {
  partsText,
  type TravelerFacts,
  type TravelerPart,
  travelerBytes,
  travelerText,
} from "@vatline/api";
import { signingKeyOf } from "../../traveler-keys/make.ts";
import type { TravelerKeyRow } from "../../traveler-keys/store.ts";
import type { BuildSheet } from "./sheet.ts";

/** The facts as text, and the code that holds their hash. */
export type SignedFacts = { code: string; facts: string };

/** The same sheet and key give the same code: Ed25519 draws no random numbers. */
export function signFacts(sheet: BuildSheet, key: TravelerKeyRow): SignedFacts {
  const facts = factsOf(sheet);
  const text = JSON.stringify(facts);
  const bytes = travelerBytes({
    key_id: key.kid,
    customer_uuid: sheet.customer.uuid,
    build_uuid: sheet.build.uuid,
    revision: sheet.build.revision,
    name: sheet.build.name,
    parts_sha256: partsSha256(sheet.places),
    facts_sha256: sha256(text),
  });
  return { code: travelerText(bytes, sign(null, bytes, signingKeyOf(key))), facts: text };
}

/** What a code says of the parts that stand there. */
export const partsSha256 = (places: readonly Placed[]) =>
  sha256(partsText(places.map(travelerPartOf)));

type Placed = {
  place_index: number;
  printed_part_uuid: string;
  part_number: string;
  file_key: string;
  x_mm: number;
  y_mm: number;
  z_mm: number;
  rotation_deg: number;
};

/** Places in whole um and thousandths of a degree: no two programs spell fractions alike. */
function travelerPartOf(place: Placed): TravelerPart {
  const thousandths = (value: number) => Math.round(value * 1000) + 0;
  return {
    place: place.place_index + 1,
    printed_part_uuid: place.printed_part_uuid,
    part_number: place.part_number,
    model_sha256: place.file_key,
    x_um: thousandths(place.x_mm),
    y_um: thousandths(place.y_mm),
    z_um: thousandths(place.z_mm),
    rotation_mdeg: thousandths(place.rotation_deg),
  };
}

function factsOf(sheet: BuildSheet): TravelerFacts {
  const { uuid, name, revision, application_name, packing_group, created_at } = sheet.build;
  const { class: platform_class, width_mm, depth_mm } = sheet.platform;
  return {
    customer: sheet.customer,
    build: { uuid, name, revision, application_name, packing_group, created_at },
    build_sop: sheet.sop,
    platform: { class: platform_class, width_mm, depth_mm },
    slice_thickness_nm: sheet.slice_thickness_nm,
    layer_count: sheet.layer_count,
    height_mm: sheet.height_mm,
    volume_ml: sheet.volume_ml,
    resin_ml: sheet.resin_ml,
    print_time_s: sheet.print_time_s,
    parts: sheet.places.map((place) => {
      const { model_filename, part_order_number, due_date, print_time_s, resin_ml } = place;
      const shown = { model_filename, part_order_number, due_date, print_time_s, resin_ml };
      return { ...travelerPartOf(place), ...shown };
    }),
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
