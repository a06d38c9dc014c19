/** What a plan says to people: plates with their figures, and for each piece left out why. */
import { PLACED_BECAUSE, type PreviewedLeftOut, type PreviewedPlate } from "@vatline/api";
import type { PlacedBecause } from "@vatline/geometry";
import { estimateTimes, requiredResin } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import { layerCountOf } from "../builds/place-rows.ts";
import type { BuildPlan, PlannedBuild } from "../builds/plan.ts";
import type { LeftOutPiece, Preview, PreviewAnswer } from "./store.ts";

type Files = Map<string, { model_uuid: string }>;
type Known = { files: Files; changes: Map<string, NonNullable<LeftOutPiece["change"]>> };
type Asked = Pick<Preview, "uuid" | "pieces_are" | "pieces" | "left_out">;

/** `sop` with the settings of the preview; `files` and `changes` are by part uuid. */
export function answerOf(
  preview: Asked,
  sop: BuildSop,
  plan: BuildPlan,
  { files, changes }: Known,
): PreviewAnswer {
  const left_out = [
    ...preview.left_out,
    ...unfitOf(preview, plan, changes),
    ...waitingOf(plan, sop),
  ];
  return {
    plates: plan.builds.map((build, index) => plateOf(preview, sop, { build, index, files })),
    left_out: left_out.map((piece) => leftOutOf(preview, piece)),
    bound_plates: plan.bound_plates,
  };
}

function plateOf(
  { uuid, pieces_are }: Asked,
  sop: BuildSop,
  { build, index, files }: { build: PlannedBuild; index: number; files: Files },
): PreviewedPlate {
  const { places, ...figures } = build;
  const numbers = new Map(places.map((place, at) => [place.uuid, at + 1]));
  const { height_mm, volume_ml, platform } = build;
  const { gap_mm, margin_mm, resin_name, slice_thickness_nm } = sop;
  const layer_count = layerCountOf(height_mm, slice_thickness_nm);
  const slice_thickness_um = slice_thickness_nm / 1000;
  const sliced = { resin_name, slice_thickness_um, layer_count, volume_ml };
  return {
    ...figures,
    gap_mm,
    margin_mm,
    resin_ml: requiredResin({ volume_ml }),
    layer_count,
    print_time_s: estimateTimes(sliced, platform.class).total_ms / 1000,
    picture: `/manage/v1/packing/previews/${uuid}/plates/${index + 1}/picture`,
    placements: places.map(({ uuid: piece_uuid, part_uuid, why, refused, ...place }) => ({
      part_uuid,
      ...(pieces_are === "printed_parts" && { printed_part_uuid: piece_uuid }),
      model_uuid: files.get(part_uuid)?.model_uuid ?? "",
      ...place,
      ...(why && { because: why.code }),
      why: whyThere(why, numbers, refused),
    })),
  };
}

/** Pieces that no platform takes. */
function unfitOf(
  { pieces }: Asked,
  { unfit }: BuildPlan,
  changes: Known["changes"],
): LeftOutPiece[] {
  const parts = new Map(pieces.map((piece) => [piece.uuid, piece.part_uuid]));
  return unfit.map(({ id, code, reason, change: wanted }) => {
    const part_uuid = parts.get(id) ?? "";
    const change = changes.get(part_uuid) ?? wanted;
    return { uuid: id, part_uuid, code, reason, ...(change && { change }) };
  });
}

/** How a piece came to its place, what it touches, and what kept it from a smaller platform. */
function whyThere(
  why: PlacedBecause | undefined,
  numbers: Map<string, number>,
  refused: string | undefined,
): string {
  if (!why) return "It was put here by hand.";
  const { code, rims, ids } = why;
  const parts = ids.flatMap((id) => numbers.get(id) ?? []).sort((a, b) => a - b);
  const standing = ids.length - parts.length;
  const beside = listOf([
    ...(rims.length > 0 ? [`the ${listOf(rims)} rim`] : []),
    ...(parts.length > 0 ? [`${parts.length > 1 ? "parts" : "part"} ${listOf(parts)}`] : []),
    ...(standing > 0 ? ["what stands there already"] : []),
  ]);
  const touches = beside === "" ? "" : ` It lies against ${beside}.`;
  const how = `${PLACED_BECAUSE[code]}.`;
  const kept = refused === undefined ? "" : ` ${refused}`;
  return `${how[0].toUpperCase()}${how.slice(1)}${touches}${kept}`;
}

/** As people read a list: "a, b and c". */
function listOf(words: (string | number)[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? `${last}` : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** Pieces on a plate that is too empty to be printed now. */
function waitingOf({ waiting }: BuildPlan, { minimum_fill }: BuildSop): LeftOutPiece[] {
  return waiting.flatMap(({ utilisation, places }) => {
    const fill = percent(utilisation);
    const reason = `Its plate would be ${fill} full, and ${percent(minimum_fill)} is the least.`;
    // Rounded down, so that the plate has at least as much.
    const needs = { minimum_fill: Math.floor(utilisation * 1e4) / 1e4 };
    const change = { code: "minimum_fill", needs };
    return places.map(({ uuid, part_uuid }) => {
      return { uuid, part_uuid, code: "below_minimum_fill", reason, change };
    });
  });
}

function leftOutOf({ pieces_are }: Asked, { uuid, ...piece }: LeftOutPiece): PreviewedLeftOut {
  if (pieces_are === "parts") return piece;
  const { part_uuid, ...why } = piece;
  return { part_uuid, printed_part_uuid: uuid, ...why };
}

/** Two digits at most, so that what is too little never reads as if it were enough. */
const percent = (share: number) => `${Math.floor(share * 1e4) / 100} %`;
