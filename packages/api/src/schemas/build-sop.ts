/** Build SOPs: how the parts of one kind are packed and printed, in versions. */
import { type Static, type TSchema, Type } from "typebox";
import { BUILD_SOP_STATUSES, LAYOUT_PROFILES } from "../statuses.ts";
import { name, nullable, ownUuid, page, timeMade, word } from "./fields.ts";

const DAY_S = 24 * 3600;

/** What a new build SOP has where nothing else is said. */
export const BUILD_SOP_DEFAULTS = {
  description: null,
  build_prefix: "AutoBuild#",
  print_profile: "standard",
  release_film_nm: 100_000,
  slice_thickness_nm: 100_000,
  gap_mm: 2,
  margin_mm: 0,
  rotations: "any",
  layout_profile: "denser",
  minimum_fill: 0.4,
  longest_wait_s: DAY_S,
  replace_failed: true,
  height_aware: false,
  group_by_height: false,
  fill_open_builds: false,
  exclusions: [] as Exclusion[],
} as const;

/** Which turns about the vertical a part may be given. */
export const RotationRule = Type.Union(
  [
    word(
      {
        any: "any angle",
        "90": "four turns",
        "180": "two turns",
        none: "as the model lies",
      },
      "A rule:",
    ),
    Type.Array(Type.Number({ minimum: 0, maximum: 360 }), {
      minItems: 1,
      maxItems: 360,
      description: "The allowed angles, degrees counter-clockwise.",
    }),
  ],
  { description: "Which turns about the vertical a part may be given: a rule or a list." },
);

/** A zone of a platform that parts keep clear of. */
export const Exclusion = Type.Object(
  {
    platform_class: Type.String({ description: "The platforms it is a zone of." }),
    points: Type.Array(
      Type.Array(Type.Number({ minimum: -1000, maximum: 10_000 }), { minItems: 2, maxItems: 2 }),
      {
        minItems: 3,
        maxItems: 100,
        description: "Its corners as [x, y] in mm, from the front left corner of the platform.",
      },
    ),
  },
  { additionalProperties: false, description: "A zone of a platform that parts keep clear of." },
);
export type Exclusion = Static<typeof Exclusion>;

const name_of_sop = name("What people call it; no two of an account share one.");

const settings = {
  description: nullable(
    Type.String({ maxLength: 1000 }),
    "What it is for, in free words; null for none.",
  ),
  build_prefix: Type.String({
    maxLength: 100,
    pattern: "^\\S.*$",
    description:
      "Name of its builds; a run of # becomes the number, which otherwise follows the text.",
  }),
  resin_name: name("Resin that its builds are printed with: one in use, where resins are entered."),
  print_profile: name("How the printer exposes the layers."),
  release_film_nm: Type.Integer({
    minimum: 1000,
    maximum: 10_000_000,
    description: "Thickness of the cassette's release film, nm.",
  }),
  slice_thickness_nm: Type.Integer({
    minimum: 1000,
    maximum: 1_000_000,
    description: "Thickness of a layer, nm.",
  }),
  platform_classes: Type.Array(Type.String(), {
    minItems: 1,
    maxItems: 20,
    description:
      "Platforms that its builds may be made for, by the hw_type of the printers. Of several " +
      "sizes packing takes those that need the fewest platforms, then the least area.",
  }),
  gap_mm: Type.Number({
    minimum: 0,
    maximum: 100,
    description: "Least distance between two parts, mm.",
  }),
  margin_mm: Type.Number({
    minimum: 0,
    maximum: 100,
    description: "Least distance from the rim of the platform, mm.",
  }),
  rotations: RotationRule,
  layout_profile: word(LAYOUT_PROFILES, "How much work packing spends on a layout."),
  minimum_fill: Type.Number({
    minimum: 0,
    maximum: 1,
    description: "Share of a platform's area from which on a build is made without waiting.",
  }),
  longest_wait_s: nullable(
    Type.Integer({ minimum: 0, maximum: 366 * DAY_S }),
    "How long a part may wait for company, s of the shop's time; null for ever.",
  ),
  replace_failed: Type.Boolean({
    description: "Whether parts that fail to print are made again unasked.",
  }),
  height_aware: Type.Boolean({
    description:
      "Whether a part may reach over another one, with the gap between them at each height and a " +
      "millimetre above and below. All can then be lifted off one after the other.",
  }),
  group_by_height: Type.Boolean({
    description:
      "Whether parts of like height share platforms where that costs none, since a print takes " +
      "as long as its highest part.",
  }),
  fill_open_builds: Type.Boolean({
    description:
      "Whether parts go to free room on builds that are not queued yet, before new ones.",
  }),
  exclusions: Type.Array(Exclusion, {
    maxItems: 100,
    description: "Zones that parts keep the gap from.",
  }),
};

/** One version of a build SOP. */
export const BuildSopVersion = Type.Object(
  {
    version: Type.Integer({ description: "1, 2, 3 and so on." }),
    status: word(BUILD_SOP_STATUSES, "What the version is good for."),
    ...settings,
    created_at: timeMade("When it was drafted."),
    updated_at: timeMade("When it last changed, its status included."),
  },
  { title: "BuildSopVersion", description: "One version of a build SOP, with all its settings." },
);
export type BuildSopVersion = Static<typeof BuildSopVersion>;

const summary = {
  uuid: ownUuid("build SOP"),
  name: name_of_sop,
  released_version: nullable(
    BuildSopVersion,
    "What packing goes by: the newest version that is released; null when there is none.",
  ),
  created_at: timeMade("When it was made."),
  updated_at: timeMade("When it or one of its versions last changed."),
};

/** A build SOP as a row of the list. */
export const BuildSopSummary = Type.Object(
  {
    ...summary,
    newest_version: Type.Integer({ description: "Number of its newest version, maybe a draft." }),
  },
  { title: "BuildSopSummary", description: "A build SOP with the version in force." },
);
export type BuildSopSummary = Static<typeof BuildSopSummary>;

/** A build SOP with its whole life. */
export const BuildSop = Type.Object(
  {
    ...summary,
    versions: Type.Array(BuildSopVersion, { description: "Every version, the newest first." }),
  },
  { title: "BuildSop", description: "How the parts of one kind are packed and printed." },
);
export type BuildSop = Static<typeof BuildSop>;

/** One page of build SOPs. */
export const BuildSopsResponse = Type.Object(
  { ...page, build_sops: Type.Array(BuildSopSummary, { description: "The rows." }) },
  { title: "BuildSopsResponse", description: "One page of build SOPs." },
);
export type BuildSopsResponse = Static<typeof BuildSopsResponse>;

const defaulted = <const T extends TSchema>(schema: T, value: unknown) =>
  Type.Optional(Type.With(schema, { default: value }));

/** What it takes to make a build SOP. */
export const BuildSopRequest = Type.Object(
  {
    name: name_of_sop,
    ...settings,
    description: defaulted(settings.description, BUILD_SOP_DEFAULTS.description),
    build_prefix: defaulted(settings.build_prefix, BUILD_SOP_DEFAULTS.build_prefix),
    print_profile: defaulted(settings.print_profile, BUILD_SOP_DEFAULTS.print_profile),
    release_film_nm: defaulted(settings.release_film_nm, BUILD_SOP_DEFAULTS.release_film_nm),
    slice_thickness_nm: defaulted(
      settings.slice_thickness_nm,
      BUILD_SOP_DEFAULTS.slice_thickness_nm,
    ),
    gap_mm: defaulted(settings.gap_mm, BUILD_SOP_DEFAULTS.gap_mm),
    margin_mm: defaulted(settings.margin_mm, BUILD_SOP_DEFAULTS.margin_mm),
    rotations: defaulted(settings.rotations, BUILD_SOP_DEFAULTS.rotations),
    layout_profile: defaulted(settings.layout_profile, BUILD_SOP_DEFAULTS.layout_profile),
    minimum_fill: defaulted(settings.minimum_fill, BUILD_SOP_DEFAULTS.minimum_fill),
    longest_wait_s: defaulted(settings.longest_wait_s, BUILD_SOP_DEFAULTS.longest_wait_s),
    replace_failed: defaulted(settings.replace_failed, BUILD_SOP_DEFAULTS.replace_failed),
    height_aware: defaulted(settings.height_aware, BUILD_SOP_DEFAULTS.height_aware),
    group_by_height: defaulted(settings.group_by_height, BUILD_SOP_DEFAULTS.group_by_height),
    fill_open_builds: defaulted(settings.fill_open_builds, BUILD_SOP_DEFAULTS.fill_open_builds),
    exclusions: defaulted(settings.exclusions, BUILD_SOP_DEFAULTS.exclusions),
  },
  {
    title: "BuildSopRequest",
    additionalProperties: false,
    description: "A build SOP to be made, with the settings of its first draft.",
  },
);
export type BuildSopRequest = Static<typeof BuildSopRequest>;

/** What can be changed on a build SOP as a whole. */
export const BuildSopUpdateRequest = Type.Object(
  { name: Type.Optional(name_of_sop) },
  {
    title: "BuildSopUpdateRequest",
    additionalProperties: false,
    description: "What to change on a build SOP; its settings are those of its versions.",
  },
);
export type BuildSopUpdateRequest = Static<typeof BuildSopUpdateRequest>;

/** Settings of a version to change. */
export const BuildSopVersionRequest = Type.Partial(Type.Object(settings), {
  title: "BuildSopVersionRequest",
  additionalProperties: false,
  description: "Settings of a version; those left out stay as they are.",
});
export type BuildSopVersionRequest = Static<typeof BuildSopVersionRequest>;
