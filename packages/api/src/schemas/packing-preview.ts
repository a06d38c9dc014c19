/** Previews of packings: what was asked, how far it is, and what stands where. */
import { type Static, Type } from "typebox";
import {
  LAYOUT_PROFILES,
  PACKING_PREVIEW_STATUSES,
  PACKING_STOPS,
  PLACED_BECAUSE,
} from "../statuses.ts";
import { BuildSopVersion, RotationRule } from "./build-sop.ts";
import { freeObject, nullable, ownUuid, page, timeMade, word } from "./fields.ts";
import { PlacedPlate, Placement } from "./placements.ts";

/** Most entries of one list of a request; more pieces than one packing takes are refused. */
const ENTRIES_MAX = 10_000;
const ORDERS_MAX = 1000;
/** Longest budget, and longest wait for an answer, s. */
const BUDGET_S_MAX = 600;
const WAIT_S_MAX = 120;

const { platform_classes, gap_mm, margin_mm, minimum_fill } = BuildSopVersion.properties;
const { height_aware, group_by_height, fill_open_builds, exclusions } = BuildSopVersion.properties;

const uuids = (description: string, maxItems: number) =>
  Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems, description }));

const overridden = (what: string) => `${what} As the build SOP says where left out.`;

const platform_class = Type.String({
  description: overridden("The only kind of platform to use."),
});

/** A plate on which pieces are put by hand. */
export const LockedPlate = Type.Object(
  {
    platform_class: Type.String({ description: "The kind of platform." }),
    placements: Type.Array(
      Type.Object(
        {
          part_uuid: Type.String({ description: "The part." }),
          printed_part_uuid: Type.Optional(
            Type.String({ description: "The piece, where it is one that waits; any if left out." }),
          ),
          x_mm: Placement.properties.x_mm,
          y_mm: Placement.properties.y_mm,
          rotation_deg: Placement.properties.rotation_deg,
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500, description: "Where its pieces stay." },
    ),
  },
  { additionalProperties: false, description: "A plate on which pieces are put by hand." },
);
export type LockedPlate = Static<typeof LockedPlate>;

const locked = Type.Array(LockedPlate, {
  maxItems: 24,
  description:
    "Plates on which pieces stay where they are put, as in an answer; the rest is packed around " +
    "them and beside them. They must keep gap, margin and zones.",
});

/** What to pack, and how. */
export const PackingPreviewRequest = Type.Object(
  {
    part_uuids: uuids(
      "Parts, ordered or not; one that is listed n times is packed n times.",
      10_000,
    ),
    parts: Type.Optional(
      Type.Array(
        Type.Object({
          part_uuid: Type.String({ description: "The part." }),
          copies: Type.Integer({ minimum: 1, maximum: ENTRIES_MAX, description: "How often." }),
        }),
        { minItems: 1, maxItems: ENTRIES_MAX, description: "As `part_uuids`, with numbers." },
      ),
    ),
    part_order_uuids: uuids("Part orders: what of them waits to be packed.", ORDERS_MAX),
    printed_part_uuids: uuids("Printed parts that wait to be packed.", ENTRIES_MAX),
    build_sop_uuid: Type.Optional(
      Type.String({
        description:
          "The build SOP to pack by; that of the parts where left out. Of parts that wait, those " +
          "by another build SOP are left out.",
      }),
    ),
    build_sop_version: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "A version of the build SOP, drafts included; the one in force if left out.",
      }),
    ),
    platform_class: Type.Optional(platform_class),
    platform_classes: Type.Optional(platform_classes),
    gap_mm: Type.Optional(gap_mm),
    margin_mm: Type.Optional(margin_mm),
    rotations: Type.Optional(RotationRule),
    height_aware: Type.Optional(height_aware),
    group_by_height: Type.Optional(group_by_height),
    fill_open_builds: Type.Optional(fill_open_builds),
    exclusions: Type.Optional(exclusions),
    locked: Type.Optional(locked),
    layout_profile: Type.Optional(
      word(LAYOUT_PROFILES, "How much work, where `budget_s` is not given."),
    ),
    minimum_fill: Type.Optional(
      Type.Number({
        ...{ minimum: 0, maximum: 1, default: 0 },
        description:
          "Share of a platform's area below which the emptiest plate is not shown: what is on it " +
          "waits for company. 0 shows every plate; with the value of the build SOP the answer is " +
          "what packing would make by itself.",
      }),
    ),
    budget_s: Type.Optional(
      Type.Number({
        ...{ minimum: 0, maximum: BUDGET_S_MAX },
        description:
          "Time for the search, s. It counts as 1,000 moves a second, so that the answer repeats " +
          "on every machine; how long they take depends on the machine and the parts.",
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: 2 ** 32 - 1, default: 1 },
        description: "The same seed, parts, settings and moves give the same answer.",
      }),
    ),
    wait_s: Type.Optional(
      Type.Number({
        ...{ minimum: 0, maximum: WAIT_S_MAX, default: 20 },
        description:
          "How long to wait for the answer, s. A preview that takes longer goes on, and can be " +
          "looked at by its uuid.",
      }),
    ),
  },
  {
    title: "PackingPreviewRequest",
    additionalProperties: false,
    description:
      "What to pack: exactly one of `part_uuids`, `parts`, `part_order_uuids` and " +
      "`printed_part_uuids`; and what to change of the build SOP's settings.",
  },
);
export type PackingPreviewRequest = Static<typeof PackingPreviewRequest>;

const summary = {
  uuid: ownUuid("preview"),
  status: word(PACKING_PREVIEW_STATUSES, "How far it is."),
  pieces_are: word(
    {
      parts: "parts as such, ordered or not: a what-if",
      printed_parts: "printed parts that wait, so that it can be committed",
    },
    "What was packed:",
  ),
  application_uuid: Type.String({ description: "The application of the parts." }),
  build_sop_uuid: Type.String({ description: "The build SOP that was packed by." }),
  build_sop_version: Type.Integer({ description: "The version of it." }),
  packing_group: nullable(Type.String(), "Group of the parts that wait; null for none."),
  settings: Type.Object(
    {
      platform_classes,
      gap_mm,
      margin_mm,
      rotations: RotationRule,
      minimum_fill,
      height_aware,
      group_by_height,
      fill_open_builds,
      exclusions,
      locked,
      moves_max: Type.Integer({ description: "Moves to spend on each kind of platform." }),
    },
    { description: "The settings that were packed by: those of the build SOP, and the changes." },
  ),
  seed: Type.Integer({ description: "The same seed and parts give the same packing." }),
  piece_count: Type.Integer({ description: "Pieces to find a place for." }),
  plate_count: Type.Integer({ description: "Plates of the best answer so far." }),
  left_out_count: Type.Integer({ description: "Pieces that it leaves out." }),
  moves: Type.Integer({ description: "Work that was spent so far, in moves." }),
  stopped: nullable(word(PACKING_STOPS, "Why it ended."), "Null while it runs."),
  failure_message: nullable(Type.String(), "Why there is no answer; null unless it failed."),
  build_uuids: Type.Array(Type.String(), {
    description: "The builds that its plates were made, in their order; empty until committed.",
  }),
  created_by: Type.String({ description: "Who asked for it." }),
  created_at: timeMade("When it was asked for."),
  started_at: nullable(timeMade("When."), "When a thread took it up; null while it waits."),
  finished_at: nullable(timeMade("When."), "When it ended; null while it runs."),
  committed_at: nullable(timeMade("When."), "When it was committed; null until then."),
  updated_at: timeMade("When it last changed."),
  expires_at: timeMade("When it is forgotten, in the shop's time."),
};

/** A preview as a row of the list. */
export const PackingPreviewSummary = Type.Object(summary, {
  title: "PackingPreviewSummary",
  description: "A preview of a packing, without its plates.",
});
export type PackingPreviewSummary = Static<typeof PackingPreviewSummary>;

/** One page of previews. */
export const PackingPreviewsResponse = Type.Object(
  { ...page, packing_previews: Type.Array(PackingPreviewSummary, { description: "The rows." }) },
  { title: "PackingPreviewsResponse", description: "One page of previews of packings." },
);
export type PackingPreviewsResponse = Static<typeof PackingPreviewsResponse>;

/** A plate of a preview. */
export const PreviewedPlate = Type.Object(
  {
    ...PlacedPlate.properties,
    volume_ml: Type.Number({ description: "Of all parts." }),
    resin_ml: Type.Number({ description: "Resin that a print of it takes, estimated." }),
    layer_count: Type.Integer({ description: "Layers of a print of it." }),
    print_time_s: Type.Number({ description: "Time that a print of it takes, estimated." }),
    seed: Type.Integer({ description: "What its class of platform was packed with." }),
    moves: Type.Integer({ description: "Moves that were spent on its class of platform." }),
    picture: Type.String({ description: "Path of its drawing." }),
    fills: Type.Optional(
      Type.Object(
        {
          build_uuid: Type.String({ description: "The build." }),
          revision: Type.String({ description: "The revision of it that has the room." }),
        },
        {
          description:
            "The build not queued yet whose free room it takes; a new build where absent. The " +
            "figures are of the whole plate, the placements are those that are added.",
        },
      ),
    ),
    placements: Type.Array(
      Type.Object({
        ...Placement.properties,
        because: Type.Optional(word(PLACED_BECAUSE, "How it came to its place, for programs.")),
        why: Type.String({
          description:
            "How it came to its place, what it lies against there (parts by their numbers on " +
            "this plate, in the order of placements), and what kept it from a smaller platform.",
        }),
      }),
      { description: "One entry for each piece." },
    ),
  },
  { title: "PreviewedPlate", description: "One filled platform of a preview." },
);
export type PreviewedPlate = Static<typeof PreviewedPlate>;

/** A piece that has no place. */
export const PreviewedLeftOut = Type.Object(
  {
    part_uuid: Type.String({ description: "The part." }),
    printed_part_uuid: Type.Optional(
      Type.String({ description: "The piece; absent where nobody ordered it." }),
    ),
    code: Type.String({ description: "Why, for programs." }),
    reason: Type.String({ description: "Why, for people, with the figures that decided." }),
    change: Type.Optional(
      freeObject(
        "What would give it a place: `needs` to be sent, or a `plate` that it needs; absent " +
          "where nothing is known.",
      ),
    ),
  },
  { title: "PreviewedLeftOut", description: "A piece that has no place, and why." },
);
export type PreviewedLeftOut = Static<typeof PreviewedLeftOut>;

/** A preview with all that it found. */
export const PackingPreview = Type.Object(
  {
    ...summary,
    plates: Type.Array(PreviewedPlate, {
      description: "In the order in which they should be printed; empty while it runs.",
    }),
    left_out: Type.Array(PreviewedLeftOut, { description: "Pieces that have no place." }),
    bound_plates: Type.Integer({
      description:
        "No packing can have fewer platforms than this, were all as large as the largest; 0 " +
        "while it runs.",
    }),
  },
  { title: "PackingPreview", description: "What stands where, were it packed now." },
);
export type PackingPreview = Static<typeof PackingPreview>;
