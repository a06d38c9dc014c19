/** What may go wrong when a model or a build is printed, as the management interface shows it. */
import { type Static, Type } from "typebox";
import { nullable } from "./fields.ts";

const KINDS = {
  island: "Islands: what begins in a layer with nothing beneath it.",
  resin_trap: "Traps: cavities without a way out.",
  cupping: "Cups: cavities that draw suction while they are printed.",
  overhang: "Overhangs: surfaces too flat to carry themselves.",
  thin_wall: "Walls thinner than the limit.",
  thin_gap: "Gaps narrower than the limit.",
} as const;

const SEVERITIES = { severe: "Severe ones.", moderate: "Moderate ones.", minor: "Minor ones." };

const count = (description: string) => Type.Integer({ minimum: 0, description });

function counts<const Key extends string>(of: Record<Key, string>, description: string) {
  const entries = Object.entries(of).map(([key, what]) => [key, count(String(what))]);
  return Type.Object(Object.fromEntries(entries) as Record<Key, ReturnType<typeof count>>, {
    description,
  });
}

const oneOf = <const Name extends string>(names: Name[], description: string) =>
  Type.Unsafe<Name>({ type: "string", enum: names, description });

const namesOf = <Name extends string>(of: Record<Name, string>) => Object.keys(of) as Name[];

const finding = {
  kind: oneOf(namesOf(KINDS), "What it is."),
  severity: oneOf(["severe", "moderate", "minor"], "How grave it is."),
  text: Type.String({ description: "What it is, with its figures, for people." }),
  layer_index: count("The layer in which it begins, the one on the platform being 0."),
  layer_count: Type.Integer({
    minimum: 1,
    description: "How many layers it goes over; of an island, until the layer that holds it.",
  }),
  place_layer_index: count("The layer that its place is a place in."),
  area_mm2: Type.Number({
    description:
      "Its largest layer, in mm2; of an island, while nothing holds it. Of an overhang, all that " +
      "is not carried.",
  }),
  volume_ml: nullable(Type.Number(), "Of traps and cups, in ml."),
  thickness_mm: nullable(Type.Number(), "Of walls and gaps, on average, in mm."),
  begin_count: Type.Integer({
    minimum: 1,
    description: "Of an island, how many regions begin it; small ones close together are one.",
  }),
};

const ModelFinding = Type.Object(
  {
    ...finding,
    x_mm: Type.Number({ description: "A place in it, in the model's coordinates." }),
    y_mm: Type.Number({ description: "The same." }),
    z_mm: Type.Number({ description: "Where it begins, in the model's coordinates." }),
  },
  { title: "ModelFinding", description: "Something that may go wrong." },
);

const FindingPlace = Type.Object(
  {
    place_number: Type.Integer({ minimum: 1, description: "Of the part, as on the traveler." }),
    part_uuid: Type.String({ description: "The part." }),
    printed_part_uuid: Type.String({ description: "The piece that its place was made for." }),
    x_mm: Type.Number({ description: "A place in the finding, on the plate." }),
    y_mm: Type.Number({ description: "The same." }),
  },
  { title: "FindingPlace", description: "Where on a plate a finding is." },
);

const BuildFinding = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: "As on the picture; gravest first." }),
    ...finding,
    z_mm: Type.Number({ description: "Where it begins, above the platform." }),
    part_number: Type.String({ description: "Of the part that it belongs to." }),
    part_watertight: Type.Boolean({
      description: "Whether the part's surface is closed; of open ones it may be a gap.",
    }),
    places: Type.Array(FindingPlace, { description: "One for each copy of the part." }),
  },
  {
    title: "BuildFinding",
    description: "Something that may go wrong, once for all copies of a part.",
  },
);

const report = {
  status: oneOf(
    ["waiting", "checked", "failed"],
    "`waiting`: it is being looked at; ask again. `failed`: it could not be.",
  ),
  failure_message: nullable(Type.String(), "Why it could not be looked at."),
  slice_thickness_nm: Type.Integer({ description: "Thickness of a layer, in nm." }),
  pitch_nm: Type.Integer({ description: "Size of the panel's pixels, in nm." }),
  overhang_limit_deg: Type.Number({
    description: "Surfaces flatter than this, from the platform, are overhangs.",
  }),
  thin_limit_mm: Type.Number({ description: "Thinner walls and gaps are told, in mm." }),
};

const found = {
  counts: counts(KINDS, "How many findings of each kind there are, listed or not."),
  severities: counts(SEVERITIES, "How many findings of each severity there are, listed or not."),
};

export const ModelPrintability = Type.Object(
  {
    ...report,
    layer_count: count("How many layers were looked at; 0 before that."),
    pixel_nm: Type.Integer({
      description:
        "Size of the pixels it was looked at with, in nm: those of the panel, or a multiple " +
        "where they would be too many; 0 before that.",
    }),
    watertight: Type.Boolean({
      description:
        "Whether its surface is closed; what is found of open ones may be of their gaps.",
    }),
    ...found,
    findings: Type.Array(ModelFinding, {
      description: "The gravest of each kind, at most 40; gravest first.",
    }),
  },
  {
    title: "ModelPrintability",
    description: "What may go wrong when a model is printed as it lies in its file.",
  },
);
export type ModelPrintability = Static<typeof ModelPrintability>;

export const BuildPrintability = Type.Object(
  {
    ...report,
    revision: Type.String({ description: "Of the build." }),
    ...found,
    findings: Type.Array(BuildFinding, {
      description: "The gravest, at most 200; gravest first. Counts are of all copies.",
    }),
  },
  { title: "BuildPrintability", description: "What may go wrong when a build is printed." },
);
export type BuildPrintability = Static<typeof BuildPrintability>;
