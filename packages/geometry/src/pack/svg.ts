/** Draws one packed plate, for people: build pages, reports, debugging. */
import type { PackItem, Placement, Plate, Ring } from "../types.ts";
import { innerDisc } from "./problem/inscribed.ts";

export type PlateSvgOptions = {
  /** Drawn as a dashed line where it is above 0. */
  margin_mm?: number;
  /** Numbers the parts from 1 in the order of the placements. Default true. */
  labels?: boolean;
  /** How many of the placements, the last ones, stand there already: grey, without a number. */
  standing?: number;
  /** A line of text below the front. */
  caption?: string;
};

/** Soft, and told apart from one another in neighbouring parts. */
const COLOURS = [
  "#a9c9e8",
  "#f5c79c",
  "#b4daa9",
  "#f1b3b3",
  "#cbbae4",
  "#dcc6a4",
  "#f2c0db",
  "#c6cbd3",
  "#dfdc98",
  "#a5dcdd",
  "#e9b196",
  "#b9cf9d",
];

const STANDING = "#e3e6ea";

/**
 * Draws a plate seen from above, front at the bottom, in mm to two decimals. Zones are hatched.
 *
 * Each part carries its id as a tooltip. Equal arguments give equal bytes; placements whose item
 * is not among the items are left out. About 1 kB per outline of 100 points.
 */
export function packedPlateSvg(
  items: PackItem[],
  plate: Plate,
  packedPlate: { placements: Placement[] },
  options: PlateSvgOptions = {},
): string {
  const { width_mm: width, depth_mm: depth } = plate;
  const rim = Math.max(width, depth) * 0.02;
  const line = Math.max(width, depth) / 600;
  const { caption, standing = 0, labels = true } = options;
  const below = caption === undefined ? rim : 2.6 * rim;
  const box = [-rim, -rim, width + 2 * rim, depth + rim + below].map(round).join(" ");
  const byId = new Map(items.map((item) => [item.id, item]));
  const { placements } = packedPlate;
  const parts = placements.map((placement, at) => {
    const item = byId.get(placement.id);
    if (!item) return "";
    if (at < placements.length - standing) return drawPart(item, placement, plate, at, labels);
    return drawOutline(item, placement, plate, STANDING);
  });
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" font-family="sans-serif">`,
    rectangle(0, 0, width, depth, `fill="#fff" ${strokeOf("#8b95a5", line)}`),
    ...drawZones(plate, line),
    drawMargin(options.margin_mm ?? 0, plate, line),
    `<path d="M0 ${round(depth)}H${round(width)}" ${strokeOf("#566173", 3 * line)}/>`,
    `<g ${strokeOf("#3c4656", line)} stroke-linejoin="round">`,
    ...parts,
    "</g>",
    caption === undefined ? "" : drawCaption(caption, depth + 1.5 * rim, rim),
    "</svg>",
  ];
  return `${lines.filter((text) => text !== "").join("\n")}\n`;
}

function drawMargin(margin: number, plate: Plate, line: number): string {
  if (!(margin > 0)) return "";
  const dashes = `${round(4 * line)} ${round(3 * line)}`;
  const style = `fill="none" ${strokeOf("#b9c0cb", line)} stroke-dasharray="${dashes}"`;
  const width = plate.width_mm - 2 * margin;
  return rectangle(margin, margin, width, plate.depth_mm - 2 * margin, style);
}

/** Hatched, so that they are told from parts without a colour. */
function drawZones({ exclusions = [], depth_mm }: Plate, line: number): string[] {
  if (exclusions.length === 0) return [];
  const zones = exclusions.map((rings) => {
    const path = pathOf(rings.map((ring) => ring.map((v, i) => (i % 2 === 0 ? v : depth_mm - v))));
    const style = `fill="url(#zone)" ${strokeOf("#8b95a5", line)}`;
    return `<path ${style} d="${path}"><title>zone to keep clear of</title></path>`;
  });
  const step = round(6 * line);
  const size = `width="${step}" height="${step}" patternUnits="userSpaceOnUse"`;
  const hatch = `<path d="M0 0V${step}" ${strokeOf("#b9c0cb", 3 * line)}/>`;
  const turned = `patternTransform="rotate(45)"`;
  return [`<pattern id="zone" ${size} ${turned}>${hatch}</pattern>`, ...zones];
}

function drawCaption(text: string, y: number, size: number): string {
  const style = `font-size="${round(size)}" fill="#566173" dominant-baseline="middle"`;
  return `<text x="0" y="${round(y)}" ${style}>${escapeText(text)}</text>`;
}

function drawPart(
  item: PackItem,
  placement: Placement,
  plate: Plate,
  at: number,
  isLabelled: boolean,
): string {
  const part = drawOutline(item, placement, plate, COLOURS[at % COLOURS.length]);
  if (!isLabelled) return part;
  const rings = item.outline.map((ring) => onPaper(ring, placement, plate));
  return `${part}\n${drawLabel(rings, plate, at)}`;
}

function drawOutline(item: PackItem, placement: Placement, plate: Plate, colour: string): string {
  const path = pathOf(item.outline.map((ring) => onPaper(ring, placement, plate)));
  return `<path fill="${colour}" d="${path}"><title>${escapeText(item.id)}</title></path>`;
}

const pathOf = (rings: Ring[]): string =>
  rings.map((ring) => `M${[...ring].map(round).join(" ")}Z`).join("");

/** A number in the widest place of the part, as large as fits and within what reads well. */
function drawLabel(rings: Ring[], plate: Plate, at: number): string {
  const { x, y, radius } = innerDisc(rings);
  const side = Math.max(plate.width_mm, plate.depth_mm);
  const text = String(at + 1);
  const size = Math.min(Math.max((2 * radius) / (0.6 * text.length + 0.4), side / 60), side / 28);
  const place = `x="${round(x)}" y="${round(y + 0.36 * size)}" font-size="${round(size)}"`;
  return `<text ${place} text-anchor="middle" fill="#2b3442" stroke="none">${text}</text>`;
}

/** Turns and moves a ring to its place, and lets y run down as on a screen. */
function onPaper(ring: Ring, placement: Placement, plate: Plate): Ring {
  const angle_rad = (placement.rotation_deg * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle_rad), Math.cos(angle_rad)];
  const drawn = new Float64Array(ring.length);
  for (let i = 0; i + 1 < ring.length; i += 2) {
    drawn[i] = cos * ring[i] - sin * ring[i + 1] + placement.x_mm;
    drawn[i + 1] = plate.depth_mm - (sin * ring[i] + cos * ring[i + 1] + placement.y_mm);
  }
  return drawn;
}

function strokeOf(colour: string, width: number): string {
  return `stroke="${colour}" stroke-width="${round(width)}"`;
}

function rectangle(x: number, y: number, width: number, depth: number, style: string): string {
  const [left, top, across, down] = [x, y, width, depth].map(round);
  return `<rect x="${left}" y="${top}" width="${across}" height="${down}" ${style}/>`;
}

/** Two decimals, without needless zeros or a minus before 0. */
function round(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

function escapeText(text: string): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return safe.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/gu, "");
}
