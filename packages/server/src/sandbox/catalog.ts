/** What a sandbox is furnished with: applications, build SOPs and part numbers, as data. */
import type { BuildSop } from "../build-sops/store.ts";
import type { Template } from "../measurements/store-templates.ts";

type SopData = Pick<
  BuildSop,
  | "name"
  | "description"
  | "build_prefix"
  | "resin_name"
  | "print_profile"
  | "release_film_nm"
  | "slice_thickness_nm"
  | "platform_classes"
  | "gap_mm"
  | "margin_mm"
  | "rotations"
  | "layout_profile"
  | "minimum_fill"
  | "longest_wait_s"
  | "replace_failed"
>;

const HOUR_S = 3600;

/** What most build SOPs share; each says what it does otherwise. */
const COMMON = {
  build_prefix: "AutoBuild#",
  print_profile: "standard",
  release_film_nm: 100_000,
  slice_thickness_nm: 100_000,
  gap_mm: 2,
  margin_mm: 0,
  rotations: "any",
  layout_profile: "denser",
  minimum_fill: 0.4,
  longest_wait_s: 24 * HOUR_S,
  replace_failed: true,
} as const;

export const SANDBOX_APPLICATION = {
  name: "Sandbox",
  description: "Everything of this sandbox: models, parts, orders and builds.",
};

/** The first one serves the first part number: any size, the smallest platform that takes it. */
export const SANDBOX_SOPS: SopData[] = [
  {
    ...COMMON,
    name: "standard",
    description: "Parts of any size, each on the smallest platform that takes it.",
    resin_name: "UMA 90",
    platform_classes: ["M2", "M3 Max", "L1"],
  },
  {
    ...COMMON,
    name: "large-elastomer",
    description: "Large elastomer parts on the largest platform.",
    build_prefix: "Large#",
    resin_name: "EPU 41",
    platform_classes: ["L1"],
    gap_mm: 3,
    margin_mm: 2,
  },
  {
    ...COMMON,
    name: "fine",
    description: "Thin layers for fine detail, parts kept upright in four turns.",
    build_prefix: "Fine#",
    resin_name: "RPU 130",
    print_profile: "fine",
    slice_thickness_nm: 50_000,
    platform_classes: ["M2"],
    rotations: "90",
    minimum_fill: 0.5,
  },
];

type CatalogPartData = {
  part_number: string;
  description: string;
  tags: Record<string, string>;
  sop: string;
  automatic_packing: boolean;
};

/** The first one is packed by itself. */
export const SANDBOX_CATALOG: CatalogPartData[] = [
  {
    part_number: "ALIGNER-001",
    description: "Aligner model, one of a kind each",
    tags: { family: "dental" },
    sop: "standard",
    automatic_packing: true,
  },
  {
    part_number: "MIDSOLE-001",
    description: "Lattice midsole",
    tags: { family: "footwear" },
    sop: "large-elastomer",
    automatic_packing: true,
  },
  {
    part_number: "EARPIECE-001",
    description: "Fitted earpiece",
    tags: { family: "audio" },
    sop: "fine",
    automatic_packing: true,
  },
  {
    part_number: "BRACKET-001",
    description: "Bracket, packed by hand",
    tags: { family: "industrial" },
    sop: "standard",
    automatic_packing: false,
  },
];

type TemplateData = Omit<
  Template,
  "customer_uuid" | "uuid" | "application_uuid" | "retired_at" | "created_at" | "updated_at"
>;

const INSPECTION = {
  production_sop_name: "Finishing and inspection",
  production_sop_version: 1,
  required_level: "required",
  measurement_classification: null,
  units: null,
  min: null,
  max: null,
  category_options: null,
  zones: [] as string[],
} as const;

/** One of each type: a reading of a process step, a value, a category. */
export const SANDBOX_TEMPLATES: TemplateData[] = [
  {
    ...INSPECTION,
    operation_name: "Bake",
    measurement_name: "Oven temperature",
    measurement_type: "process",
    measurement_classification: "temperature",
    required_level: "not_required",
    units: "°C",
    min: 115,
    max: 125,
    part_numbers: ["ALIGNER-001", "MIDSOLE-001"],
  },
  {
    ...INSPECTION,
    operation_name: "Inspect",
    measurement_name: "Mass",
    measurement_type: "value",
    measurement_classification: "mass",
    units: "g",
    min: 5,
    max: 12,
    part_numbers: ["ALIGNER-001"],
  },
  {
    ...INSPECTION,
    operation_name: "Inspect",
    measurement_name: "Surface",
    measurement_type: "category",
    category_options: {
      fail: ["crack", "missing feature"],
      flag: ["bubble", "stain"],
      pass: ["good"],
    },
    zones: ["front", "back", "edge"],
    part_numbers: ["ALIGNER-001", "MIDSOLE-001"],
  },
];
