/** What a sandbox is furnished with: applications, build SOPs and part numbers, as data. */
import { BUILD_SOP_DEFAULTS } from "@vatline/api";
import type { SopSettings } from "../build-sops/store.ts";
import type { Template } from "../measurements/store-templates.ts";

export const SANDBOX_APPLICATION = {
  name: "Sandbox",
  description: "Everything of this sandbox: models, parts, orders and builds.",
};

/** The first one serves the first part number: any size, on the fewest platforms that take them. */
export const SANDBOX_SOPS: ({ name: string } & SopSettings)[] = [
  {
    ...BUILD_SOP_DEFAULTS,
    name: "standard",
    description: "Parts of any size, on the sizes of platform that need the fewest plates.",
    resin_name: "UMA 90",
    platform_classes: ["M2", "M3 Max", "L1"],
  },
  {
    ...BUILD_SOP_DEFAULTS,
    name: "large-elastomer",
    description: "Large elastomer parts on the largest platform.",
    build_prefix: "Large#",
    resin_name: "EPU 41",
    platform_classes: ["L1"],
    gap_mm: 3,
    margin_mm: 2,
  },
  {
    ...BUILD_SOP_DEFAULTS,
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
