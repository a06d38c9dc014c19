/** Holds the independent checker of packings to the best layouts that others have published. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  outlineAreaOf,
  type PackItem,
  type PackOptions,
  type Placement,
  validatePacking,
} from "@vatline/geometry";
import { nesting_data_missing } from "./data.ts";
import { areaOf } from "./instance.ts";
import { listRecords, type RecordLayout, readRecord } from "./record-file.ts";
import { readStrip } from "./strip-file.ts";

/**
 * Each strip is read as 250 mm across, like a large plate. The checker's 1e-3 mm are then 4e-6 of
 * that, where the records' 32-bit floats are right to 2e-7 (strips up to three times as long).
 */
const DEPTH_MM = 250;
const SHIFT_MM = 0.1;
const OPTIONS: PackOptions = { seed: 0, gap_mm: 0, margin_mm: 0, rotations: "any" };

suite("records of strip packing", { skip: nesting_data_missing }, () => {
  test("there are 23, of the items, the turns and the density that were published", () => {
    const names = listRecords();
    assert.equal(names.length, 23);
    for (const name of names) {
      const { items, plate } = readRecord(name, DEPTH_MM);
      const strip = readStrip(name);
      const area = items.reduce((sum, item) => sum + outlineAreaOf(item.outline), 0);
      const wanted = areaOf(strip.demands) * (DEPTH_MM / strip.height) ** 2;
      assert.ok(Math.abs(area / wanted - 1) < 1e-6, `${name}: ${area} mm2 instead of ${wanted}`);
      assert.ok(area < 0.93 * plate.width_mm * DEPTH_MM, name);
    }
  });

  for (const name of listRecords()) {
    test(`${name}: accepted, and refused with any item moved 0.1 mm into one it touches`, () => {
      const layout = readRecord(name, DEPTH_MM);
      assert.deepEqual(check(layout), []);
      const shifts = findShifts(layout);
      assert.ok(shifts.length >= layout.items.length / 12, `${shifts.length} items in contact`);
      for (const shift of shifts) {
        const pair = withShift(layout, shift);
        const codes = check(pair).map(({ code }) => code);
        assert.ok(codes.includes("parts_overlap"), `${name}, ${JSON.stringify(shift)}: ${codes}`);
      }
    });
  }
});

function check({ items, plate, packing }: RecordLayout) {
  return validatePacking(items, plate, OPTIONS, packing);
}

/** A way to move an item so that one of its corners goes straight into a side of another. */
type Shift = { item: number; into: number; x_mm: number; y_mm: number };

/** For every item that has a corner within a fifth of the shift of another's side, one shift. */
function findShifts({ items, packing }: RecordLayout): Shift[] {
  const [{ placements }] = packing.plates;
  const rings = items.map((item, at) => turned(item, placements[at]));
  const boxes = rings.map(boxAround);
  return rings.flatMap((ring, item) => {
    for (const [into, other] of rings.entries()) {
      if (into === item) continue;
      for (const corner of ring.filter((point) => isWithin(boxes[into], point))) {
        const normal = sideAt(other, corner);
        if (!normal) continue;
        return [{ item, into, x_mm: SHIFT_MM * normal.x, y_mm: SHIFT_MM * normal.y }];
      }
    }
    return [];
  });
}

type Point = { x: number; y: number };
type Box = { low: Point; high: Point };

function boxAround(ring: Point[]): Box {
  const xs = ring.map(({ x }) => x);
  const ys = ring.map(({ y }) => y);
  return {
    low: { x: Math.min(...xs) - SHIFT_MM, y: Math.min(...ys) - SHIFT_MM },
    high: { x: Math.max(...xs) + SHIFT_MM, y: Math.max(...ys) + SHIFT_MM },
  };
}

function isWithin({ low, high }: Box, { x, y }: Point): boolean {
  return x >= low.x && x <= high.x && y >= low.y && y <= high.y;
}

/** The inward normal of the side that the point lies at, if it is clear of the side's ends. */
function sideAt(ring: Point[], point: Point): Point | undefined {
  for (const [at, from] of ring.entries()) {
    const to = ring[(at + 1) % ring.length];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
    const t = (point.x - from.x) * along.x + (point.y - from.y) * along.y;
    const away = (point.x - from.x) * along.y - (point.y - from.y) * along.x;
    if (t > 3 * SHIFT_MM && t < length - 3 * SHIFT_MM && Math.abs(away) < SHIFT_MM / 5) {
      return { x: -along.y, y: along.x };
    }
  }
  return undefined;
}

/** The two items of a shift alone, so that each one's refusal is due to that neighbour. */
function withShift(layout: RecordLayout, { item, into, x_mm, y_mm }: Shift): RecordLayout {
  const { items, packing } = layout;
  const [{ placements }] = packing.plates;
  const place = placements[item];
  const moved = { ...place, x_mm: place.x_mm + x_mm, y_mm: place.y_mm + y_mm };
  const plates = [{ placements: [moved, placements[into]] }];
  return { ...layout, items: [items[item], items[into]], packing: { ...packing, plates } };
}

function turned(item: PackItem, { x_mm, y_mm, rotation_deg }: Placement): Point[] {
  const turn = (rotation_deg * Math.PI) / 180;
  const [ring] = item.outline;
  return Array.from({ length: ring.length / 2 }, (_, at) => ({
    x: x_mm + Math.cos(turn) * ring[2 * at] - Math.sin(turn) * ring[2 * at + 1],
    y: y_mm + Math.sin(turn) * ring[2 * at] + Math.cos(turn) * ring[2 * at + 1],
  }));
}
