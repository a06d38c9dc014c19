/**
 * What a preview is to find places for: the pieces that a request names, all of one application,
 * one build SOP and one packing group, as nothing else is ever packed together.
 */
import {
  type InputFault,
  type PackingPreviewRequest,
  Problem,
  type ProblemCode,
} from "@vatline/api";
import { PRIORITY } from "../part-orders/create.ts";
import { readOrderedParts } from "../parts/store.ts";
import type { Queries } from "../platform/db/db.ts";
import type { LeftOutPiece, Piece } from "./store.ts";
import { type AskedPiece, readKnownOrders, readOrderedPieces, readPieces } from "./store-pieces.ts";

/** As many as the packer takes. */
const PIECES_MAX = 10_000;
const FAULTS_MAX = 100;

export type Asked = {
  pieces_are: "parts" | "printed_parts";
  application_uuid: string;
  packing_group: string | null;
  /** Of the pieces, unless the request named another. */
  build_sop_uuid: string;
  pieces: Piece[];
  left_out: LeftOutPiece[];
};

const SOURCES = ["part_uuids", "parts", "part_order_uuids", "printed_part_uuids"] as const;

/** Throws the problems that createPackingPreview declares about what it names. */
export async function askedPieces(
  db: Queries,
  customer_uuid: string,
  request: PackingPreviewRequest,
): Promise<Asked> {
  const given = SOURCES.filter((source) => request[source] !== undefined);
  if (given.length !== 1) {
    const detail = `Name what to pack by exactly one of ${SOURCES.join(", ")}.`;
    throw new Problem("input_invalid", detail, {
      errors: [{ pointer: `/body/${given[1] ?? SOURCES[0]}`, detail }],
    });
  }
  const asked =
    given[0] === "part_uuids" || given[0] === "parts"
      ? await piecesOfParts(db, customer_uuid, request)
      : await piecesThatWait(db, customer_uuid, request);
  checkCount(asked.pieces.length, given[0]);
  return asked;
}

async function piecesOfParts(
  db: Queries,
  customer_uuid: string,
  { part_uuids, parts = [], build_sop_uuid }: PackingPreviewRequest,
): Promise<Asked> {
  const wanted = part_uuids?.map((part_uuid) => ({ part_uuid, copies: 1 })) ?? parts;
  const found = await readOrderedParts(
    db,
    customer_uuid,
    wanted.map((one) => one.part_uuid),
  );
  refuseUnknown(
    "part_unknown",
    "part",
    wanted.map(({ part_uuid }, at) => ({
      uuid: part_uuid,
      known: found.has(part_uuid),
      pointer: part_uuids ? `/body/part_uuids/${at}` : `/body/parts/${at}/part_uuid`,
    })),
  );
  const count = wanted.reduce((sum, { copies }) => sum + copies, 0);
  checkCount(count, part_uuids ? "part_uuids" : "parts");
  const pieces = wanted.flatMap(({ part_uuid, copies }) => {
    const rotations = found.get(part_uuid)?.rotations ?? null;
    return Array.from({ length: copies }, () => ({ part_uuid, rotations }));
  });
  const all = [...found.values()];
  return {
    pieces_are: "parts",
    application_uuid: oneApplication(all),
    packing_group: null,
    build_sop_uuid: oneSop(all, build_sop_uuid),
    pieces: pieces.map((piece, at) => ({
      ...{ uuid: `piece ${at + 1}`, due_date: "", priority: PRIORITY, pack_now: 0 },
      ...piece,
    })),
    left_out: [],
  };
}

async function piecesThatWait(
  db: Queries,
  customer_uuid: string,
  request: PackingPreviewRequest,
): Promise<Asked> {
  const asked = await readAsked(db, customer_uuid, request);
  const waiting = asked.filter(isWaiting);
  const concerned = waiting.length > 0 ? waiting : asked;
  const build_sop_uuid = oneSop(concerned, request.build_sop_uuid);
  const taken = waiting.filter((piece) => piece.build_sop_uuid === build_sop_uuid);
  const left_out = asked.flatMap((piece) => leftOutBefore(piece, build_sop_uuid) ?? []);
  return {
    pieces_are: "printed_parts",
    application_uuid: oneApplication(concerned),
    packing_group: oneGroup(taken),
    build_sop_uuid,
    pieces: taken.map(({ uuid, part_uuid, due_date, priority, rotations, pack_now }) => ({
      ...{ uuid, part_uuid, rotations, pack_now },
      due_date: due_date ?? "",
      priority: priority ?? PRIORITY,
    })),
    left_out,
  };
}

async function readAsked(
  db: Queries,
  customer_uuid: string,
  { part_order_uuids, printed_part_uuids = [] }: PackingPreviewRequest,
): Promise<AskedPiece[]> {
  if (part_order_uuids) {
    const known = await readKnownOrders(db, customer_uuid, part_order_uuids);
    refuseUnknown(
      "part_order_unknown",
      "part order",
      part_order_uuids.map((uuid, at) => ({
        uuid,
        known: known.has(uuid),
        pointer: `/body/part_order_uuids/${at}`,
      })),
    );
    return readOrderedPieces(db, customer_uuid, [...known]);
  }
  const found = await readPieces(db, customer_uuid, printed_part_uuids);
  const known = new Set(found.map(({ uuid }) => uuid));
  refuseUnknown(
    "printed_part_unknown",
    "printed part",
    printed_part_uuids.map((uuid, at) => ({
      uuid,
      known: known.has(uuid),
      pointer: `/body/printed_part_uuids/${at}`,
    })),
  );
  return found;
}

const isWaiting = ({ status, build_uuid }: AskedPiece) =>
  status === "waiting" && build_uuid === null;

function leftOutBefore(piece: AskedPiece, build_sop_uuid: string): LeftOutPiece | null {
  const { uuid, part_uuid, build_uuid, status } = piece;
  if (!isWaiting(piece)) {
    const reason =
      build_uuid === null
        ? `It is ${status}: only what waits to be packed is packed.`
        : `It is ${status}, and has its place on build ${build_uuid} already.`;
    return { uuid, part_uuid, code: "not_waiting", reason };
  }
  if (piece.build_sop_uuid === build_sop_uuid) return null;
  const reason = `It is packed by build SOP ${piece.build_sop_uuid}, this preview by another.`;
  const change = { code: "build_sop", needs: { build_sop_uuid: piece.build_sop_uuid } };
  return { uuid, part_uuid, code: "other_build_sop", reason, change };
}

function oneApplication(pieces: { application_uuid: string }[]): string {
  const uuids = [...new Set(pieces.map((piece) => piece.application_uuid))].sort();
  if (uuids.length === 1) return uuids[0];
  const detail = `The parts belong to ${uuids.length} applications: ${uuids.join(", ")}.`;
  throw new Problem("parts_of_several_applications", detail);
}

function oneSop(pieces: { build_sop_uuid: string }[], named: string | undefined): string {
  if (named !== undefined) return named;
  const uuids = [...new Set(pieces.map((piece) => piece.build_sop_uuid))].sort();
  if (uuids.length === 1) return uuids[0];
  const detail = `The parts go by ${uuids.length} build SOPs: name one of ${uuids.join(", ")}.`;
  throw new Problem("build_sop_ambiguous", detail, {
    errors: [{ pointer: "/body/build_sop_uuid", detail: "is required for these parts" }],
  });
}

function oneGroup(pieces: { packing_group: string | null }[]): string | null {
  const groups = [...new Set(pieces.map((piece) => piece.packing_group))];
  if (groups.length < 2) return groups[0] ?? null;
  const names = groups.map((group) => (group === null ? "none" : `"${group}"`)).sort();
  const detail = `The parts are of ${groups.length} packing groups: ${names.join(", ")}.`;
  throw new Problem("packing_groups_mixed", detail);
}

function checkCount(count: number, source: string): void {
  if (count > 0 && count <= PIECES_MAX) return;
  const detail =
    count === 0
      ? "names no piece that could be packed"
      : `names ${count} pieces; one packing takes ${PIECES_MAX}, so ask for them in parts`;
  const pointer = `/body/${source}`;
  throw new Problem("input_invalid", `${pointer} ${detail}.`, { errors: [{ pointer, detail }] });
}

type Named = { uuid: string; known: boolean; pointer: string };

function refuseUnknown(code: ProblemCode, noun: string, named: Named[]): void {
  const unknown = named.filter(({ known }) => !known);
  if (unknown.length === 0) return;
  const errors: InputFault[] = unknown
    .slice(0, FAULTS_MAX)
    .map(({ pointer }) => ({ pointer, detail: `names no ${noun}` }));
  const more = unknown.length > 1 ? ` (and ${unknown.length - 1} more)` : "";
  throw new Problem(code, `There is no ${noun} ${unknown[0].uuid}${more}.`, { errors });
}
