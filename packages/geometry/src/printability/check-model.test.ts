import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { prepareSlices } from "../slice/sliceable.ts";
import { joinMeshes } from "../solid/shells.ts";
import { rotateMesh } from "../solid/transform.ts";
import { makeBall, makeBox, makeSoup, shiftMesh, turnTriangles } from "../testing/shapes.ts";
import { assertNear, fails } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { checkModel } from "./check-model.ts";
import { FINDING_KINDS, type Finding, type FindingKind } from "./finding.ts";
import { FINDINGS_OF_A_KIND_MAX } from "./rules.ts";

const SETTINGS = { layer_mm: 0.1, pitch_mm: 0.1 };
const FINE = { layer_mm: 0.1, pitch_mm: 0.05 };

const check = (mesh: Mesh, settings = SETTINGS) => checkModel(prepareSlices(mesh), settings);
const join = (...meshes: Mesh[]) => meshes.reduce(joinMeshes);
const insideOut = (mesh: Mesh) => turnTriangles(mesh, () => true);

type Corner = [x: number, y: number, z: number];

/** A box from its lower to its upper corner. */
function box([x0, y0, z0]: Corner, [x1, y1, z1]: Corner): Mesh {
  return shiftMesh(makeBox(x1 - x0, y1 - y0, z1 - z0), x0, y0, z0);
}

const cut = (from: Corner, to: Corner) => insideOut(box(from, to));

function findingsOf(mesh: Mesh, kind: FindingKind, settings = SETTINGS): Finding[] {
  return check(mesh, settings).findings.filter((finding) => finding.kind === kind);
}

function assertNothing(mesh: Mesh, kinds: readonly FindingKind[] = FINDING_KINDS): void {
  const { findings } = check(mesh);
  assert.deepEqual(
    findings.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text),
    [],
  );
}

/** A post with a beam at the top, under which things can hang; 20 mm high to the beam. */
const GALLOWS = join(box([0, 0, 0], [4, 10, 22]), box([4, 0, 20], [40, 10, 22]));

describe("islands", () => {
  test("are told with layer, place and size, and until when nothing holds them", () => {
    const peg = box([10, 2, 10], [12, 5, 20]);
    const other = box([30, 4, 15], [31, 5, 20]);
    const islands = findingsOf(join(GALLOWS, peg, other), "island");
    assert.deepEqual(
      islands.map((island) => [island.layer_index, island.layer_count, island.severity]),
      [
        [100, 100, "severe"],
        [150, 50, "severe"],
      ],
    );
    const [{ x_mm, y_mm, z_mm, area_mm2, begin_count }] = islands;
    assertNear(area_mm2, 6, 1e-9);
    assertNear(z_mm, 10, 1e-6);
    assert.ok(Math.hypot(x_mm - 11, y_mm - 3.5) < 0.05, `${x_mm}, ${y_mm}`);
    assert.equal(begin_count, 1);
  });

  test("that meet before they are held are one, from the first of them on", () => {
    const legs = [
      box([10, 2, 12], [11, 3, 15]),
      box([14, 2, 13], [15, 3, 15]),
      box([10, 2, 15], [15, 3, 16]),
      box([12, 2, 16], [13, 3, 20]),
    ];
    const [island, ...others] = findingsOf(join(GALLOWS, ...legs), "island");
    assert.equal(others.length, 0);
    assert.deepEqual([island.layer_index, island.layer_count], [120, 80]);
    assert.equal(island.begin_count, 2);
    assertNear(island.area_mm2, 5, 1e-9);
  });

  test("that are never held will float", () => {
    const [island] = findingsOf(join(GALLOWS, box([20, 20, 5], [22, 22, 8])), "island");
    assert.deepEqual([island.layer_index, island.layer_count, island.severity], [50, 30, "severe"]);
    assert.match(island.text, /never held/);
  });

  test("small and close together are one, each counted", () => {
    const pegs: Mesh[] = [];
    for (let i = 0; i < 20; i++) {
      const [x, y] = [10 + 0.5 * (i % 5), 3 + 0.5 * Math.floor(i / 5)];
      pegs.push(box([x, y, 19.8], [x + 0.2, y + 0.2, 20]));
    }
    const islands = findingsOf(join(GALLOWS, ...pegs), "island");
    assert.ok(islands.length <= 4, `${islands.length}`);
    assert.equal(
      islands.reduce((sum, { begin_count }) => sum + begin_count, 0),
      20,
    );
    assert.ok(islands.every(({ severity }) => severity === "minor"));
  });

  test("are neither what touches the platform, nor what leans on what is beneath", () => {
    const feet = join(
      box([0, 0, 0], [3, 3, 9]),
      box([20, 0, 0], [23, 3, 9]),
      box([9, 9, 0], [9.4, 9.4, 3]),
    );
    assertNothing(join(feet, box([0, 0, 9], [23, 9.4, 10])), ["island"]);
    assertNothing(makeBall(8, 4), ["island"]);
    const leaning = box([0, 0, 0], [0.4, 8, 12]);
    for (const [i, z] of leaning.positions.entries()) {
      if (i % 3 === 2 && z > 6) leaning.positions[i - 2] += 14;
    }
    assertNothing(leaning, ["island"]);
  });
});

describe("traps and cups", () => {
  const block = box([0, 0, 0], [20, 20, 20]);

  test("a ball within a block holds its volume of resin", () => {
    const cavity = insideOut(shiftMesh(makeBall(5, 5), 10, 9, 11));
    const { findings } = check(join(block, cavity));
    const [trap, ...others] = findings.filter(({ kind }) => kind !== "overhang");
    assert.equal(others.length, 0);
    assert.deepEqual([trap.kind, trap.severity], ["resin_trap", "severe"]);
    assertNear(trap.volume_ml ?? 0, (4 / 3) * Math.PI * 0.125, 0.01);
    assertNear(trap.area_mm2, Math.PI * 25, 0.01);
    assert.ok(Math.abs(trap.layer_index - 60) <= 1);
    assert.ok(Math.hypot(trap.x_mm - 10, trap.y_mm - 9) < 0.1);
    assert.match(trap.text, /no way out/);
  });

  test("shafts that meet within a block are one trap, with the volume of all", () => {
    const shafts = [cut([4, 4, 4], [6, 8, 10]), cut([12, 4, 6], [14, 8, 10])];
    const channel = cut([4, 4, 10], [14, 8, 12]);
    const [trap, ...others] = findingsOf(join(block, ...shafts, channel), "resin_trap");
    assert.equal(others.length, 0);
    assert.deepEqual([trap.layer_index, trap.layer_count], [40, 80]);
    assertNear(trap.volume_ml ?? 0, (48 + 32 + 80) / 1000, 1e-6);
  });

  test("a cup draws suction, whichever way it stands", () => {
    const [upright] = findingsOf(join(block, cut([2, 2, 2], [18, 18, 20])), "cupping");
    assertNear(upright.volume_ml ?? 0, 4.608, 1e-6);
    assertNear(upright.area_mm2, 256, 1e-6);
    assert.deepEqual([upright.layer_index, upright.layer_count], [20, 180]);
    assert.match(upright.text, /opens towards the window/);
    const mesh = join(block, cut([2, 2, 0], [18, 18, 18]));
    const [upside_down] = findingsOf(mesh, "cupping");
    assertNear(upside_down.volume_ml ?? 0, 4.608, 1e-6);
    assert.deepEqual([upside_down.layer_index, upside_down.layer_count], [0, 180]);
    assert.match(upside_down.text, /upside down on the platform/);
    assertNothing(mesh, ["resin_trap"]);
  });

  test("an opening to the side lets resin in, from there on", () => {
    assertNothing(join(block, cut([2, 2, 2], [20, 18, 20])), ["cupping", "resin_trap"]);
    // A slit above, 5 mm from the ground of the cup.
    const slit = cut([18, 9, 7], [20, 11, 20]);
    const [cup] = findingsOf(join(block, cut([2, 2, 2], [18, 18, 20]), slit), "cupping");
    assert.deepEqual([cup.layer_index, cup.layer_count], [20, 50]);
    assertNear(cup.volume_ml ?? 0, 1.28, 1e-6);
  });

  test("a ring closes with platform and window if it is large; a hole for a screw does not", () => {
    const [ring, ...others] = findingsOf(join(block, cut([2, 2, 0], [18, 18, 20])), "cupping");
    assert.equal(others.length, 0);
    assert.match(ring.text, /closed by platform and window/);
    assert.equal(ring.severity, "minor");
    assertNothing(join(block, cut([5, 5, 0], [9, 9, 20])));
    assertNothing(join(block, cut([5, 5, 19.5], [15, 15, 20])), ["cupping"]);
  });
});

describe("overhangs", () => {
  const tan = (deg: number) => Math.tan((deg * Math.PI) / 180);

  /** A wall from which a roof reaches out, its lower side so steep. */
  function roof(angle_deg: number): Mesh {
    const mesh = box([4, 0, 20], [24, 30, 60]);
    for (const [i, z] of mesh.positions.entries()) {
      if (i % 3 === 2 && z === 20 && mesh.positions[i - 2] === 24)
        mesh.positions[i] += 20 * tan(angle_deg);
    }
    return join(box([0, 0, 0], [4, 30, 60]), mesh);
  }

  test("flatter than the limit are told with what of their shadow is not carried", () => {
    for (const angle of [10, 20, 30, 35]) {
      const [overhang, ...others] = findingsOf(roof(angle), "overhang");
      assert.equal(others.length, 0, `${angle}`);
      // Of each 0.5 mm of height 0.5 mm are carried, and a pixel.
      assertNear(overhang.area_mm2, 600 * (1 - 1.2 * tan(angle)), 0.05, `${angle}`);
    }
  });

  test("flat ones are told but for a rim", () => {
    const [overhang] = findingsOf(roof(0), "overhang");
    assertNear(overhang.area_mm2, 30 * (20 - 0.6), 0.005);
    assert.equal(overhang.layer_index, 200);
    assert.ok(overhang.x_mm > 4 && overhang.x_mm < 24);
  });

  test("steeper than the limit carry themselves", () => {
    for (const angle of [45, 50, 60]) assertNothing(roof(angle), ["overhang"]);
  });

  test("are not told of islands, which are told already", () => {
    const [island, ...others] = check(join(GALLOWS, box([20, 20, 5], [30, 30, 8]))).findings;
    assert.equal(island.kind, "island");
    assert.deepEqual(
      others.map(({ kind, y_mm }) => [kind, y_mm < 12]),
      [["overhang", true]],
    );
  });
});

describe("walls and gaps", () => {
  const turned = (mesh: Mesh, angle_deg: number) => rotateMesh(mesh, { axis: "z", angle_deg });
  const foot = box([-10, -10, 0], [10, 10, 1]);
  const ANGLES = [0, 17, 30, 45, 62, 90];

  test("are thin below four pixels, whichever way they run", () => {
    for (const angle of ANGLES) {
      for (const thickness_mm of [0.1, 0.15, 0.25, 0.4]) {
        const wall = box([-9, 0.012, 0.5], [9, 0.012 + thickness_mm, 8]);
        const walls = findingsOf(join(foot, turned(wall, angle)), "thin_wall", FINE);
        const name = `${thickness_mm} mm at ${angle}`;
        assert.equal(walls.length, thickness_mm < 0.2 ? 1 : 0, name);
        if (walls.length === 0) continue;
        const off_mm = Math.abs((walls[0].thickness_mm ?? 0) - thickness_mm);
        assert.ok(off_mm < 0.03, `${name}: ${walls[0].thickness_mm}`);
      }
    }
  });

  test("gaps are measured as walls are", () => {
    for (const angle of ANGLES) {
      for (const thickness_mm of [0.1, 0.15, 0.25, 0.4]) {
        const sides = join(
          box([-9, -4, 0.5], [9, 0.012, 8]),
          box([-9, 0.012 + thickness_mm, 0.5], [9, 4, 8]),
        );
        const gaps = findingsOf(join(foot, turned(sides, angle)), "thin_gap", FINE);
        assert.equal(gaps.length, thickness_mm < 0.2 ? 1 : 0, `${thickness_mm} mm at ${angle}`);
      }
    }
  });

  test("pins and pores are told, corners and ridges are not", () => {
    const [pin] = findingsOf(join(foot, box([3, 3, 1], [3.15, 3.15, 6])), "thin_wall", FINE);
    assert.ok(pin.layer_count > 30);
    const [pore] = findingsOf(
      join(box([0, 0, 0], [5, 5, 5]), cut([3, 3, 0], [3.15, 3.15, 5])),
      "thin_gap",
      FINE,
    );
    assert.ok(pore.layer_count > 30);
    const column = turned(box([-3, -3, 0], [3, 3, 12]), 40);
    assertNothing(column);
    const ridge = box([-5, -5, 0], [5, 5, 10]);
    for (const [i, z] of ridge.positions.entries()) {
      if (i % 3 === 2 && z > 5) ridge.positions[i - 2] = 0;
    }
    assertNothing(ridge);
  });
});

describe("what cannot be printed as it is", () => {
  test("a mesh without triangles, and layers without end, are refused", () => {
    const none = { positions: new Float32Array(), triangles: new Uint32Array() };
    assert.throws(() => check(none), fails("no_triangles"));
    assert.throws(
      () => check(makeBox(1, 1, 1), { layer_mm: 1e-9, pitch_mm: 0.05 }),
      fails("not_sliceable"),
    );
    const far = makeBox(1, 1, 1);
    far.positions[2] = Number.NEGATIVE_INFINITY;
    assert.throws(() => check(far), fails("not_finite"));
  });

  test("open surfaces and heaps of loose triangles are looked at for what they are", () => {
    const mesh = makeBox(5, 5, 5);
    const { layer_count } = check({ ...mesh, triangles: mesh.triangles.slice(6) });
    assert.equal(layer_count, 50);
    check(makeSoup(3, 3000, 4, 30));
  });

  test("of many findings the gravest are kept, and all are counted", () => {
    const balls: Mesh[] = [box([0, 0, 0], [1, 1, 1])];
    for (let i = 0; i < 500; i++) {
      const [x, y, side] = [3 * (i % 25), 3 * Math.floor(i / 25), i === 333 ? 1.5 : 0.6];
      balls.push(box([x, y, 3], [x + side, y + side, 4]));
    }
    const { findings, counts, severities } = check(join(...balls));
    assert.equal(counts.island, 500);
    assert.equal(severities.severe, 500);
    assert.equal(findings.length, FINDINGS_OF_A_KIND_MAX);
    assertNear(findings[0].area_mm2, 2.25, 1e-9);
    assert.equal(JSON.stringify(check(join(...balls)).findings), JSON.stringify(findings));
  });

  test("what has too many pixels is looked at with larger ones", () => {
    const { pixel_width_mm, findings } = check(join(GALLOWS, makeBox(2500, 1, 2)));
    assert.equal(pixel_width_mm, 0.2);
    assert.ok(findings.some(({ kind }) => kind === "overhang"));
  });
});
